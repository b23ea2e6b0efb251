// Written by `npm run generate` from engine/native; do not edit.

/**
 * What a column holds.
 */
export type ColumnType = "number" | "boolean" | "time" | "category";

/**
 * What a column is for.
 */
export type ColumnRole = "feature" | "target" | "weight" | "ignore";

/**
 * How a column is encoded: numbers may be `number`, and everything a `code` or `one_hot`.
 */
export type ColumnEncoding = "number" | "code" | "one_hot";

/**
 * One column's part.
 */
export type ColumnSetup = { name: string, role: ColumnRole, encoding: ColumnEncoding, };

/**
 * The table a project trains on and what each column is for.
 */
export type DataSetup = { 
/**
 * As stored in a project, relative to it where possible, with `/` separators; absolute where a run reads it.
 */
path: string, 
/**
 * Of the file's bytes, lower-case hex.
 */
sha256: string, columns: ReadonlyArray<ColumnSetup>, };

/**
 * One encoded feature: `name` is the column's, or `column=value` when one-hot.
 */
export type FeatureSchema = { name: string, column: string, };

/**
 * `classes`: distinct values of the column, 0 for a numeric target.
 */
export type TargetSchema = { name: string, classes: number, };

/**
 * Widths after encoding, never the rows.
 */
export type DataSchema = { 
/**
 * Rows without a missing cell in any used column: those a run trains and validates on.
 */
rows: number, 
/**
 * Encoded feature columns, in order.
 */
features: ReadonlyArray<FeatureSchema>, 
/**
 * In setup order.
 */
targets: ReadonlyArray<TargetSchema>, 
/**
 * Column of the sample weights.
 */
weight: string | null, };

/**
 * What a failure is about, as nearly as is known.
 */
export type Subject = { "kind": "whole" } | { "kind": "file", path: string | null, line: number | null, row: number | null, column: number | null, 
/**
 * Name of the table's column.
 */
column_name: string | null, } | { "kind": "node", node: string, port: string | null, parameter: string | null, } | { "kind": "operation", index: number, node: string, } | { "kind": "option", name: string, } | { "kind": "place", path: string, };
