import type { DataSchema, DataSetup } from "../model";
import type {
  Analysis,
  AnalysisRequest,
  CheckpointListing,
  ModelDescription,
  Prediction,
  RunDeclaration,
  SessionOptions,
  TableProfile,
} from "./generated";
import type { RunEventBatch } from "./host-messages";

/**
 * The surface of the native addon (engine/native/binding). Functions throw an `Error` whose property
 * `failure` is a `Failure`; long ones run off the calling thread and return promises.
 */
export interface NativeAddon {
  /** Reads a CSV (plain or gzip) whole and profiles it. */
  openTable(path: string): Promise<TableProfile>;
  /** Widths after encoding under a setup whose `path` is absolute. */
  tableSchema(setup: DataSetup): Promise<DataSchema>;
  /**
   * Validates the IR, encodes and scales the data (fitted on training rows), and allocates everything a run needs.
   * `data.path` and the paths in `options` are absolute. Nothing trains until `start`.
   */
  createSession(irJson: string, data: DataSetup, options?: SessionOptions): Promise<NativeSession>;
  /**
   * Reads a model file as if an enemy had written it: R050 when it is none, damaged, newer, or its parts do not fit each
   * other.
   */
  loadModel(path: string): Promise<NativeModel>;
  /** As `loadModel`, of the bytes of a model file. */
  readModel(bytes: Uint8Array): Promise<NativeModel>;
  /** The checkpoints in a folder by training step, and files that only look like some; none if the folder is not there. */
  listCheckpoints(directory: string): Promise<CheckpointListing>;
  /** SHA-256 of a file, lower-case hex. */
  hashFile(path: string): Promise<string>;
}

/** A model file that was read, ready to predict any number of tables. */
export interface NativeModel {
  /** A `ModelDescription` as JSON text. */
  readonly descriptionJson: string;
  /**
   * Predicts every row of a table file (absolute path; CSV, plain or gzip), its columns found by name and encoded as in
   * training; target columns need not be there. Rows keep their order. Fails with `column_missing`, `column_not_numeric`
   * or `value_unknown`, naming column and row; a row with a missing feature is no failure, it has no prediction.
   */
  predict(path: string): Promise<Prediction>;
  /**
   * As `predict`, of columns in memory with one cell for each of `rows` rows; `column_length` where one has another number.
   */
  predictColumns(columns: readonly ColumnCells[], rows: number): Promise<Prediction>;
}

/** A column in memory: numbers (NaN is missing), or texts read as a file's cells are (null is missing). */
export type ColumnCells =
  | { readonly name: string; readonly numbers: Float64Array }
  | { readonly name: string; readonly texts: readonly (string | null)[] };

/** What a model file says beside its tensors; the engine has checked it, but for the project inside. */
export const readDescription = (model: NativeModel): ModelDescription => JSON.parse(model.descriptionJson);

/** Stands for the class of a row without prediction. */
export const NO_CLASS = 0xffff_ffff;

/** One training run, owned by the caller until `close`. */
export interface NativeSession {
  /** What it will report. */
  readonly declaration: RunDeclaration;
  readonly stepsPerEpoch: number;
  readonly trainingRows: number;
  readonly validationRows: number;
  readonly parameterCount: number;
  readonly missingRows: number;
  /** Training steps taken before this session: 0 unless it goes on from a checkpoint. */
  readonly firstStep: number;
  /** Printed plan: one line an executed kernel. */
  readonly planText: string;
  /** Threads that the run, or an analysis of it, computes on now; 0 while it rests. */
  readonly threads: number;
  /** Starts the training thread; batches arrive on the JS thread until the final state was delivered. */
  start(onBatch: (batch: Omit<RunEventBatch, "run">) => void): void;
  /** Takes effect within one training batch. */
  pause(): void;
  resume(): void;
  stop(): void;
  /** Trained and running parameters by name as safetensors bytes; callable when not running. */
  parameters(): Uint8Array;
  /**
   * The bytes of a model file (docs/model-file.md): the parameters as they stand, with figures of exactly these over all
   * rows. `contextJson` is a `ModelContext`. For a run that rests, paused or ended without a failure; takes about as long
   * as validating on every row.
   */
  model(contextJson: string): Promise<Uint8Array>;
  /**
   * Looks into a run that is not running: not started, paused or ended. May take minutes; resuming, stopping and closing
   * break it off with an error. Afterwards everything is what it was, to the bit.
   */
  analyze(request: AnalysisRequest): Promise<Analysis>;
  /** Stops, joins every thread and frees the callback. Idempotent. */
  close(): Promise<void>;
}

export interface NativeModule extends NativeAddon {
  /** The instruction sets that kernels may use here, narrowest first; the last is used. `LAYERGLASS_ISA` caps them. */
  instructionSets(): readonly string[];
}
