import type { ColumnCells, Preparation, TypedRow } from "../contract";

/** Rows typed by hand as the columns a model reads: numbers where every cell is one or missing, else texts. */
export function typedColumns({ features }: Pick<Preparation, "features">, rows: readonly TypedRow[]): ColumnCells[] {
  return features.map(({ name }) => {
    const cells = rows.map((row) => (Object.hasOwn(row, name) ? (row[name] ?? null) : null));
    if (cells.every((cell) => cell === null || typeof cell === "number")) {
      return { name, numbers: Float64Array.from(cells, (cell) => cell ?? Number.NaN) };
    }
    return { name, texts: cells.map((cell) => (cell === null ? null : String(cell))) };
  });
}
