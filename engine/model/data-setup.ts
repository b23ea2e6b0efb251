/** What a column holds, found by reading the whole file. */
export type ColumnType = "number" | "category";
/** `weight`: what each row's loss is multiplied by, a number ≥ 0; at most one column. Several columns may be targets. */
export type ColumnRole = "feature" | "target" | "weight" | "ignore";
/** `code`: index in the sorted category list, one column. `one_hot`: one 0/1 column a category. Numbers are always `number`. */
export type ColumnEncoding = "number" | "code" | "one_hot";

export interface ColumnSetup {
  readonly name: string;
  readonly role: ColumnRole;
  readonly encoding: ColumnEncoding;
}

/** The table a project trains on: where it is, what it was (content hash), and what each column is for. */
export interface DataSetup {
  /** Path as stored in the project: relative to the project file where possible, with `/` separators. */
  readonly path: string;
  /** SHA-256 of the file's bytes, lower-case hex. */
  readonly sha256: string;
  readonly columns: readonly ColumnSetup[];
}

/**
 * What the compiler needs to know about the table: widths after encoding, never the rows.
 * `features`: encoded feature columns, in order. `targets`: in setup order. `weight`: the column of sample weights.
 */
export interface DataSchema {
  readonly rows: number;
  readonly features: readonly { readonly name: string; readonly column: string }[];
  readonly targets: readonly TargetSchema[];
  readonly weight: string | null;
}

/** A target column. `classes` is 0 for a numeric (regression) target, otherwise the number of distinct values. */
export interface TargetSchema {
  readonly name: string;
  readonly classes: number;
}
