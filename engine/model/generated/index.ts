// Written by `npm run generate` from engine/native; do not edit.

/**
 * What a column holds.
 */
export type ColumnType = "number" | "boolean" | "time" | "category";

/**
 * What a column is for.
 */
export type ColumnRole = "feature" | "target" | "weight" | "group" | "time" | "split" | "ignore";

/**
 * How a column is encoded: numbers may be `number`, times `date_parts`, texts `text_length`, and everything any other. Targets
 * are `number` or `code` alone.
 */
export type ColumnEncoding = "number" | "code" | "one_hot" | "top_k" | "frequency" | "hashed" | "target_mean" | "date_parts" | "text_length";

/**
 * A part of a date or time; pandas' `Series.dt` calls them alike, but `weekday` `dayofweek` and `day_of_year` `dayofyear`.
 */
export type DatePart = "year" | "quarter" | "month" | "day" | "weekday" | "day_of_year" | "hour" | "minute" | "second";

/**
 * What may be said of an encoding. Each is of one encoding alone and has a usual value where it is absent.
 */
export type EncodingOptions = { 
/**
 * Of `code`: every value, in the order of the codes; absent where they are sorted.
 */
order?: ReadonlyArray<string>, 
/**
 * Of `top_k`: values that have a column of their own, the most frequent ones. Usually 20.
 */
k?: number, 
/**
 * Of `hashed`: columns. Usually 32.
 */
buckets?: number, 
/**
 * Of `target_mean`: rows of the overall mean that are counted with each value's own; absent where the rows' spread says
 * how many.
 */
smoothing?: number, 
/**
 * Of `target_mean`: parts of the training rows, each encoded by the others. Usually 5.
 */
folds?: number, 
/**
 * Of `target_mean`: what the parts are drawn by. Usually 0.
 */
seed?: number, 
/**
 * Of `date_parts`, in the order of the columns. Usually year, month, day and weekday.
 */
parts?: ReadonlyArray<DatePart>, 
/**
 * Of `date_parts`: whether parts that come round again are told by sine and cosine.
 */
cyclic?: boolean, };

/**
 * What stands in place of a feature's missing cell.
 */
export type ImputeStrategy = "mean" | "median" | "most_frequent" | "constant" | "category";

/**
 * What is done with the missing cells of a feature, so that their rows are kept.
 */
export type Impute = { strategy: ImputeStrategy, 
/**
 * Of `constant` alone: the value, written as a cell of the table is.
 */
value?: string, 
/**
 * Whether one more 0/1 column says where a cell was missing.
 */
indicator?: boolean, };

/**
 * How the numbers of a feature are scaled before the network reads them, fitted on the training rows.
 */
export type ColumnScaling = "none" | "min_max" | "standardize" | "robust" | "log1p" | "quantile";

/**
 * One column's part.
 */
export type ColumnSetup = { name: string, role: ColumnRole, encoding: ColumnEncoding, 
/**
 * Of a feature: what is said of its encoding; absent where all is usual.
 */
options?: EncodingOptions, 
/**
 * Of a feature: what is done with its missing cells; absent where their rows are left out.
 */
impute?: Impute, 
/**
 * Of a feature encoded as `number`: its own scaling, after its missing cells are filled; a Scale node then leaves it as
 * it is. Absent where a Scale node alone scales it.
 */
scaling?: ColumnScaling, };

/**
 * What kind of file a table is in.
 */
export type TableFormat = "text" | "parquet" | "arrow" | "json" | "npy" | "npz" | "idx" | "xlsx" | "arff" | "libsvm";

/**
 * Which comes first in dates such as 3/4/2024.
 */
export type DateOrder = "day_first" | "month_first";

/**
 * How one column is to be read.
 */
export type ColumnReading = { name: string, type?: ColumnType, 
/**
 * Words that stand for a missing cell in this column, beside those of every column. Words that usually do, as `NA`, do so
 * here only when they are among them.
 */
missing?: ReadonlyArray<string>, 
/**
 * Which comes first in dates such as 3/4/2024.
 */
date_order?: DateOrder, 
/**
 * Whether categories that differ only in upper and lower case or blanks are one, written as it is most often.
 */
merge_variants?: boolean, };

/**
 * What is known of a file beforehand. Every option that is absent is guessed.
 */
export type ReadOptions = { format?: TableFormat, 
/**
 * Sheet of a workbook, or array of an archive.
 */
sheet?: string, 
/**
 * A label of the WHATWG Encoding Standard: `utf-8`, `gb18030`, `windows-1252`.
 */
encoding?: string, 
/**
 * One character, or `blanks` for runs of spaces and tabs.
 */
delimiter?: string, 
/**
 * The character around cells that hold delimiters, or `none`.
 */
quote?: string, 
/**
 * The character before a quote that is part of a cell, or `none` where such a quote is doubled.
 */
escape?: string, 
/**
 * The character before decimals.
 */
decimal?: string, 
/**
 * The character between thousands, or `none`.
 */
thousands?: string, 
/**
 * Whether the first row names the columns.
 */
header?: boolean, 
/**
 * Lines above the first row.
 */
skip_lines?: number, 
/**
 * Lines between the header and the first row of values, such as units.
 */
skip_after_header?: number, 
/**
 * What begins a line that is a comment, or `none`.
 */
comment?: string, 
/**
 * Words that stand for a missing cell, in every column.
 */
missing?: ReadonlyArray<string>, columns?: ReadonlyArray<ColumnReading>, };

/**
 * A file whose rows are all of one part: they validate, or test.
 */
export type DataFile = { 
/**
 * As that of the table.
 */
path: string, 
/**
 * Of the file's bytes, lower-case hex.
 */
sha256: string, 
/**
 * How it is read; absent where as the table is, but for format and sheet, which are guessed.
 */
reading?: ReadOptions, };

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
sha256: string, 
/**
 * How its file is read, as far as a person said so; absent where all is guessed.
 */
reading?: ReadOptions, columns: ReadonlyArray<ColumnSetup>, 
/**
 * The rows that validate, where they have a file of their own: then none of the table's do.
 */
validation?: DataFile, 
/**
 * The rows that test, where they have a file of their own: then none of the table's do.
 */
test?: DataFile, };

/**
 * One encoded feature: `name` is the column's, `column=value` when one-hot, `column year`, `column is missing` and the like.
 */
export type FeatureSchema = { name: string, column: string, };

/**
 * A file of rows of one part.
 */
export type FileSchema = { 
/**
 * SHA-256 of its bytes, lower-case hex.
 */
sha256: string, 
/**
 * All of them, before any is left out.
 */
rows: number, };

/**
 * `classes`: distinct values of the column, 0 for a numeric target.
 */
export type TargetSchema = { name: string, classes: number, };

/**
 * What rows are for.
 */
export type SplitPart = "training" | "validation" | "test";

/**
 * A word of a split column: what it means, and how many rows have it.
 */
export type SplitWord = { word: string, part: SplitPart, rows: number, };

/**
 * A column that says what rows are for, and what each of its words means.
 */
export type SplitSchema = { column: string, words: ReadonlyArray<SplitWord>, };

/**
 * Widths after encoding, never the rows.
 */
export type DataSchema = { 
/**
 * Rows of the table without a missing cell in any used column but those whose missing cells are filled: those that are
 * split.
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
weight: string | null, 
/**
 * Columns that a split may go by.
 */
group?: string, time?: string, split?: SplitSchema, 
/**
 * Files of the rows that validate and that test, where they have their own.
 */
validation?: FileSchema, test?: FileSchema, };

/**
 * How many rows a partition has of each.
 */
export type PartitionCounts = { training: number, validation: number, test: number, };

export type DataWarningCode = "class_not_trained" | "class_not_validated" | "sorted_target" | "rare_class" | "index_feature" | "identifier_feature" | "leaking_feature" | "constant_feature" | "few_rows" | "missing_rows" | "file_cells" | "file_lines" | "untrained_values";

/**
 * One thing to know, with the evidence.
 */
export type DataWarning = { code: DataWarningCode, 
/**
 * Column it is about.
 */
column: string | null, values: Record<string, number | string>, };

/**
 * What a table's rows are for, and what to know of them.
 */
export type TableJudgement = { rows: PartitionCounts, warnings: Array<DataWarning>, };

/**
 * One of the runs of a k-fold cross-validation: rows that are not tested are cut into `count` parts, of which each validates in
 * one run and trains in the others.
 */
export type Fold = { 
/**
 * The part that validates, from 0.
 */
index: number, 
/**
 * Parts, two or more.
 */
count: number, };

/**
 * What a failure is about, as nearly as is known.
 */
export type Subject = { "kind": "whole" } | { "kind": "file", path: string | null, line: number | null, row: number | null, column: number | null, 
/**
 * Name of the table's column.
 */
column_name: string | null, } | { "kind": "node", node: string, port: string | null, parameter: string | null, } | { "kind": "operation", index: number, node: string, } | { "kind": "option", name: string, } | { "kind": "place", path: string, };

/** What is usual of an encoding where nothing is said. */
export const usualOptions = {
  "k": 20,
  "buckets": 32,
  "folds": 5,
  "seed": 0,
  "parts": [
    "year",
    "month",
    "day",
    "weekday"
  ],
  "cyclic": false
} as const satisfies EncodingOptions;

/** Least and greatest of the options that are numbers. */
export const encodingRanges = {
  k: { minimum: 1, maximum: 10000 },
  buckets: { minimum: 1, maximum: 65536 },
  smoothing: { minimum: 0, maximum: 1000000000 },
  folds: { minimum: 2, maximum: 100 },
} as const;
