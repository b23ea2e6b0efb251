/** Points summed up by one block of the first level; each further level covers `FAN_OUT` blocks of the one below. */
const FAN_OUT = 16;

/** What a stretch of records amounts to. `low` > `high` means that nothing in it was finite. */
export interface Summary {
  low: number;
  high: number;
  /** Weighted mean of the finite values; NaN when there is none. */
  mean: number;
  /** Whether a NaN or an infinity lies in the stretch: drawn as a mark, never smoothed away. */
  broken: boolean;
}

export function emptySummary(): Summary {
  return { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY, mean: Number.NaN, broken: false };
}

interface Level {
  low: Float32Array;
  high: Float32Array;
  sum: Float64Array;
  weight: Float64Array;
  broken: Uint8Array;
}

/**
 * One statistic over a run's records, with a pyramid of minimum, maximum and weighted sum, so that any stretch is
 * summed up in O(log n). Records are appended or halved together with the other columns of their `StatisticTable`.
 */
export class StatisticColumn {
  private values: Float32Array;
  /** Extremes of what each record stands for; only needed once records have been merged. */
  private extremes: { low: Float32Array; high: Float32Array; broken: Uint8Array } | null = null;
  private levels: Level[] = [];

  /** A column whose first records, of the given `weights`, were not defined: they are NaN. */
  constructor(capacity: number, undefinedRecords: number, weights: Uint32Array) {
    this.values = new Float32Array(capacity);
    for (let index = 0; index < undefinedRecords; index += 1) this.set(index, Number.NaN, weights[index] ?? 1);
  }

  value(index: number): number {
    return this.values[index] ?? Number.NaN;
  }

  /** Makes room for so many records, or gives back what lies beyond them. */
  resize(capacity: number): void {
    this.values = resizedFloats(this.values, capacity);
    if (this.extremes !== null) {
      this.extremes = {
        low: resizedFloats(this.extremes.low, capacity),
        high: resizedFloats(this.extremes.high, capacity),
        broken: resizedBytes(this.extremes.broken, capacity),
      };
    }
  }

  set(index: number, value: number, weight: number): void {
    this.values[index] = value;
    const finite = Number.isFinite(value);
    if (this.extremes !== null) {
      this.extremes.low[index] = finite ? value : Number.POSITIVE_INFINITY;
      this.extremes.high[index] = finite ? value : Number.NEGATIVE_INFINITY;
      this.extremes.broken[index] = finite ? 0 : 1;
    }
    // Rounded to what is stored, so that an extreme found through the pyramid equals the record itself.
    const stored = this.values[index] ?? Number.NaN;
    this.accumulate(index, stored, stored, stored, weight, !Number.isFinite(stored));
  }

  /** Merges records 2i and 2i+1 into record i, the last of an odd `length` alone; `weights` are those before the merge. */
  halve(length: number, weights: Uint32Array): void {
    const capacity = this.values.length;
    const merged = {
      low: new Float32Array(capacity),
      high: new Float32Array(capacity),
      broken: new Uint8Array(capacity),
    };
    for (let index = 0; index < length / 2; index += 1) {
      const left = this.record(2 * index);
      const right = 2 * index + 1 < length ? this.record(2 * index + 1) : left;
      const leftWeight = weights[2 * index] ?? 1;
      const rightWeight = weights[2 * index + 1] ?? 1;
      // NaN on either side stays NaN: a broken batch must not vanish in a mean.
      this.values[index] = (left.value * leftWeight + right.value * rightWeight) / (leftWeight + rightWeight);
      merged.low[index] = Math.min(left.low, right.low);
      merged.high[index] = Math.max(left.high, right.high);
      merged.broken[index] = left.broken || right.broken ? 1 : 0;
    }
    this.extremes = merged;
    this.levels = [];
  }

  /** Builds the pyramid anew after `halve`, with the merged weights. */
  rebuild(length: number, weights: Uint32Array): void {
    this.levels = [];
    for (let index = 0; index < length; index += 1) {
      const { value, low, high, broken } = this.record(index);
      this.accumulate(index, value, low, high, weights[index] ?? 1, broken);
    }
  }

  /** Sums up records `from` (inclusive) to `to` (exclusive) into `summary`. */
  summarize(from: number, to: number, weights: Uint32Array, summary: Summary): Summary {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    let sum = 0;
    let weight = 0;
    let broken = false;
    const takeRecord = (index: number): void => {
      const value = this.values[index] ?? Number.NaN;
      if (this.extremes !== null) {
        low = Math.min(low, this.extremes.low[index] ?? Number.POSITIVE_INFINITY);
        high = Math.max(high, this.extremes.high[index] ?? Number.NEGATIVE_INFINITY);
        if ((this.extremes.broken[index] ?? 0) === 1) broken = true;
      }
      if (!Number.isFinite(value)) {
        broken = true;
        return;
      }
      if (this.extremes === null) {
        if (value < low) low = value;
        if (value > high) high = value;
      }
      const share = weights[index] ?? 1;
      sum += value * share;
      weight += share;
    };
    const takeBlock = (level: Level, index: number): void => {
      low = Math.min(low, level.low[index] ?? low);
      high = Math.max(high, level.high[index] ?? high);
      sum += level.sum[index] ?? 0;
      weight += level.weight[index] ?? 0;
      if ((level.broken[index] ?? 0) === 1) broken = true;
    };
    let start = from;
    let end = to;
    while (start < end && start % FAN_OUT !== 0) takeRecord(start++);
    while (end > start && end % FAN_OUT !== 0) takeRecord(--end);
    for (let height = 0; start < end; height += 1) {
      start /= FAN_OUT;
      end /= FAN_OUT;
      const level = this.levels[height];
      if (level === undefined) break;
      const top = height === this.levels.length - 1;
      while (start < end && (top || start % FAN_OUT !== 0)) takeBlock(level, start++);
      while (end > start && end % FAN_OUT !== 0) takeBlock(level, --end);
    }
    summary.low = low;
    summary.high = high;
    summary.mean = weight > 0 ? sum / weight : Number.NaN;
    summary.broken = broken;
    return summary;
  }

  private record(index: number): { value: number; low: number; high: number; broken: boolean } {
    const value = this.values[index] ?? Number.NaN;
    if (this.extremes !== null) {
      return {
        value,
        low: this.extremes.low[index] ?? Number.POSITIVE_INFINITY,
        high: this.extremes.high[index] ?? Number.NEGATIVE_INFINITY,
        broken: (this.extremes.broken[index] ?? 0) === 1,
      };
    }
    const finite = Number.isFinite(value);
    return {
      value,
      low: finite ? value : Number.POSITIVE_INFINITY,
      high: finite ? value : Number.NEGATIVE_INFINITY,
      broken: !finite,
    };
  }

  private accumulate(index: number, value: number, low: number, high: number, weight: number, broken: boolean): void {
    let block = index;
    for (let height = 0; ; height += 1) {
      block = Math.floor(block / FAN_OUT);
      const level = this.level(height, block);
      if (broken) level.broken[block] = 1;
      if (low <= high) {
        if (low < (level.low[block] ?? Number.POSITIVE_INFINITY)) level.low[block] = low;
        if (high > (level.high[block] ?? Number.NEGATIVE_INFINITY)) level.high[block] = high;
      }
      if (Number.isFinite(value)) {
        level.sum[block] = (level.sum[block] ?? 0) + value * weight;
        level.weight[block] = (level.weight[block] ?? 0) + weight;
      }
      // A level exists above once the one below has a second block; its first block then starts from what that level holds.
      if (block === 0 && this.levels[height + 1] === undefined) return;
      if (this.levels[height + 1] === undefined) this.raise(height, block);
    }
  }

  /** Level `height`, large enough for `block`. */
  private level(height: number, block: number): Level {
    const existing = this.levels[height];
    if (existing !== undefined && block < existing.low.length) return existing;
    const level = emptyLevel(existing === undefined ? FAN_OUT : existing.low.length * 2);
    if (existing !== undefined) copyLevel(existing, level);
    this.levels[height] = level;
    return level;
  }

  /** Starts level `height + 1` from every block of level `height` before `newest`, which its caller adds itself. */
  private raise(height: number, newest: number): void {
    const below = this.levels[height];
    if (below === undefined) return;
    const level = emptyLevel(FAN_OUT);
    for (let block = 0; block < newest; block += 1) {
      const target = Math.floor(block / FAN_OUT);
      level.low[target] = Math.min(level.low[target] ?? 0, below.low[block] ?? 0);
      level.high[target] = Math.max(level.high[target] ?? 0, below.high[block] ?? 0);
      level.sum[target] = (level.sum[target] ?? 0) + (below.sum[block] ?? 0);
      level.weight[target] = (level.weight[target] ?? 0) + (below.weight[block] ?? 0);
      if ((below.broken[block] ?? 0) === 1) level.broken[target] = 1;
    }
    this.levels[height + 1] = level;
  }
}

function emptyLevel(capacity: number): Level {
  return {
    low: new Float32Array(capacity).fill(Number.POSITIVE_INFINITY),
    high: new Float32Array(capacity).fill(Number.NEGATIVE_INFINITY),
    sum: new Float64Array(capacity),
    weight: new Float64Array(capacity),
    broken: new Uint8Array(capacity),
  };
}

function copyLevel(from: Level, to: Level): void {
  to.low.set(from.low);
  to.high.set(from.high);
  to.sum.set(from.sum);
  to.weight.set(from.weight);
  to.broken.set(from.broken);
}

function resizedFloats(values: Float32Array, capacity: number): Float32Array {
  const resized = new Float32Array(capacity);
  resized.set(values.subarray(0, capacity));
  return resized;
}

function resizedBytes(values: Uint8Array, capacity: number): Uint8Array {
  const resized = new Uint8Array(capacity);
  resized.set(values.subarray(0, capacity));
  return resized;
}
