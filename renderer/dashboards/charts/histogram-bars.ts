/** A bar between two edges: `share` of all counted elements lies in it. */
export interface HistogramBar {
  readonly from: number;
  readonly to: number;
  readonly share: number;
  /** Share per unit of the value: what a bar's height stands for, since bins differ in width. */
  readonly density: number;
}

/** Shares of what lies outside the bins. */
export interface HistogramRest {
  readonly total: number;
  readonly below: number;
  readonly above: number;
  readonly notNumbers: number;
}

/** Shares of a record's cells (underflow, bins, overflow, NaN) that no bar shows. */
export function histogramRest(cells: ArrayLike<number>): HistogramRest {
  let total = 0;
  for (let cell = 0; cell < cells.length; cell += 1) total += cells[cell] ?? 0;
  const share = (cell: number): number => (total > 0 ? (cells[cell] ?? 0) / total : 0);
  return { total, below: share(0), above: share(cells.length - 2), notNumbers: share(cells.length - 1) };
}

/** How far from zero bins are as narrow as the innermost. */
export function narrowUpTo(edges: readonly number[]): number {
  const zero = edges.findIndex((edge) => edge >= 0);
  const width = (edges[zero + 1] ?? 1) - (edges[zero] ?? 0);
  let last = zero;
  while (last + 1 < edges.length && (edges[last + 1] ?? 0) - (edges[last] ?? 0) < 1.5 * width) last += 1;
  return edges[last] ?? 1;
}

/** Share of the elements that may be left outside the picture at each end. */
const TAIL = 0.001;

/**
 * Stretch of values to draw: all but the outermost 0.1 % at each end, widened to round edges so that it stands still while
 * the distribution breathes. Null when no element lies in any bin. Bins are narrow up to `unit` from zero and widen beyond.
 */
export function histogramWindow(
  edges: ArrayLike<number>,
  cells: ArrayLike<number>,
  unit = 1,
): { readonly from: number; readonly to: number } | null {
  const { total } = histogramRest(cells);
  const tail = total * TAIL;
  let first = -1;
  let last = -1;
  let below = 0;
  let above = 0;
  const bins = cells.length - 3;
  for (let bin = 0; bin < bins && first < 0; bin += 1) {
    below += cells[bin + 1] ?? 0;
    if (below > tail) first = bin;
  }
  for (let bin = bins - 1; bin >= 0 && last < 0; bin -= 1) {
    above += cells[bin + 1] ?? 0;
    if (above > tail) last = bin;
  }
  if (first < 0 || last < first) return null;
  return { from: roundOutward(edges[first] ?? 0, -1, unit), to: roundOutward(edges[last + 1] ?? 0, 1, unit) };
}

/** The next multiple of a step that grows with the value, away from the distribution's middle. */
function roundOutward(value: number, direction: 1 | -1, unit: number): number {
  const size = Math.abs(value) / unit;
  const step = (size <= 1 ? 0.25 : size <= 2 ? 0.5 : size <= 8 ? 1 : size <= 16 ? 4 : 8) * unit;
  return direction > 0 ? Math.ceil(value / step) * step : Math.floor(value / step) * step;
}

/** Bars between `from` and `to`, neighbouring bins merged until a bar is at least `minimumWidth` wide. */
export function histogramBars(
  edges: ArrayLike<number>,
  cells: ArrayLike<number>,
  from: number,
  to: number,
  minimumWidth: number,
): readonly HistogramBar[] {
  const { total } = histogramRest(cells);
  const bars: HistogramBar[] = [];
  if (total === 0) return bars;
  let start = Number.NaN;
  let count = 0;
  for (let bin = 0; bin < cells.length - 3; bin += 1) {
    const low = edges[bin] ?? 0;
    const high = edges[bin + 1] ?? 0;
    if (high <= from || low >= to) continue;
    if (Number.isNaN(start)) start = low;
    count += cells[bin + 1] ?? 0;
    // Zero stays an edge: values below and above it tell different stories.
    const isWide = high - start >= minimumWidth || high === 0;
    if (!isWide && high < to) continue;
    bars.push({ from: start, to: high, share: count / total, density: count / total / (high - start) });
    start = Number.NaN;
    count = 0;
  }
  return bars;
}

/** Height of the picture in units of density, and the bar cut off at it because it towers over all others. */
export function densityTop(bars: readonly HistogramBar[]): { readonly top: number; readonly cut: HistogramBar | null } {
  let highest: HistogramBar | null = null;
  let second = 0;
  for (const bar of bars) {
    if (highest === null || bar.density > highest.density) {
      second = highest?.density ?? 0;
      highest = bar;
    } else second = Math.max(second, bar.density);
  }
  if (highest === null) return { top: 0, cut: null };
  if (second > 0 && highest.density > 4 * second) return { top: 2 * second, cut: highest };
  return { top: highest.density, cut: null };
}
