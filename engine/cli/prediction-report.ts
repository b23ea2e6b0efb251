import type { FilledCells, Prediction, UnreadCells } from "../contract";
import { valueText } from "../model";
import { counted } from "./terminal-text";

/** Most columns named in a line. */
const mostColumns = 12;

/** Names of columns in a line, the first dozen of many. */
export function columnsText(names: readonly string[]): string {
  const named = names.slice(0, mostColumns).map((name) => valueText(name));
  return [...named, ...(names.length > mostColumns ? [`${names.length - mostColumns} more`] : [])].join(", ");
}

type Told = Omit<Prediction, "outputs">;

/** What is to be said of rows without prediction and of lines that are no rows, with the first of each. */
export function unreadLines(prediction: Told, rejectedExamples: readonly string[]): readonly string[] {
  const { rows, missing_rows, unknown_rows, unread, filled, rejected_rows } = prediction;
  const lines: string[] = [];
  if (missing_rows > 0) {
    lines.push(`${missing_rows} of ${rows} rows have no prediction: a cell the model reads is missing`);
  }
  if (unknown_rows > 0) {
    lines.push(`${unknown_rows} of ${rows} rows have no prediction: a value is one the model was not trained on`);
  }
  lines.push(...unread.map(unreadLine), ...filledLines(filled));
  if (rejected_rows > 0) {
    const first = rejectedExamples.length > 0 ? ` (${listed(rejectedExamples, rejected_rows, "; ")})` : "";
    lines.push(`${rejected_rows} lines are no rows: they have another number of cells${first}`);
  }
  return lines;
}

/** How many missing cells were filled, and in which columns; nothing where none were. */
export function filledLines(filled: readonly FilledCells[]): readonly string[] {
  if (filled.length === 0) return [];
  const all = filled.reduce((sum, { count }) => sum + count, 0);
  const ofColumn = ({ column, count, value }: FilledCells): string =>
    `column ${valueText(column)}: ${count} filled ${value === null ? "as a category of its own" : `with ${valueText(value)}`}`;
  return [`${counted(all, "missing cell")} filled as in training`, ...filled.map(ofColumn)];
}

const whyUnread = {
  unknown_value: "unknown",
  unseen_value: "unknown and encoded as all such are",
  no_logarithm: "without a logarithm",
} as const;

/** Cells of one column that could not be read. */
export function unreadLine({ column, reason, count, first_rows, values }: UnreadCells): string {
  const rows = `${count === 1 ? "row" : "rows"} ${listed(first_rows.map(String), count, ", ")}`;
  if (reason === "missing") return `column ${valueText(column)}: ${count} missing, ${rows}`;
  const why = whyUnread[reason];
  return `column ${valueText(column)}: ${count} ${why}, ${values.map((value) => valueText(value)).join(", ")}, ${rows}`;
}

const listed = (first: readonly string[], count: number, between: string): string =>
  [...first, ...(count > first.length ? ["…"] : [])].join(between);
