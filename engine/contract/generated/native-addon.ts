// Written by `npm run generate` from engine/native; do not edit.

import type { DataSchema, DataSetup, ReadOptions, TableJudgement } from "../../model";
import type { Analysis, AnalysisRequest, CheckpointInfo, CheckpointListing, ColumnSpreads, EpochSummary, Failure, FilledCells, ModelOutput, PairSetup, RawTable, RejectedLine, RunOutcome, RunState, SessionFacts, SessionOptions, SplitSetup, TableAssociation, TableEvaluation, TableNotice, TablePair, TableProfile, TestEvaluation, TestLook, UnreadCells, ViewSetup } from "./index";

/** What a run reports at once; its records are as its `RunDeclaration` says. */
export interface EventBatch {
  /** Number of this batch in its run, from 0, without gaps. */
  sequence: number
  /** State changes in order, if any. */
  states: ReadonlyArray<RunState>
  epochs: ReadonlyArray<EpochSummary>
  failure: Failure | null
  /** Comes with the final state of a run that did not fail. */
  outcome: RunOutcome | null
  /** Written since the last batch, oldest first. */
  checkpoints: ReadonlyArray<CheckpointInfo>
  /** What went wrong beside the training, which goes on. */
  warnings: ReadonlyArray<Failure>
  /** Progress at the time of the batch. */
  epoch: number
  step: number
  rows_per_second: number
  /** What was recorded since the last batch, one entry for each group of the run's declaration that has news. */
  records: ReadonlyArray<GroupRecords>
}

/** The records of one group of a run's declaration; arrays are parallel. */
export interface GroupRecords {
  /** Of the declaration's groups. */
  group: number
  /** Training step of each record, from 0, ascending. */
  steps: Float64Array
  /** Of the group's probes; all 0 where it has none. */
  probes: Uint32Array
  /** How many training batches each record stands for (1 = none lost). */
  merged: Uint32Array
  /** One for each series of the group, in its order, with the series' `width` of numbers a record. */
  columns: ReadonlyArray<Float32Array | Uint32Array>
}

/** A model file that was read, ready to predict any number of tables. */
export interface NativeModel {
  /** A `ModelDescription` as JSON text: keys in it are an enemy's, which only a JSON parser makes plain properties. */
  readonly description_json: string
  /**
   * Predicts every row of a table file (absolute path; CSV, plain or gzip), read as the options say, its columns found
   * by name and encoded as in training; target columns need not be there. Rows keep their order. Fails with `column_missing` or
   * `column_not_numeric`, naming column and row; a row with a missing feature, or a value that training did not know, is
   * no failure, it has no prediction.
   */
  predict(path: string, reading?: ReadOptions | undefined | null): Promise<Prediction>
  /** As `predict`, with the table kept beside the predictions until the object is collected. */
  predictTable(path: string, reading?: ReadOptions | undefined | null): Promise<PredictedTable>
  /**
   * As `predict`, of columns in memory with one cell for each of `rows` rows, which are to hold values of training alone:
   * `value_unknown` where one does not, `column_length` where a column has another number of cells.
   */
  predictColumns(columns: ReadonlyArray<ColumnCells>, rows: number): Promise<Prediction>
  /**
   * Metrics of the model's predictions over a table file that has its targets, its columns found by name and encoded as in
   * training. Fails as `predict` does, and with `column_missing` for a target; rows with a missing cell, or a value that
   * training did not know, are left out and told.
   */
  evaluate(path: string, reading?: ReadOptions | undefined | null): Promise<TableEvaluation>
  /**
   * Metrics over exactly the rows that the model's run kept for a test, cut again from the table it was trained on: `data` is
   * the project's setup with absolute paths. Fails with `test_rows` where there are none, or the table is another.
   */
  evaluateTest(data: DataSetup): Promise<TestEvaluation>
}

/** A table with what a model says of each of its rows, read in parts. */
export interface PredictedTable {
  /** Names of the table's columns, in their order. */
  readonly columns: ReadonlyArray<string>
  /** The first few lines of the file that are no rows: `line 12: 14 cells, expected 15`. */
  readonly rejected_examples: ReadonlyArray<string>
  /** What the model says of all rows, copied. */
  prediction(): Prediction
  /**
   * The bytes of a Parquet file: the row's number from 1, the table's own columns as they were read where they are kept,
   * and for each output the class as a text, or the number, and of classes what each was given; null without prediction.
   * `names` are those of the columns that are not the table's own, in this order.
   */
  parquet(keepColumns: boolean, names: ReadonlyArray<string>): Promise<Uint8Array>
  /**
   * The cells of at most `count` rows from `from` on (counted from 0), of the columns at these places, as texts; null for
   * a missing one.
   */
  cells(from: number, count: number, columns: ReadonlyArray<number>): ReadonlyArray<ReadonlyArray<string | undefined | null>>
}

/** A column in memory: numbers (NaN is missing) where they are there, else texts, read as a file's cells are (null is missing). */
export interface ColumnCells {
  name: string
  numbers?: Float64Array
  texts?: ReadonlyArray<string | undefined | null>
}

/** What a model says of a table, in the table's order. */
export interface Prediction {
  /** Rows of the table. */
  rows: number
  /** Those of them without prediction, since a feature's cell is missing. */
  missing_rows: number
  /** Further rows without prediction, since a feature's value is one that training did not know. */
  unknown_rows: number
  /** The cells for which rows have no prediction, by column. */
  unread: ReadonlyArray<UnreadCells>
  /** The missing cells that were filled, of rows that have a prediction, by column. */
  filled: ReadonlyArray<FilledCells>
  /** Lines of the file that are no rows, having another number of cells. */
  rejected_rows: number
  /** One for each Output of the network. */
  outputs: ReadonlyArray<OutputPrediction>
}

/** What one output says of each row of a table. */
export interface OutputPrediction {
  output: ModelOutput
  /** Numbers a row: one a class, or 1 for a number. */
  width: number
  /**
   * `[rows, width]` row-major: what each class was given (probabilities where the output says so), or the number itself;
   * NaN for a row without prediction. Numbers are in the target's unit; what classes were given is float32.
   */
  values: Float64Array
  /**
   * The predicted class of each row, by its place in the output's classes; `NO_CLASS` for a row without prediction.
   * Empty where a number is predicted.
   */
  classes: Uint32Array
}

/** The lines of a file that are no rows of its table, from the top, read in pages. */
export interface NativeRejectedLines {
  /** How many there are. */
  readonly count: number
  /** At most `count` of them from `from` on, counted from 0. */
  lines(from: number, count: number): ReadonlyArray<RejectedLine>
}

/** One training run, owned by the caller until `close`. */
export interface NativeSession {
  /** What it says of the run before it starts. */
  readonly facts: SessionFacts
  /** Threads that the run, or an analysis of it, computes on now; 0 while it rests. */
  readonly threads: number
  /**
   * Starts the training thread; batches arrive on the JS thread, and keep its event loop alive, until the final state was
   * delivered.
   */
  start(onBatch: (arg: EventBatch) => unknown): void
  /** Takes effect within one training batch. */
  pause(): void
  /** Takes effect within one training batch. */
  resume(): void
  /** Takes effect within one training batch. Also allowed when closed: then there is nothing to stop. */
  stop(): void
  /** Trained and running parameters by name as safetensors bytes; callable when not running. */
  parameters(): Uint8Array
  /**
   * The bytes of a model file (docs/model-file.md): the parameters as they stand, with figures of exactly these over all
   * rows. `contextJson` is a `ModelContext`. For a run that rests, paused or ended without a failure; takes about as long
   * as validating on every row.
   */
  model(contextJson: string): Promise<Uint8Array>
  /**
   * Looks into a run that is not running: not started, paused or ended. May take minutes; resuming, stopping and closing
   * break it off with an error. Afterwards everything is what it was, to the bit.
   */
  analyze(request: AnalysisRequest): Promise<Analysis>
  /** Stops, joins every thread and frees the callback; no batch arrives after the promise resolved. Idempotent. */
  close(): Promise<void>
}

/** The rows of a table in view, read in pages; it keeps the table's columns until it is collected. */
export interface NativeTableView {
  /** How many rows are in view. */
  readonly rows: number
  /** Places in the table, from 0, of at most `count` rows in view from `from` on. */
  places(from: number, count: number): Uint32Array
  /**
   * The numbers of these rows, of the columns at these places, as shades row by row: 0 at `low` and below, 255 at `high` and
   * above.
   */
  shades(from: number, count: number, columns: ReadonlyArray<number>, low: number, high: number): Uint8Array
  /** The cells of these rows, of the columns at these places, as texts; null for a missing one. */
  cells(from: number, count: number, columns: ReadonlyArray<number>): ReadonlyArray<ReadonlyArray<string | undefined | null>>
}

/** The native addon as it is loaded. */
export interface NativeModule {
  /** Reads a CSV (plain or gzip) whole, as the options say, and profiles it, once until the file changes. */
  openTable(path: string, reading?: ReadOptions | undefined | null): Promise<TableProfile>
  /**
   * How much each column of a table tells of the column `target`, and how its numbers go together; `column_missing` where no
   * column is called so. Of a long table it looks at rows evenly spread.
   */
  tableAssociation(path: string, reading: ReadOptions | undefined | null, target: string): Promise<TableAssociation>
  /**
   * Two columns of a table together; `column_missing` where no column is called so. Of a long table it looks at rows evenly
   * spread.
   */
  tablePair(path: string, reading: ReadOptions, pair: PairSetup): Promise<TablePair>
  /**
   * How columns of a table under a setup whose paths are absolute lie on the rows that train with this split, and the constants
   * of each scaling fitted on them.
   */
  columnSpreads(setup: DataSetup, split: SplitSetup, columns: ReadonlyArray<string>): Promise<ColumnSpreads>
  /** The rows of a table that a setup of the view asks for, to be read in pages. */
  viewTable(path: string, reading: ReadOptions, view: ViewSetup): Promise<NativeTableView>
  /** What reading the table of a setup, whose path is absolute, found that a person should know. */
  tableNotices(setup: DataSetup): Promise<ReadonlyArray<TableNotice>>
  /**
   * Rows from the top of a text table as they are cut into cells, for a preview while a person chooses how it is read: until
   * there are so many rows, or so many lines that are none.
   */
  rawTable(path: string, reading: ReadOptions, mostRows: number, mostRejected: number): Promise<RawTable>
  /** The lines of a table's file that are no rows of it, to be read in pages. */
  rejectedLines(path: string, reading: ReadOptions): Promise<NativeRejectedLines>
  /** The row, counted from 0, that stands at a line of a table's file as a notice numbers it; null where no row begins. */
  rowAtLine(path: string, reading: ReadOptions, line: number): Promise<number | undefined | null>
  /** Widths after encoding under a setup whose paths are absolute. */
  tableSchema(setup: DataSetup): Promise<DataSchema>
  /**
   * What the rows of a table under a setup whose paths are absolute are for with this split, and what a person should know
   * before training over them.
   */
  judgeTable(setup: DataSetup, split: SplitSetup): Promise<TableJudgement>
  /**
   * Validates the IR, encodes and scales the data (fitted on training rows), and allocates everything a run needs.
   * The paths in `data` and `options` are absolute. Nothing trains until `start`.
   */
  createSession(irJson: string, data: DataSetup, options?: SessionOptions | undefined | null): Promise<NativeSession>
  /**
   * Reads a model file as if an enemy had written it: R050 when it is none, damaged, newer, or its parts do not fit each
   * other.
   */
  loadModel(path: string): Promise<NativeModel>
  /** As `loadModel`, of the bytes of a model file. */
  readModel(bytes: Uint8Array): Promise<NativeModel>
  /** The bytes of the model file at a path with a look at its test rows kept in it. */
  modelWithTestLook(path: string, look: TestLook): Promise<Uint8Array>
  /** The checkpoints in a folder by training step, and files that only look like some; none if the folder is not there. */
  listCheckpoints(directory: string): Promise<CheckpointListing>
  /** SHA-256 of a file, lower-case hex. */
  hashFile(path: string): Promise<string>
  /** The instruction sets that kernels may use here, narrowest first; the last is used. `LAYERGLASS_ISA` caps them. */
  instructionSets(): ReadonlyArray<string>
}
