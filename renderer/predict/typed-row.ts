import type { FeatureField, TypedRow } from "../../engine/contract";
import { daysOf, switchedCell } from "../../engine/predictions";

/** A row of what is usual. */
export function typicalRow(fields: readonly FeatureField[]): TypedRow {
  return Object.fromEntries(fields.map(({ name, typical }) => [name, typical]));
}

/** A row typed for another model, where all of it can be said to this one; else null. */
export function fittingRow(fields: readonly FeatureField[], row: TypedRow): TypedRow | null {
  const fits = fields.every(({ name, kind, values }) => {
    const cell = row[name];
    if (cell === undefined) return false;
    if (cell === null) return true;
    if (kind === "number") return typeof cell === "number";
    if (kind === "text") return true;
    return kind === "time" ? !Number.isNaN(daysOf(String(cell))) : values.includes(String(cell));
  });
  return fits && fields.length > 0 ? Object.fromEntries(fields.map(({ name }) => [name, row[name] ?? null])) : null;
}

/**
 * What is odd about a typed cell: nothing in it, which is filled or leaves the row without prediction, a value that training
 * did not know, or a number beyond its range.
 */
export type CellOddity = "empty" | "filled" | "unknown" | "outside";

/** What is odd about a cell of a field; null when nothing is. */
export function cellOddity(
  { kind, values, range, fill }: FeatureField,
  cell: TypedRow[string] | undefined,
): CellOddity | null {
  if (cell === null || cell === undefined || cell === "") return fill === null ? "empty" : "filled";
  if (kind === "text") return null;
  if (kind === "choice" || kind === "switch") return values.includes(String(cell)) ? null : "unknown";
  const number = kind === "time" ? daysOf(String(cell)) : Number(cell);
  return range !== null && (number < range.low || number > range.high) ? "outside" : null;
}

/** Steps of a slider over a range: whole ones where training saw whole numbers, else a round hundredth. */
export function sliderStep({ isWhole, range }: Pick<FeatureField, "isWhole" | "range">): number {
  if (range === null) return 1;
  const width = range.high - range.low;
  const hundredth = width / 100;
  const round = hundredth > 0 ? 10 ** Math.floor(Math.log10(hundredth)) : 1;
  return isWhole ? Math.max(1, Math.round(round)) : round;
}

/** A slider's ends on whole steps around a range, so that each step is a round number. */
export function sliderEnds(field: Pick<FeatureField, "isWhole" | "range">): {
  readonly low: number;
  readonly high: number;
} {
  const step = sliderStep(field);
  const { low, high } = field.range ?? { low: 0, high: 1 };
  const onStep = (count: number): number => Number((count * step).toPrecision(15));
  return { low: onStep(Math.floor(low / step)), high: onStep(Math.ceil(high / step)) };
}

/** A table's cell as a field has it. */
export function cellOfTable({ kind, values, isWhole }: FeatureField, cell: string | null): TypedRow[string] {
  if (cell === null) return null;
  if (kind === "switch") return switchedCell(values, cell);
  if (kind === "time") {
    const [date = "", clock = "00:00:00"] = cell.split(/[T ]/);
    return isWhole ? date : `${date}T${clock.slice(0, 8)}`;
  }
  const number = Number(cell);
  return kind === "number" && !Number.isNaN(number) ? number : cell;
}
