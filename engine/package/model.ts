import { resolve } from "node:path";
import {
  type FilledCells,
  type ModelDescription,
  type NativeModel,
  type OutputMetrics,
  type Prediction,
  readDescription,
} from "../contract";
import { systemFailure, writeFileAtomically } from "../files";
import { type ReadOptions, valueText } from "../model";
import { answer, callError, failureError, loadEngine, openModel, refuseReading } from "../session";
import { type RowPrediction, rowPredictions } from "./row-predictions";
import { columnsToPredict, type TableColumns, type TableRow } from "./table-rows";

/** A trained network that predicts. */
export interface Model {
  /** What the model file says: network, encodings, scaling, classes, figures (docs/model-file.md). */
  readonly description: ModelDescription;
  /**
   * Predicts rows given as objects by column name, or as columns by name, encoded and scaled as in training. Answers one
   * entry a row, in order; null for a row in which a feature is missing (null, NaN) or the answer is not a number.
   * Columns of targets and weights may be there and are not read.
   * @throws LayerglassError naming the column that is missing or unknown, or whose cell training did not know.
   */
  predict(table: readonly TableRow[] | TableColumns): Promise<(RowPrediction | null)[]>;
  /**
   * Predicts the rows of a table file (CSV, Parquet or any other format that can be opened) as `predict` does, but for cells that training did not know:
   * their rows have no prediction, and are told. Other columns are not looked at; lines that are no rows, having another
   * number of cells, are left out and counted.
   * `reading` says how the file is read; what it does not say is told from the file.
   * @throws LayerglassError naming file, column and row.
   */
  predictFile(path: string, reading?: ReadOptions): Promise<FilePredictions>;
  /**
   * Compares the predictions of a table file's rows with its targets: metrics of each Output, numbers in their target's
   * unit. Rows with a missing cell, or a value that training did not know, are left out and told; weights do not count.
   * @throws LayerglassError naming file, column and row; `column_missing` for a target too.
   */
  evaluateFile(path: string, reading?: ReadOptions): Promise<FileEvaluation>;
}

/** How good a model is on a table file. */
export interface FileEvaluation {
  /** Rows of the table. */
  readonly rows: number;
  /** Those of them that the metrics are of. */
  readonly evaluatedRows: number;
  /** Lines left out, having another number of cells. */
  readonly rejectedLines: number;
  /** The cells for which rows were left out, by column. */
  readonly unread: readonly UnreadCells[];
  /** The missing cells of evaluated rows that were filled, by column. */
  readonly filled: readonly FilledCells[];
  /** One for each Output of the network, in its order; empty where no row was left. */
  readonly outputs: readonly OutputMetrics[];
}

/** What a model says of a table file. */
export interface FilePredictions {
  /** One entry a row of the table, as `predict` answers. */
  readonly rows: (RowPrediction | null)[];
  /** Lines left out, having another number of cells. */
  readonly rejectedLines: number;
  /** The cells for which rows have no prediction, by column. */
  readonly unread: readonly UnreadCells[];
  /** The missing cells of predicted rows that were filled, by column. */
  readonly filled: readonly FilledCells[];
}

/** Cells of one feature column that gave rows no prediction, or that training did not know. */
export interface UnreadCells {
  readonly column: string;
  /**
   * Missing; a value that training did not know; one that is encoded as all such are, so that its row has a prediction; or a
   * number of −1 or less where `log1p` scales.
   */
  readonly reason: "missing" | "unknown_value" | "unseen_value" | "no_logarithm";
  readonly count: number;
  /** Rows of the first few, from 1. */
  readonly firstRows: readonly number[];
  /** The first few different values; empty for missing cells. */
  readonly values: readonly string[];
}

/** A model that a run ended with, not yet a file. */
export interface TrainedModel extends Model {
  /**
   * Writes the model file (docs/model-file.md), whole or not at all; what stands there is replaced.
   * @throws LayerglassError naming the file and what stood against it.
   */
  save(path: string): Promise<void>;
}

/**
 * Reads a model file, as if an enemy had written it.
 * @throws LayerglassError R050 when it is none, damaged, or newer.
 */
export async function loadModel(path: string): Promise<Model> {
  if (typeof path !== "string") {
    const found = `${valueText(path)} for a model`;
    throw callError("argument", { found, expected: "a path", help: "name the model's file" });
  }
  const { model, description } = await openModel(path, loadEngine());
  return new PredictingModel(model, description);
}

/** The model whose file would be these bytes. */
export async function modelOfBytes(bytes: Uint8Array): Promise<TrainedModel> {
  const model = await loadEngine().readModel(bytes);
  return new SavableModel(model, readDescription(model), bytes);
}

class PredictingModel implements Model {
  readonly #model: NativeModel;
  readonly description: ModelDescription;

  constructor(model: NativeModel, description: ModelDescription) {
    this.#model = model;
    this.description = description;
  }

  async predict(table: readonly TableRow[] | TableColumns): Promise<(RowPrediction | null)[]> {
    const { columns, rows } = columnsToPredict(table, this.description.preparation);
    if (rows === 0) return [];
    return rowPredictions(await answer("the rows", this.#model.predictColumns(columns, rows)));
  }

  async predictFile(path: string, reading?: ReadOptions): Promise<FilePredictions> {
    refuseReading(reading);
    const prediction = await answer(path, this.#model.predict(resolve(path), reading));
    const { unread, filled, rejected_rows: rejectedLines } = prediction;
    return { rows: rowPredictions(prediction), rejectedLines, unread: unread.map(unreadCells), filled };
  }

  async evaluateFile(path: string, reading?: ReadOptions): Promise<FileEvaluation> {
    refuseReading(reading);
    const evaluation = await answer(path, this.#model.evaluate(resolve(path), reading));
    const { rows, evaluated_rows: evaluatedRows, rejected_rows: rejectedLines, unread, filled, outputs } = evaluation;
    return { rows, evaluatedRows, rejectedLines, unread: unread.map(unreadCells), filled, outputs };
  }
}

class SavableModel extends PredictingModel implements TrainedModel {
  readonly #bytes: Uint8Array;

  constructor(model: NativeModel, description: ModelDescription, bytes: Uint8Array) {
    super(model, description);
    this.#bytes = bytes;
  }

  async save(path: string): Promise<void> {
    try {
      await writeFileAtomically(path, this.#bytes);
    } catch (error) {
      throw failureError(path, systemFailure(path, error), "the model could not be saved");
    }
  }
}

function unreadCells({ first_rows: firstRows, ...cells }: Prediction["unread"][number]): UnreadCells {
  return { ...cells, firstRows };
}
