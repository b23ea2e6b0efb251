import type { ReadOptions } from "../model";
import type { FilledCells, ModelOutput, UnreadCells } from "./generated";

/** Where a model in use comes from: a run that rests, or a file at an absolute path. */
export type ModelSource =
  | { readonly kind: "run"; readonly run: string }
  | { readonly kind: "file"; readonly path: string };

/** A feature of a model, as a person gives it a value. */
export interface FeatureField {
  readonly name: string;
  /**
   * A number; a date or instant (ISO 8601, as UTC); one of `values`; one of two `values` that say no and yes, in this order; or
   * any text, of which training knew `values`.
   */
  readonly kind: "number" | "time" | "choice" | "switch" | "text";
  /** What training knew, in the order of its codes; empty for a number. */
  readonly values: readonly string[];
  /**
   * Where most numbers of training lie: their 1st and 99th percentile, or what the scaling says of them; null where nobody
   * knows. Of times in days since 1970.
   */
  readonly range: { readonly low: number; readonly high: number } | null;
  /** Whether training saw whole numbers alone; of times, dates alone. */
  readonly isWhole: boolean;
  /** The median, or the most frequent value; null where nobody knows. */
  readonly typical: number | string | null;
  /**
   * What stands in for a missing cell (null: a category of its own), or null where a row with one gets no prediction.
   */
  readonly fill: { readonly value: number | string | null } | null;
}

/** A model that the engine holds. */
export interface UsedModel {
  /** Number the engine knows it by. */
  readonly model: number;
  /** The project's. */
  readonly name: string;
  /** Name of the table it was trained on, without its folder. */
  readonly trainedOn: string;
  /** How that table was read where the person said so; empty where all was guessed. */
  readonly reading: ReadOptions;
  /** Training step of its weights. */
  readonly step: number;
  readonly fields: readonly FeatureField[];
  readonly outputs: readonly ModelOutput[];
}

/** How a table's columns were found for a model: by their names. */
export interface ColumnMatch {
  /** Features of the model that the table has. */
  readonly found: readonly string[];
  /** Features that it lacks: nothing can be predicted without them. */
  readonly missing: readonly string[];
  /** Columns of the table that the model does not read; its targets and weights are among them. */
  readonly unused: readonly string[];
}

/** What an output predicts over a whole table. */
export interface OutputSummary {
  /** Rows predicted to be each class, in the classes' order; empty where a number is predicted. */
  readonly classCounts: readonly number[];
  /** Over the predicted numbers; null where classes are predicted, or nothing is. */
  readonly numbers: { readonly minimum: number; readonly mean: number; readonly maximum: number } | null;
}

/** A table that was predicted, and is held by the engine. */
export interface PredictedFile {
  /** Number the engine knows it by. */
  readonly table: number;
  readonly rows: number;
  /** Every column, in the table's order. */
  readonly columns: readonly string[];
  /** Rows without prediction for a missing cell, and further ones for a value that training did not know. */
  readonly missingRows: number;
  readonly unknownRows: number;
  readonly unread: readonly UnreadCells[];
  /** Missing cells of predicted rows that were filled. */
  readonly filled: readonly FilledCells[];
  /** Lines that are no rows. */
  readonly rejectedRows: number;
  /** One for each output of the model. */
  readonly summaries: readonly OutputSummary[];
}

/** What comes of predicting a table: nothing but its columns where some are missing. */
export interface TablePrediction {
  readonly match: ColumnMatch;
  readonly predicted: PredictedFile | null;
}

/** Some rows of a predicted table. */
export interface PredictedPage {
  /** The first row, counted from 0. */
  readonly from: number;
  /** Cells of the columns asked for, row by row; null for a missing one. */
  readonly cells: readonly (readonly (string | null | undefined)[])[];
  /** One for each output of the model. */
  readonly outputs: readonly PredictedValues[];
}

/** What one output says of some rows. */
export interface PredictedValues {
  /** Of each row the class by its place, `NO_CLASS` without prediction; empty where a number is predicted. */
  readonly classes: ArrayLike<number>;
  /** Row by row, one number a class, or the number itself; NaN without prediction. */
  readonly values: ArrayLike<number>;
}

/** A row typed by hand: each feature's cell by its column; null where nothing is typed. */
export type TypedRow = Readonly<Record<string, number | string | null>>;
