import { emptySummary, type StatisticTable } from "../../runs";

/** One statistic reduced to what a row of pixels can show: one minimum, maximum and mean a pixel column. */
export interface PixelColumns {
  readonly width: number;
  /** NaN where the column has no finite record. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly mean: Float64Array;
  /** 1 where a NaN or an infinity lies in the column. */
  readonly broken: Uint8Array;
}

export function makePixelColumns(width: number): PixelColumns {
  return {
    width,
    low: new Float64Array(width),
    high: new Float64Array(width),
    mean: new Float64Array(width),
    broken: new Uint8Array(width),
  };
}

/**
 * Reduces the records from step `from` to step `to` to `columns.width` pixel columns; every record falls into exactly one
 * column, the last holding `to` itself. Costs O(width · log records).
 */
export function reduceToPixels(
  table: StatisticTable,
  column: number,
  from: number,
  to: number,
  columns: PixelColumns,
): void {
  const perColumn = (to - from) / columns.width;
  const summary = emptySummary();
  let start = table.indexOf(from);
  for (let pixel = 0; pixel < columns.width; pixel += 1) {
    const isLast = pixel === columns.width - 1;
    let end = table.indexOf(isLast ? to : from + (pixel + 1) * perColumn);
    if (isLast) while (end < table.length && table.step(end) <= to) end += 1;
    table.summarize(column, start, end, summary);
    const isEmpty = summary.low > summary.high;
    columns.low[pixel] = isEmpty ? Number.NaN : summary.low;
    columns.high[pixel] = isEmpty ? Number.NaN : summary.high;
    columns.mean[pixel] = summary.mean;
    columns.broken[pixel] = summary.broken ? 1 : 0;
    start = end;
  }
}

/**
 * Whether no record, finite or not, fell into a pixel column, so that a line or band runs straight across it: records
 * far apart leave such columns, which are no gap in the run.
 */
export function isWithoutRecords(columns: PixelColumns, pixel: number): boolean {
  return Number.isNaN(columns.mean[pixel]) && columns.broken[pixel] === 0;
}

/**
 * Mean of the last `window` training steps before each of `count` places spread evenly from step `from` to step `to`
 * (the record at the place included); NaN where no finite record lies in the window or the run has not come so far.
 */
export function trailingMeans(
  table: StatisticTable,
  column: number,
  from: number,
  to: number,
  window: number,
  means: Float64Array,
): void {
  const newest = table.length === 0 ? Number.NEGATIVE_INFINITY : table.step(table.length - 1);
  const summary = emptySummary();
  const spacing = means.length > 1 ? (to - from) / (means.length - 1) : 0;
  for (let place = 0; place < means.length; place += 1) {
    const step = from + place * spacing;
    if (step > newest + spacing) {
      means[place] = Number.NaN;
      continue;
    }
    // The last place may lie just beyond the newest record: its window must not be a shorter one.
    const reached = Math.min(step, newest);
    const end = table.indexOf(reached + 1e-9);
    const start = table.indexOf(Math.max(0, reached - window + 1e-9));
    means[place] = table.summarize(column, Math.min(start, Math.max(0, end - 1)), end, summary).mean;
  }
}

/** Least and greatest finite figure from step `from` to step `to`, over several columns; `low` > `high` when there is none. */
export function extentOf(
  table: StatisticTable,
  columns: readonly number[],
  from: number,
  to: number,
): { low: number; high: number } {
  // One record beyond each end: lines run on to the edge of the picture.
  const start = Math.max(0, table.indexOf(from) - 1);
  const end = Math.min(table.length, table.indexOf(to) + 1);
  const summary = emptySummary();
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const column of columns) {
    table.summarize(column, start, end, summary);
    low = Math.min(low, summary.low);
    high = Math.max(high, summary.high);
  }
  return { low, high };
}

/** Least positive figure from one step to another: where a log axis can begin when some figures are zero. Infinity for none. */
export function leastPositive(table: StatisticTable, columns: readonly number[], from: number, to: number): number {
  const end = Math.min(table.length, table.indexOf(to) + 1);
  let least = Number.POSITIVE_INFINITY;
  for (let index = Math.max(0, table.indexOf(from) - 1); index < end; index += 1) {
    for (const column of columns) {
      const value = table.value(column, index);
      if (value > 0 && value < least) least = value;
    }
  }
  return least;
}

/** Share of places at each end of the order that may be left out of the picture. */
const OUTLYING = 0.02;

/**
 * Least and greatest of the finite means; without the outermost 2 % at an end where those alone stretch the axis to more
 * than twice its length, as the first moments of a long run do. Empty when there is none.
 */
export function robustExtent(means: Float64Array): readonly number[] {
  const sorted = means.filter(Number.isFinite).sort();
  const outlying = Math.floor(sorted.length * OUTLYING);
  const low = sorted[0];
  const high = sorted[sorted.length - 1];
  if (low === undefined || high === undefined) return [];
  const innerLow = sorted[outlying] ?? low;
  const innerHigh = sorted[sorted.length - 1 - outlying] ?? high;
  return high - low > 2 * (innerHigh - innerLow) ? [innerLow, innerHigh] : [low, high];
}
