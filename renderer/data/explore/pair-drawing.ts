import type { PairAxis, PairClass, PairRelation, ValueSpread } from "../../../engine/contract";
import { figureText } from "../../i18n";

export type NumbersRelation = Extract<PairRelation, { kind: "numbers" }>;
export type GroupsRelation = Extract<PairRelation, { kind: "groups" }>;
export type CountsRelation = Extract<PairRelation, { kind: "counts" }>;

/** Place of a value along an axis of so many pixels; in the middle where the axis has no length. */
export function along(value: number, { minimum, maximum }: PairAxis, length: number): number {
  return maximum > minimum ? ((value - minimum) / (maximum - minimum)) * length : length / 2;
}

/** One row as a point in pixels from the upper left. */
export interface PairPoint {
  readonly x: number;
  readonly y: number;
  readonly class: number;
  /** Its place among the rows told one by one. */
  readonly row: number;
}

/** The rows told one by one that lie within both axes. */
export function pointsOf(relation: NumbersRelation, width: number, height: number): readonly PairPoint[] {
  const { x, y, xs, ys, point_classes } = relation;
  return xs.flatMap((value, row) => {
    const at = { x: along(value, x, width), y: height - along(ys[row] ?? 0, y, height) };
    const isWithin = at.x >= 0 && at.x <= width && at.y >= 0 && at.y <= height;
    return isWithin ? [{ ...at, row, class: point_classes[row] ?? 0 }] : [];
  });
}

/** A cell of the grid that holds rows: where it begins, in cells from the lower left, its rows, and whose they mostly are. */
export interface PairCell {
  readonly column: number;
  readonly line: number;
  readonly rows: number;
  readonly class: number;
  /** From 0 to 1, by the logarithm of its rows: a few stay seen beside thousands. */
  readonly weight: number;
}

export function cellsOf({ density, side, classes }: NumbersRelation): readonly PairCell[] {
  const size = side * side;
  const found: Omit<PairCell, "weight">[] = [];
  for (let cell = 0; cell < size && density.length > 0; cell += 1) {
    let [rows, most, owner] = [0, 0, 0];
    for (let index = 0; index <= classes.length; index += 1) {
      const count = density[index * size + cell] ?? 0;
      rows += count;
      if (count > most) [most, owner] = [count, index];
    }
    if (rows > 0) found.push({ column: cell % side, line: Math.floor(cell / side), rows, class: owner });
  }
  const most = Math.max(1, ...found.map(({ rows }) => rows));
  const weight = (rows: number) => (most === 1 ? 1 : 0.15 + 0.85 * (Math.log(rows) / Math.log(most)));
  return found.map((cell) => ({ ...cell, weight: weight(cell.rows) }));
}

/** Half widths of a violin along its own range, from 0 to 1 of the widest. */
export function violinOf({ histogram }: ValueSpread): readonly number[] {
  const most = Math.max(1, ...histogram);
  return histogram.map((count) => count / most);
}

/** A violin's outline: its bins' middles above the line at `middle`, and back below it. */
export function violinPath(spread: ValueSpread, axis: PairAxis, width: number, middle: number, half: number): string {
  const { minimum, maximum } = spread;
  if (minimum === null || maximum === null) return "";
  const widths = violinOf(spread);
  const place = (share: number) => along(minimum + share * (maximum - minimum), axis, width).toFixed(1);
  const upper = widths.map((size, bin) => `${place((bin + 0.5) / widths.length)} ${(middle - size * half).toFixed(1)}`);
  const lower = widths.map((size, bin) => `${place((bin + 0.5) / widths.length)} ${(middle + size * half).toFixed(1)}`);
  const [start, end] = [`${place(0)} ${middle}`, `${place(1)} ${middle}`];
  return `M${start}L${upper.join("L")}L${end}L${lower.reverse().join("L")}Z`;
}

/** Series colours; the class after the last, of all others, is grey, and where there are no classes everything is the first's. */
export function classColor(index: number, classes: readonly PairClass[]): string {
  if (classes.length > 0 && index >= classes.length) return "var(--line-strong)";
  const isRange = classes.some(({ name }) => name === null);
  // Ranges of a number go from one colour to another in equal steps.
  if (isRange)
    return `color-mix(in srgb, var(--series-2) ${Math.round((100 * index) / Math.max(1, classes.length - 1))}%, var(--series-1))`;
  return `var(--series-${(index % 6) + 1})`;
}

/** A class by its name, or a range by its ends. */
export function className({ name, minimum, maximum }: PairClass): string {
  if (name !== null) return name;
  const [low, high] = [figureText(minimum ?? Number.NaN), figureText(maximum ?? Number.NaN)];
  return low === high ? low : `${low} … ${high}`;
}
