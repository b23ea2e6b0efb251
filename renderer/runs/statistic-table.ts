import { emptySummary, StatisticColumn, type Summary } from "./statistic-column";

const FIRST_CAPACITY = 1024;
/** Fewer records than these are left as they are when memory is short. */
const FEWEST_TO_HALVE = 256;

/**
 * Records of one place over time: a step, how many training batches the record stands for, and one value a column.
 *
 * Arrays double as they fill. Memory is bounded: at `maximumRecords` every two neighbouring records merge into one
 * (weighted mean, with minimum and maximum kept), so the oldest stretch of a very long run is the coarsest and the newest is exact.
 * A column costs nothing until its first value that is not NaN.
 */
export class StatisticTable {
  private steps: Float64Array;
  private weights: Uint32Array;
  private readonly columns: (StatisticColumn | null)[];
  private capacity: number;
  private count = 0;
  private changes = 0;
  private readonly maximumRecords: number;

  private readonly numbers: ReadonlyMap<string, number>;

  /** A column for each name; `maximumRecords` is rounded up to an even number. */
  constructor(
    readonly names: readonly string[],
    maximumRecords: number,
  ) {
    this.numbers = new Map(names.map((name, number) => [name, number]));
    this.maximumRecords = maximumRecords + (maximumRecords % 2);
    this.capacity = Math.min(FIRST_CAPACITY, this.maximumRecords);
    this.steps = new Float64Array(this.capacity);
    this.weights = new Uint32Array(this.capacity);
    this.columns = new Array<StatisticColumn | null>(names.length).fill(null);
  }

  /** Records held. */
  get length(): number {
    return this.count;
  }

  /** Grows with every change; equal versions mean equal contents. */
  get version(): number {
    return this.changes;
  }

  /** Bytes of the typed arrays at the records' own level (the pyramid adds about a tenth). */
  get bytes(): number {
    const defined = this.columns.filter((column) => column !== null).length;
    return this.capacity * (12 + 13 * defined);
  }

  /** The column of this name; -1, which is a column without any value, where the table has none. */
  column(name: string): number {
    return this.numbers.get(name) ?? -1;
  }

  /** Appends the `record`-th of arrays of values, one array a column. Steps must not decrease. */
  append(step: number, weight: number, values: readonly ArrayLike<number>[], record: number): void {
    if (this.count === this.capacity) this.makeRoom();
    const index = this.count;
    this.steps[index] = step;
    this.weights[index] = weight;
    for (let number = 0; number < this.columns.length; number += 1) {
      const value = values[number]?.[record] ?? Number.NaN;
      let column = this.columns[number] ?? null;
      if (column === null) {
        if (Number.isNaN(value)) continue;
        column = new StatisticColumn(this.capacity, index, this.weights);
        this.columns[number] = column;
      }
      column.set(index, value, weight);
    }
    this.count += 1;
    this.changes += 1;
  }

  /** Whether the column ever held anything but NaN. */
  isDefined(column: number): boolean {
    return (this.columns[column] ?? null) !== null;
  }

  step(index: number): number {
    return this.steps[index] ?? Number.NaN;
  }

  /** Training batches the record stands for. */
  weight(index: number): number {
    return this.weights[index] ?? 0;
  }

  value(column: number, index: number): number {
    return this.columns[column]?.value(index) ?? Number.NaN;
  }

  /** Newest value of a column; NaN when there is none. */
  latest(column: number): number {
    return this.count === 0 ? Number.NaN : this.value(column, this.count - 1);
  }

  /** Number of records before `step`, which is the index of the first at or after it. */
  indexOf(step: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.steps[middle] ?? 0) < step) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Index of the record nearest to `step`; -1 when there is none. */
  nearest(step: number): number {
    if (this.count === 0) return -1;
    const after = Math.min(this.indexOf(step), this.count - 1);
    if (after === 0) return 0;
    return step - this.step(after - 1) <= this.step(after) - step ? after - 1 : after;
  }

  /** Sums up records `from` (inclusive) to `to` (exclusive) of a column; fills and returns `summary`. */
  summarize(column: number, from: number, to: number, summary: Summary = emptySummary()): Summary {
    const source = this.columns[column] ?? null;
    if (source === null || from >= to) return Object.assign(summary, emptySummary());
    return source.summarize(from, to, this.weights, summary);
  }

  private makeRoom(): void {
    if (this.capacity < this.maximumRecords) {
      this.capacity = Math.min(this.capacity * 2, this.maximumRecords);
      const steps = new Float64Array(this.capacity);
      steps.set(this.steps);
      this.steps = steps;
      const weights = new Uint32Array(this.capacity);
      weights.set(this.weights);
      this.weights = weights;
      for (const column of this.columns) column?.resize(this.capacity);
      return;
    }
    this.mergePairs();
  }

  /** Merges every two records and gives back the memory; whether there were enough to be worth it. */
  halve(): boolean {
    if (this.count < FEWEST_TO_HALVE) return false;
    this.mergePairs();
    this.capacity = this.count + (this.count % 2);
    this.steps = this.steps.slice(0, this.capacity);
    this.weights = this.weights.slice(0, this.capacity);
    for (const column of this.columns) column?.resize(this.capacity);
    this.changes += 1;
    return true;
  }

  private mergePairs(): void {
    for (const column of this.columns) column?.halve(this.count, this.weights);
    const half = Math.ceil(this.count / 2);
    for (let index = 0; index < half; index += 1) {
      const right = 2 * index + 1 < this.count ? (this.weights[2 * index + 1] ?? 0) : 0;
      this.steps[index] = this.steps[2 * index] ?? 0;
      this.weights[index] = (this.weights[2 * index] ?? 0) + right;
    }
    this.count = half;
    for (const column of this.columns) column?.rebuild(half, this.weights);
  }
}
