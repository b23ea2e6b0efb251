import { type Probe, type RunEventBatch, STATISTICS, type StatisticName } from "../contract";

/** The newest record of one place of the network in one epoch. */
export interface LayerRecord {
  readonly probe: Probe;
  /** Counts from 0 over the whole run. */
  readonly step: number;
  readonly values: Readonly<Record<StatisticName, number>>;
}

/** Keeps, for every probe, the newest record of each epoch not yet asked for, and of the run. */
export class LayerRecords {
  private readonly waiting = new Map<number, Map<number, LayerRecord>>();
  private readonly newest = new Map<number, LayerRecord>();

  constructor(
    private readonly probes: readonly Probe[],
    private readonly stepsPerEpoch: number,
  ) {}

  add(batch: Pick<RunEventBatch, "layer_steps" | "layer_probes" | "layer_values">): void {
    batch.layer_steps.forEach((step, index) => {
      const number = batch.layer_probes[index] ?? -1;
      const probe = this.probes[number];
      if (!probe) return;
      const record = { probe, step, values: recordValues(batch.layer_values, index) };
      const epoch = Math.floor(step / this.stepsPerEpoch) + 1;
      const records = this.waiting.get(epoch) ?? new Map<number, LayerRecord>();
      this.waiting.set(epoch, records.set(number, record));
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

function recordValues(values: Float32Array, index: number): Record<StatisticName, number> {
  const start = index * STATISTICS.length;
  const named = STATISTICS.map((name, offset) => [name, values[start + offset] ?? Number.NaN]);
  return Object.fromEntries(named) as Record<StatisticName, number>;
}
