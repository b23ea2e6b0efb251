import type { ColumnSpread, ScaleMethod, ValueSpread } from "../../../engine/contract";

/** How values are looked at: as they are, scaled, or by the column's own scaling. */
export type SpreadView = "raw" | ScaleMethod | "own";

export const spreadViews = ["raw", "min_max", "standardize"] as const satisfies readonly SpreadView[];

/** Where an axis begins and ends, in the units of its view. */
export interface SpreadAxis {
  readonly minimum: number;
  readonly maximum: number;
}

/** How the network reads a column: by its own scaling, else as the drawn Scale has it. */
export function viewOfNetwork({ own }: ColumnSpread, method: ScaleMethod | "none"): SpreadView {
  if (own !== null) return "own";
  return method === "none" ? "raw" : method;
}

/** A column's values as they are, or of a view that is no x ← (x − offset) · factor of them the scaled ones. */
const spreadIn = (column: ColumnSpread, view: SpreadView): ValueSpread =>
  view === "own" && column.own !== null ? column.own.spread : column.spread;

/** A value of a view's spread as the view has it: x ← (x − offset) · factor, fitted on the training rows. */
export function viewed({ scalings }: ColumnSpread, view: SpreadView, value: number): number {
  const constants = scalings.find(({ method }) => method === view);
  return constants === undefined ? value : (value - constants.offset) * constants.factor;
}

function endsOf(column: ColumnSpread, view: SpreadView): readonly [number, number] | null {
  const { minimum, maximum } = spreadIn(column, view);
  return minimum === null || maximum === null ? null : [viewed(column, view, minimum), viewed(column, view, maximum)];
}

/** A column in a view. */
export interface DrawnSpread {
  readonly column: ColumnSpread;
  readonly view: SpreadView;
}

/** One axis for the values of several columns: from the least of all to the greatest; of a single value a little about it. */
export function commonAxis(drawn: readonly DrawnSpread[]): SpreadAxis {
  const ends = drawn.flatMap(({ column, view }) => endsOf(column, view) ?? []);
  const [minimum, maximum] = [Math.min(...ends), Math.max(...ends)];
  if (!Number.isFinite(minimum) || !Number.isFinite(maximum)) return { minimum: 0, maximum: 1 };
  if (minimum < maximum) return { minimum, maximum };
  const about = Math.abs(minimum) || 1;
  return { minimum: minimum - about / 2, maximum: maximum + about / 2 };
}

/** Place of a value along an axis of so many pixels. */
export function placeOf(value: number, { minimum, maximum }: SpreadAxis, length: number): number {
  return ((value - minimum) / (maximum - minimum)) * length;
}

/** A bar of a histogram in pixels from the left, and its height as a share of the highest. */
export interface SpreadBar {
  readonly left: number;
  readonly width: number;
  readonly share: number;
}

/** A bar is seen however narrow its bin is on a common axis. */
const leastWidth = 1;

/** The bars of a column's histogram on an axis; bins that hold nothing have none. */
export function barsOf(column: ColumnSpread, view: SpreadView, axis: SpreadAxis, length: number): readonly SpreadBar[] {
  const ends = endsOf(column, view);
  if (ends === null) return [];
  const { histogram } = spreadIn(column, view);
  const most = Math.max(1, ...histogram);
  const [first, last] = [placeOf(ends[0], axis, length), placeOf(ends[1], axis, length)];
  const pitch = (last - first) / histogram.length;
  return histogram.flatMap((count, bin) => {
    if (count === 0) return [];
    const left = first + bin * pitch;
    const width = Math.max(leastWidth, pitch);
    return [{ left: Math.min(left, length - width), width, share: count / most }];
  });
}

/** Places of the median and of the quartiles on an axis, in pixels; null where there is no value. */
export function middleOf(
  column: ColumnSpread,
  view: SpreadView,
  axis: SpreadAxis,
  length: number,
): { readonly lower: number; readonly median: number; readonly upper: number } | null {
  const [lower, median, upper] = quartiles(spreadIn(column, view)).map((value) =>
    placeOf(viewed(column, view, value), axis, length),
  );
  return lower === undefined || median === undefined || upper === undefined ? null : { lower, median, upper };
}

/** What is left of a zero after as many sums as a column has cells, as a share of its range. */
const roundingShare = 1e-12;

/** Least value, mean and greatest value of a column in a view; null where there is none. */
export function figuresOf(column: ColumnSpread, view: SpreadView) {
  const { minimum, mean, maximum } = spreadIn(column, view);
  const shown = (value: number | null) => (value === null ? null : viewed(column, view, value));
  const found = { minimum: shown(minimum), mean: shown(mean), maximum: shown(maximum) };
  const isZero = Math.abs(found.mean ?? 0) < roundingShare * ((found.maximum ?? 0) - (found.minimum ?? 0));
  return isZero ? { ...found, mean: 0 } : found;
}

/** The quantiles told are those of 1, 5, 25, 50, 75, 95 and 99 in 100. */
const quartiles = ({ quantiles }: ValueSpread): readonly number[] => quantiles.slice(2, 5);
