import {
  GRADIENT_MAGNIFICATION,
  HISTOGRAM_CELLS,
  type Probe,
  type RunEventBatch,
  type RunStarted,
  STATISTICS,
  type StatisticName,
} from "../../engine/contract";
import type { NodeId } from "../../engine/model";
import { HistogramHistory } from "./histogram-history";
import { StatisticTable } from "./statistic-table";

/** Step records kept exactly; beyond, the oldest merge (about 40 MB at the limit). */
const MAXIMUM_STEP_RECORDS = 2 ** 20;
/** Layer records kept exactly for each probe; beyond, the oldest merge (at most 4 MB a probe). */
const MAXIMUM_LAYER_RECORDS = 2 ** 13;

/** Columns of `StatisticsStore.steps`. */
export const LOSS_COLUMN = 0;
export const ACCURACY_COLUMN = 1;

const statisticColumns = new Map<StatisticName, number>(STATISTICS.map((name, index) => [name, index]));

/** Column of a layer statistic in `ProbeStatistics.table`. */
export function statisticColumn(name: StatisticName): number {
  return statisticColumns.get(name) ?? -1;
}

/** Defined wherever there is a gradient. */
const gradientNorm = statisticColumn("gradient_norm");

/** Everything recorded at one place of the network. */
export interface ProbeStatistics {
  readonly index: number;
  readonly probe: Probe;
  /** One column a name of `STATISTICS`. */
  readonly table: StatisticTable;
  readonly histograms: HistogramHistory;
  /** Of the gradient, on edges `GRADIENT_MAGNIFICATION` times nearer to zero; empty where there is none. */
  readonly gradientHistograms: HistogramHistory;
}

/** Runs `callback` before the next picture; the browser's by default. */
export type FrameScheduler = (callback: () => void) => void;

/** Someone who hears of changes, not more often than every `gapMillis`. */
interface Listener {
  readonly tell: () => void;
  readonly gapMillis: number;
  toldAt: number;
  isBehind: boolean;
}

/**
 * The figures of the current run, outside React: typed arrays that charts read directly. Listeners hear of changes at
 * most once an animation frame, however many batches arrived, and always of the last one.
 */
export class StatisticsStore {
  private stepTable = new StatisticTable(2, MAXIMUM_STEP_RECORDS);
  private places: readonly ProbeStatistics[] = [];
  private byNode = new Map<NodeId, readonly ProbeStatistics[]>();
  private edges: Float64Array = new Float64Array(0);
  private nearerEdges: Float64Array = new Float64Array(0);
  private perEpoch = 0;
  private changes = 0;
  private readonly listeners = new Set<Listener>();
  private framePending = false;
  private readonly schedule: FrameScheduler;
  private readonly nowMillis: () => number;
  private readonly pair = new Float32Array(2);

  constructor(schedule: FrameScheduler, nowMillis: () => number = () => performance.now()) {
    this.schedule = schedule;
    this.nowMillis = nowMillis;
  }

  /** Training steps: columns `LOSS_COLUMN` and `ACCURACY_COLUMN` (undefined for regression). */
  get steps(): StatisticTable {
    return this.stepTable;
  }

  /** Steps of one epoch; 0 before the first run. */
  get stepsPerEpoch(): number {
    return this.perEpoch;
  }

  /** `HISTOGRAM_BINS + 1` ascending edges shared by every histogram; empty before the first run. */
  get histogramEdges(): Float64Array {
    return this.edges;
  }

  /** The edges shared by every histogram of a gradient. */
  get gradientEdges(): Float64Array {
    return this.nearerEdges;
  }

  /** Grows with every change. */
  get version(): number {
    return this.changes;
  }

  get probes(): readonly ProbeStatistics[] {
    return this.places;
  }

  /** The probes of a node in the order of its operations; empty when the run did not compile it. */
  probesOf(node: NodeId): readonly ProbeStatistics[] {
    return this.byNode.get(node) ?? [];
  }

  /** Forgets the previous run and makes room for a new one. */
  begin(started: Pick<RunStarted, "probes" | "steps_per_epoch" | "histogram_edges">): void {
    this.stepTable = new StatisticTable(2, MAXIMUM_STEP_RECORDS);
    this.places = started.probes.map((probe, index) => ({
      index,
      probe,
      table: new StatisticTable(STATISTICS.length, MAXIMUM_LAYER_RECORDS),
      histograms: new HistogramHistory(),
      gradientHistograms: new HistogramHistory(),
    }));
    const byNode = new Map<NodeId, ProbeStatistics[]>();
    for (const place of this.places) {
      const sameNode = byNode.get(place.probe.node);
      if (sameNode === undefined) byNode.set(place.probe.node, [place]);
      else sameNode.push(place);
    }
    this.byNode = byNode;
    this.edges = started.histogram_edges;
    this.nearerEdges = started.histogram_edges.map((edge) => edge / GRADIENT_MAGNIFICATION);
    this.perEpoch = started.steps_per_epoch;
    this.changed();
  }

  /** Goes on with the run whose figures are shown; they stay if it still has the same places. */
  goOn(started: Pick<RunStarted, "probes" | "steps_per_epoch" | "histogram_edges">): void {
    const known = this.places.map(({ probe }) => probe);
    if (JSON.stringify(known) !== JSON.stringify(started.probes)) this.begin(started);
  }

  /** Appends what is newer than the figures held. Throws `RangeError`, having appended nothing, when its arrays do not fit together. */
  append(batch: RunEventBatch): void {
    this.checkLengths(batch);
    for (let index = 0; index < batch.step_steps.length; index += 1) {
      if (!isNewer(this.stepTable, batch.step_steps[index] ?? 0)) continue;
      this.pair[LOSS_COLUMN] = batch.step_losses[index] ?? Number.NaN;
      this.pair[ACCURACY_COLUMN] = batch.step_accuracies[index] ?? Number.NaN;
      this.stepTable.append(batch.step_steps[index] ?? 0, batch.step_merged[index] ?? 1, this.pair, 0);
    }
    for (let index = 0; index < batch.layer_steps.length; index += 1) {
      const place = this.places[batch.layer_probes[index] ?? -1];
      if (place === undefined) continue;
      const step = batch.layer_steps[index] ?? 0;
      if (!isNewer(place.table, step)) continue;
      place.table.append(step, batch.layer_merged[index] ?? 1, batch.layer_values, index * STATISTICS.length);
      place.histograms.append(step, batch.layer_histograms, index * HISTOGRAM_CELLS);
      if (!Number.isNaN(batch.layer_values[index * STATISTICS.length + gradientNorm])) {
        place.gradientHistograms.append(step, batch.layer_gradient_histograms, index * HISTOGRAM_CELLS);
      }
    }
    if (batch.step_steps.length > 0 || batch.layer_steps.length > 0) this.changed();
  }

  /** Calls `tell` on an animation frame after changes, at most `perSecond` times a second. Returns the unsubscriber. */
  subscribe(tell: () => void, perSecond = 30): () => void {
    // A frame a little early counts, so that 30 a second are every other of 60 frames and not every third.
    const listener: Listener = {
      tell,
      gapMillis: 1000 / perSecond - 5,
      toldAt: Number.NEGATIVE_INFINITY,
      isBehind: false,
    };
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  private checkLengths(batch: RunEventBatch): void {
    const steps = batch.step_steps.length;
    const layers = batch.layer_steps.length;
    const fits =
      batch.step_losses.length === steps &&
      batch.step_accuracies.length === steps &&
      batch.step_merged.length === steps &&
      batch.layer_probes.length === layers &&
      batch.layer_merged.length === layers &&
      batch.layer_values.length === layers * STATISTICS.length &&
      batch.layer_histograms.length === layers * HISTOGRAM_CELLS &&
      batch.layer_gradient_histograms.length === layers * HISTOGRAM_CELLS;
    if (!fits) throw new RangeError(`Batch ${batch.sequence}: its arrays differ in length.`);
    if (batch.layer_probes.some((probe) => probe >= this.places.length)) {
      throw new RangeError(`Batch ${batch.sequence}: it speaks of a probe the run does not have.`);
    }
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
      this.tellListeners();
    });
  }

  private tellListeners(): void {
    const now = this.nowMillis();
    for (const listener of [...this.listeners]) {
      if (!listener.isBehind || now - listener.toldAt < listener.gapMillis) continue;
      listener.isBehind = false;
      listener.toldAt = now;
      listener.tell();
    }
    if ([...this.listeners].some((listener) => listener.isBehind)) this.requestFrame();
  }
}

/** Whether a table does not hold the step yet: a run that went on from a checkpoint tells some steps again. */
function isNewer(table: StatisticTable, step: number): boolean {
  return table.length === 0 || step > table.step(table.length - 1);
}
