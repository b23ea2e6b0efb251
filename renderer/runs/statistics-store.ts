import {
  type GroupRecords,
  groupNamed,
  isScalar,
  LAYER_GROUP,
  layerProbes,
  type Probe,
  type RunDeclaration,
  type RunEventBatch,
  type RunStarted,
  recordsFault,
  type Series,
  type SeriesGroup,
  STEP_GROUP,
  STREAM_VERSION,
} from "../../engine/contract";
import type { NodeId } from "../../engine/model";
import { HistogramHistory } from "./histogram-history";
import { StatisticTable } from "./statistic-table";

/** Step records kept exactly; beyond, the oldest merge (about 40 MB at the limit). */
const MAXIMUM_STEP_RECORDS = 2 ** 20;
/** Layer records kept exactly for each probe; beyond, the oldest merge (at most 4 MB a probe). */
const MAXIMUM_LAYER_RECORDS = 2 ** 13;

/** Everything recorded at one place of the network. */
export interface ProbeStatistics {
  readonly index: number;
  readonly probe: Probe;
  /** A column for each series of one number. */
  readonly table: StatisticTable;
  /** Of each series of histograms, by its name; one that is not defined at this place stays empty. */
  readonly histograms: ReadonlyMap<string, HistogramHistory>;
}

/** One group of the run's declaration, and where its records go. */
interface GroupTables {
  /** Columns of the batch that go into the table. */
  readonly scalars: readonly number[];
  /** Columns of the batch that are histograms, with their names. */
  readonly histograms: readonly (readonly [name: string, column: number])[];
  readonly places: readonly {
    readonly table: StatisticTable;
    readonly histograms: ReadonlyMap<string, HistogramHistory>;
  }[];
}

/** Runs `callback` before the next picture; the browser's by default. */
export type FrameScheduler = (callback: () => void) => void;

/** Someone who hears of changes, not more often than every `gapMillis`. */
interface Listener {
  readonly report: () => void;
  readonly gapMillis: number;
  reportedAt: number;
  isBehind: boolean;
}

/**
 * The figures of the current run, outside React: typed arrays that charts read directly. Listeners hear of changes at
 * most once an animation frame, however many batches arrived, and always of the last one.
 */
export class StatisticsStore {
  private declaration: RunDeclaration = { version: STREAM_VERSION, groups: [] };
  private groups: readonly GroupTables[] = [];
  private stepTable = new StatisticTable([], MAXIMUM_STEP_RECORDS);
  private places: readonly ProbeStatistics[] = [];
  private byNode = new Map<NodeId, readonly ProbeStatistics[]>();
  private perEpoch = 0;
  private changes = 0;
  private readonly listeners = new Set<Listener>();
  private framePending = false;
  private readonly schedule: FrameScheduler;
  private readonly nowMillis: () => number;

  constructor(schedule: FrameScheduler, nowMillis: () => number = () => performance.now()) {
    this.schedule = schedule;
    this.nowMillis = nowMillis;
  }

  /** Training steps: a column for each series of the group `steps`. */
  get steps(): StatisticTable {
    return this.stepTable;
  }

  /** Steps of one epoch; 0 before the first run. */
  get stepsPerEpoch(): number {
    return this.perEpoch;
  }

  /** Grows with every change. */
  get version(): number {
    return this.changes;
  }

  /** Bytes the figures take. */
  get bytes(): number {
    let bytes = 0;
    for (const { table, histograms } of this.everyPlace()) {
      bytes += table.bytes;
      for (const history of histograms.values()) bytes += history.bytes;
    }
    return bytes;
  }

  /** Merges every two records, which halves the memory; whether there was anything to be merged. */
  halve(): boolean {
    let isHalved = false;
    for (const { table } of this.everyPlace()) isHalved = table.halve() || isHalved;
    if (isHalved) this.changed();
    return isHalved;
  }

  get probes(): readonly ProbeStatistics[] {
    return this.places;
  }

  /** The probes of a node in the order of its operations; empty when the run did not compile it. */
  probesOf(node: NodeId): readonly ProbeStatistics[] {
    return this.byNode.get(node) ?? [];
  }

  /** What the run declared of a layer's series; undefined where it has none of this name. */
  layerSeries(name: string): Series | undefined {
    return groupNamed(this.declaration, LAYER_GROUP)?.series.find((series) => series.name === name);
  }

  /** Forgets everything and makes room for a run of this declaration. */
  begin({ declaration, steps_per_epoch }: Pick<RunStarted, "declaration" | "steps_per_epoch">): void {
    this.declaration = declaration;
    this.groups = declaration.groups.map(groupTables);
    const tablesOf = (name: string) => this.groups[declaration.groups.findIndex((group) => group.name === name)];
    this.stepTable = tablesOf(STEP_GROUP)?.places[0]?.table ?? new StatisticTable([], MAXIMUM_STEP_RECORDS);
    const layers = tablesOf(LAYER_GROUP)?.places ?? [];
    this.places = layerProbes(declaration).flatMap((probe, index) => {
      const place = layers[index];
      return place === undefined ? [] : [{ index, probe, ...place }];
    });
    const byNode = new Map<NodeId, ProbeStatistics[]>();
    for (const place of this.places) {
      const sameNode = byNode.get(place.probe.node);
      if (sameNode === undefined) byNode.set(place.probe.node, [place]);
      else sameNode.push(place);
    }
    this.byNode = byNode;
    this.perEpoch = steps_per_epoch;
    this.changed();
  }

  /** Goes on with the run whose figures are shown; they stay if it still declares the same. */
  goOn(started: Pick<RunStarted, "declaration" | "steps_per_epoch">): void {
    if (JSON.stringify(this.declaration) !== JSON.stringify(started.declaration)) this.begin(started);
  }

  /** Appends what is newer than the figures held. Throws `RangeError`, having appended nothing, when it is not as declared. */
  append({ records, sequence }: RunEventBatch): void {
    for (const group of records) {
      const fault = recordsFault(this.declaration, group);
      if (fault !== null) throw new RangeError(`Batch ${sequence}: ${fault}.`);
    }
    for (const group of records) this.appendGroup(group);
    if (records.some(({ steps }) => steps.length > 0)) this.changed();
  }

  private everyPlace() {
    return this.groups.flatMap(({ places }) => places);
  }

  private appendGroup({ group, steps, probes, merged, columns }: GroupRecords): void {
    const tables = this.groups[group];
    if (tables === undefined) return;
    const scalars = tables.scalars.flatMap((column) => columns[column] ?? []);
    for (let index = 0; index < steps.length; index += 1) {
      const place = tables.places[probes[index] ?? -1];
      const step = steps[index] ?? 0;
      if (place === undefined || !isNewer(place.table, step)) continue;
      place.table.append(step, merged[index] ?? 1, scalars, index);
      for (const [name, column] of tables.histograms) {
        place.histograms.get(name)?.append(step, columns[column] ?? [], index);
      }
    }
  }

  /** Calls `report` on an animation frame after changes, at most `perSecond` times a second. Returns the unsubscriber. */
  subscribe(report: () => void, perSecond = 30): () => void {
    // A frame a little early counts, so that 30 a second are every other of 60 frames and not every third.
    const listener: Listener = {
      report,
      gapMillis: 1000 / perSecond - 5,
      reportedAt: Number.NEGATIVE_INFINITY,
      isBehind: false,
    };
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  private changed(): void {
    this.changes += 1;
    for (const listener of this.listeners) listener.isBehind = true;
    if (this.listeners.size > 0) this.requestFrame();
  }

  private requestFrame(): void {
    if (this.framePending) return;
    this.framePending = true;
    this.schedule(() => {
      this.framePending = false;
      this.reportToListeners();
    });
  }

  private reportToListeners(): void {
    const now = this.nowMillis();
    for (const listener of [...this.listeners]) {
      if (!listener.isBehind || now - listener.reportedAt < listener.gapMillis) continue;
      listener.isBehind = false;
      listener.reportedAt = now;
      listener.report();
    }
    if ([...this.listeners].some((listener) => listener.isBehind)) this.requestFrame();
  }
}

/** Tables for the records of a group: one for each of its probes, or one for the run as a whole. */
function groupTables({ series, probes }: SeriesGroup): GroupTables {
  const numbered = series.map((one, column) => ({ one, column }));
  const scalars = numbered.filter(({ one }) => isScalar(one));
  const histograms = numbered.flatMap(({ one: { kind, name }, column }) =>
    kind.type === "histogram" ? [{ name, column, edges: kind.edges }] : [],
  );
  const names = scalars.map(({ one }) => one.name);
  const most = probes.length === 0 ? MAXIMUM_STEP_RECORDS : MAXIMUM_LAYER_RECORDS;
  return {
    scalars: scalars.map(({ column }) => column),
    histograms: histograms.map(({ name, column }) => [name, column]),
    places: Array.from({ length: Math.max(1, probes.length) }, () => ({
      table: new StatisticTable(names, most),
      histograms: new Map(histograms.map(({ name, edges }) => [name, new HistogramHistory(edges)])),
    })),
  };
}

/** Whether a table does not hold the step yet: a run that went on from a checkpoint tells some steps again. */
function isNewer(table: StatisticTable, step: number): boolean {
  return table.length === 0 || step > table.step(table.length - 1);
}
