import { type ColumnCells, type Failure, fileSubject, type Preparation } from "../contract";
import { valueText, wholeSubject } from "../model";
import { callError, type LayerglassError } from "../session";

/** A cell: a number, a text, or nothing known (null, NaN). */
export type Cell = number | string | null;

/** A row by column names. */
export type TableRow = Readonly<Record<string, Cell>>;

/** A table by column names, each with as many cells as the others. */
export type TableColumns = Readonly<Record<string, ArrayLike<Cell>>>;

/** What a model reads of a table that a program holds. */
export interface ColumnsToPredict {
  readonly columns: readonly ColumnCells[];
  readonly rows: number;
}

/**
 * The columns that a model reads, of rows or columns that a program holds. Target and weight columns may be there, too.
 * @throws LayerglassError naming the column (and row) that is missing, unknown or holds what is no cell.
 */
export function columnsToPredict(
  table: readonly TableRow[] | TableColumns,
  { features, targets, weight }: Preparation,
): ColumnsToPredict {
  if (typeof table !== "object" || table === null) {
    throw refusal("argument", null, `${valueText(table)} for a table`, "a list of rows, or an object of columns");
  }
  const known = new Set([...features, ...targets].map(({ name }) => name));
  if (weight !== null) known.add(weight);
  const names = features.map(({ name }) => name);
  return Array.isArray(table) ? ofRows(table, names, known) : ofColumns(table as TableColumns, names, known);
}

function ofRows(rows: readonly TableRow[], names: readonly string[], known: ReadonlySet<string>): ColumnsToPredict {
  for (const [index, row] of rows.entries()) {
    if (typeof row !== "object" || row === null || Array.isArray(row)) {
      throw refusal("argument", null, `${valueText(row)} for row ${index + 1}`, "an object of cells by column names");
    }
    for (const name of names) {
      if (!Object.hasOwn(row, name)) {
        throw refusal("column_missing", name, `no cell in row ${index + 1}`, "a value, or null where it is not known");
      }
    }
    for (const name of Object.keys(row)) requireKnown(name, known, ` in row ${index + 1}`);
  }
  const columns = names.map((name) => cellsOf(name, rows.length, (row) => rows[row]?.[name]));
  return { columns, rows: rows.length };
}

function ofColumns(table: TableColumns, names: readonly string[], known: ReadonlySet<string>): ColumnsToPredict {
  for (const name of Object.keys(table)) requireKnown(name, known, "");
  const first = Object.hasOwn(table, names[0] ?? "") ? (table[names[0] ?? ""]?.length ?? 0) : 0;
  const columns = names.map((name) => {
    if (!Object.hasOwn(table, name)) {
      throw refusal("column_missing", name, "no such column", "its cells, null where one is not known");
    }
    const cells = table[name];
    const length: unknown = typeof cells === "object" && cells !== null ? cells.length : undefined;
    if (cells === undefined || typeof length !== "number") {
      throw refusal("argument", name, valueText(cells), "a list of cells");
    }
    if (length !== first) {
      const values = { cells: length, rows: first };
      throw refusal("column_length", name, `${length} cells`, `${first}, as in ${names[0]}`, values);
    }
    return cellsOf(name, length, (row) => cells[row]);
  });
  return { columns, rows: first };
}

function requireKnown(name: string, known: ReadonlySet<string>, place: string): void {
  if (!known.has(name)) throw refusal("column_unknown", name, `this column${place}`, "the model's columns alone");
}

/** A column's cells: numbers where each is one (or missing), else texts. */
function cellsOf(name: string, rows: number, cell: (row: number) => unknown): ColumnCells {
  const numbers = new Float64Array(rows);
  let hasTexts = false;
  for (let row = 0; row < rows; row++) {
    const value = cell(row);
    if (typeof value === "number") numbers[row] = value;
    else if (value === null) numbers[row] = Number.NaN;
    else if (typeof value === "string") hasTexts = true;
    else throw refusal("cell", name, `${valueText(value)} in row ${row + 1}`, "a number, a text, or null");
  }
  if (!hasTexts) return { name, numbers };
  const textOf = (value: unknown) => (value === null || Number.isNaN(value) ? null : String(value));
  return { name, texts: Array.from({ length: rows }, (_, row) => textOf(cell(row))) };
}

/** What helps, by the code. */
const helps = {
  argument: "give rows or columns as objects",
  column_missing: "give every column that the model reads",
  column_unknown: "leave the column out",
  column_length: "give every column one cell a row",
  cell: "correct the cell",
} as const;

function refusal(
  code: keyof typeof helps,
  column: string | null,
  found: string,
  expected: string,
  values: Failure["values"] = {},
): LayerglassError {
  const subject = column === null ? wholeSubject : fileSubject(null, { column_name: column });
  return callError(code, { subject, found, expected, help: helps[code], values });
}
