import {
  type GroupRecords,
  groupNamed,
  isScalar,
  LAYER_GROUP,
  layerProbes,
  type Probe,
  type RunDeclaration,
  recordsOf,
} from "../contract";

/** The newest record of one place of the network in one epoch. */
export interface LayerRecord {
  readonly probe: Probe;
  /** Counts from 0 over the whole run. */
  readonly step: number;
  /** Every statistic of one number by its name; NaN where it is not defined for the place. */
  readonly values: Readonly<Record<string, number>>;
}

/** Keeps, for every probe, the newest record of each epoch not yet asked for, and of the run. */
export class LayerRecords {
  private readonly waiting = new Map<number, Map<number, LayerRecord>>();
  private readonly newest = new Map<number, LayerRecord>();
  private readonly probes: readonly Probe[];
  /** The statistics of one number, with their columns. */
  private readonly statistics: readonly (readonly [name: string, column: number])[];

  constructor(
    private readonly declaration: RunDeclaration,
    private readonly stepsPerEpoch: number,
  ) {
    this.probes = layerProbes(declaration);
    const series = groupNamed(declaration, LAYER_GROUP)?.series ?? [];
    this.statistics = [...series.entries()].flatMap(([column, one]) =>
      isScalar(one) ? [[one.name, column] as const] : [],
    );
  }

  add(batch: readonly GroupRecords[]): void {
    const records = recordsOf(this.declaration, batch, LAYER_GROUP);
    records?.steps.forEach((step, index) => {
      const number = records.probes[index] ?? -1;
      const probe = this.probes[number];
      if (!probe) return;
      const named = this.statistics.map(([name, column]) => [name, records.columns[column]?.[index] ?? Number.NaN]);
      const record = { probe, step, values: Object.fromEntries(named) };
      const epoch = Math.floor(step / this.stepsPerEpoch) + 1;
      const ofEpoch = this.waiting.get(epoch) ?? new Map<number, LayerRecord>();
      this.waiting.set(epoch, ofEpoch.set(number, record));
      this.newest.set(number, record);
    });
  }

  /** Hands over the newest record of every probe in an epoch (counted from 1) and lets earlier epochs go. */
  take(epoch: number): readonly LayerRecord[] {
    const records = this.waiting.get(epoch);
    // They wait in the order of their epochs, and on a small table thousands of them.
    for (const earlier of this.waiting.keys()) {
      if (earlier > epoch) break;
      this.waiting.delete(earlier);
    }
    return inOrder(records);
  }

  /** The newest record of every probe, in the order of the network. */
  latest(): readonly LayerRecord[] {
    return inOrder(this.newest);
  }
}

function inOrder(records: ReadonlyMap<number, LayerRecord> | undefined): readonly LayerRecord[] {
  return [...(records ?? [])].sort(([a], [b]) => a - b).map(([, record]) => record);
}
