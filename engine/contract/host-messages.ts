import type {
  DataSchema,
  DataSetup,
  Diagnostic,
  Fold,
  Graph,
  ReadOptions,
  TableJudgement,
  TrainingSetup,
} from "../model";
import type { HostFailure } from "./failure";
import type { FoldProgress, TrainedFold } from "./fold-messages";
import type {
  Analysis,
  AnalysisRequest,
  CheckpointListing,
  ColumnSpreads,
  InitialWeights,
  ModelDescription,
  PairSetup,
  RejectedLine,
  SplitSetup,
  TableAssociation,
  TablePair,
  TableProfile,
  TestLook,
  ViewSetup,
} from "./generated";
import type { EventBatch } from "./generated/native-addon";
import type { WeightComparison } from "./model-messages";
import type { ModelSource, PredictedPage, PredictedValues, TablePrediction, TypedRow, UsedModel } from "./model-use";
import type { RunCapabilities } from "./run-capabilities";
import type { RunStarted } from "./run-started";
import type { CheckpointCadence } from "./session-options";

/** Everything a compile or a run needs; a snapshot, so that later edits cannot reach a run. */
export interface RunSnapshot {
  readonly graph: Graph;
  /** `path` here is absolute: the host resolves nothing. */
  readonly data: DataSetup | null;
  readonly training: TrainingSetup;
}

/** Requests from the window to the engine host and their answers; `request` gives each a number. */
export interface HostRequests {
  /** Reads a table, as far as the person said how; its answer is remembered until the file changes. */
  open_table: { request: { path: string; reading?: ReadOptions }; answer: TableProfile };
  /** Where a table with this content (SHA-256) lies in these folders or a little below, the same file name first. */
  find_table: {
    request: { folders: readonly string[]; name: string; sha256: string };
    answer: { path: string | null };
  };
  /** Finds the rows of a table to look through, filtered and in order; the engine holds the latest few views. */
  view_table: {
    request: { path: string; reading: ReadOptions; view: ViewSetup };
    answer: { view: number; rows: number };
  };
  /** At most `count` rows of a view from `from` on, with the columns at these places; null for a view no longer held. */
  view_rows: {
    request: { view: number; from: number; count: number; columns: readonly number[] };
    answer: TablePage | null;
  };
  /** Finds the lines of a table's file that are no rows; the engine holds the latest such list. */
  rejected_lines: { request: { path: string; reading: ReadOptions }; answer: { list: number; count: number } };
  /** At most `count` of these lines from `from` on; null for a list no longer held. */
  rejected_page: { request: { list: number; from: number; count: number }; answer: RejectedPage | null };
  /** Writes these lines as CSV to where the person chose in the dialog, whole or not at all. */
  save_rejected: { request: { list: number; path: string }; answer: { count: number } };
  /** The row, counted from 0, at a line of a table's file as a notice numbers it; null where no row begins. */
  row_at_line: { request: { path: string; reading: ReadOptions; line: number }; answer: { row: number | null } };
  /**
   * The numbers of at most `count` rows of a view from `from` on, of the columns at these places, as shades row by row: 0 at
   * `low` and below, 255 at `high` and above; null for a view no longer held.
   */
  view_shades: {
    request: { view: number; from: number; count: number; columns: readonly number[]; low: number; high: number };
    answer: { shades: Uint8Array } | null;
  };
  /** How much each column tells of the column `target`; of a long table rows evenly spread are looked at. */
  table_association: {
    request: { path: string; reading: ReadOptions; target: string };
    answer: TableAssociation;
  };
  /** Two columns together; of a long table rows evenly spread are looked at. */
  table_pair: { request: { path: string; reading: ReadOptions; pair: PairSetup }; answer: TablePair };
  /** How columns lie on the rows that train under a setup and a split, with the constants of each scaling fitted on them. */
  column_spreads: {
    request: { data: DataSetup; split: SplitSetup; columns: readonly string[] };
    answer: ColumnSpreads;
  };
  /** Schema of a table under a setup; the table is read again only if it changed. */
  table_schema: { request: { data: DataSetup }; answer: DataSchema };
  /** What to know before training over a table under a setup and a split, and how many rows are for what; the table is read again only if it changed. */
  table_warnings: {
    request: { data: DataSetup; split: SplitSetup };
    answer: TableJudgement;
  };
  compile: {
    request: RunSnapshot;
    answer: { diagnostics: readonly Diagnostic[]; ir_text: string | null };
  };
  /** Compiles, loads the data and starts training; fails with diagnostics when the graph has errors. */
  start_run: { request: RunSnapshot & RunOptions & { run: string }; answer: RunStarted };
  pause_run: { request: { run: string }; answer: null };
  resume_run: { request: { run: string }; answer: null };
  stop_run: { request: { run: string }; answer: null };
  /**
   * Trains one fold of a cross-validation in a session of its own, everything fitted anew, and answers when it is over. Refused
   * while a run or another fold is under way, as a run is meanwhile. A fold whose window is gone is stopped.
   */
  train_fold: { request: RunSnapshot & { fold: Fold }; answer: TrainedFold };
  /** Where the fold that trains stands; null while none does. */
  fold_progress: { request: null; answer: FoldProgress | null };
  /** Has the fold that trains end within a batch, without figures. */
  stop_fold: { request: null; answer: null };
  /** Looks into a run that is paused or has ended; resuming, stopping and letting go break it off. */
  analyze_run: { request: { run: string; request: AnalysisRequest }; answer: Analysis };
  /** How often other runs were looked at on the test rows of this one, and what was seen of it once somebody looked. */
  test_rows: { request: { run: string }; answer: { looks_before: number; look: TestLook | null } };
  /** Looks at the rows that an ended run kept for a test; the look is counted, and kept with the run. */
  look_at_test: { request: { run: string }; answer: TestLook };
  /**
   * The bytes of a model file of a run that is paused, or has ended without a failure; `name` and
   * `positions` are the project's, for whoever opens its network again.
   */
  model_of_run: {
    request: {
      run: string;
      name: string;
      positions: Readonly<Record<string, { readonly x: number; readonly y: number }>>;
    };
    answer: Uint8Array;
  };
  /** Reads a model file at an absolute path. */
  open_model: { request: { path: string }; answer: ModelDescription };
  /** What of a model file a network can start from; fails with diagnostics when the graph has errors. */
  compare_model: { request: RunSnapshot & { path: string }; answer: WeightComparison };
  /** Has the engine hold a model to predict with; of a run that is paused, or has ended without a failure. The latest few are held. */
  use_model: { request: { source: ModelSource }; answer: UsedModel };
  /** Predicts every row of a table at an absolute path; the engine holds the latest table with its predictions. */
  predict_table: { request: { model: number; path: string; reading: ReadOptions }; answer: TablePrediction };
  /** At most `count` rows of a predicted table from `from` on, counted from 0, with the cells of the columns at these places. */
  predicted_rows: {
    request: { table: number; from: number; count: number; columns: readonly number[] };
    answer: PredictedPage;
  };
  /** Predicts rows typed by hand, an answer for each output. */
  predict_rows: {
    request: { model: number; rows: readonly TypedRow[] };
    answer: readonly PredictedValues[];
  };
  /** Writes a predicted table as Parquet or CSV, as the name says, to where the person chose in the dialog, whole or not at all. */
  save_predictions: {
    request: { table: number; path: string; keepColumns: boolean };
    answer: { rows: number };
  };
  /** The checkpoints of a run, also of one that an earlier host began. */
  list_checkpoints: { request: { run: string }; answer: CheckpointListing };
  /** The runs the host knows of in the order they began, which a page that was loaded anew attaches to. */
  list_runs: { request: null; answer: readonly RunUnderWay[] };
  /** Opens a folder that a run was recorded in (docs/run-folder.md). */
  open_run: { request: { path: string }; answer: RunUnderWay };
  /** Lets go of a run that has ended: what it learnt, its record and its checkpoints. */
  let_go_run: { request: { run: string }; answer: null };
  /**
   * What a run told, beginning with its batch number `from`, some megabytes at a time. Of a long run a batch may stand for those
   * before it, whose numbers are then left out. After the piece that answers `live`, its batches follow as events, numbered on.
   */
  replay_run: {
    request: { run: string; from: number };
    answer: { batches: readonly RunEventBatch[]; live: boolean };
  };
}

/** Some lines of a file that are no rows of its table. */
export interface RejectedPage {
  /** The first of them, counted from 0. */
  readonly from: number;
  readonly lines: readonly RejectedLine[];
}

/** Some rows of a table in view. */
export interface TablePage {
  /** The first row, counted from 0. */
  readonly from: number;
  /** Places of the rows in the table, counted from 0. */
  readonly places: ArrayLike<number>;
  /** Cells of the columns asked for, row by row; null for a missing one. */
  readonly cells: readonly (readonly (string | null | undefined)[])[];
}

/** A run that a page may attach to. */
export interface RunUnderWay {
  readonly run: string;
  /** As at its first start, wherever it went on from since. */
  readonly started: RunStarted;
  readonly snapshot: RunSnapshot;
  readonly initial: RunOptions["initial"];
  /** Time it trained, pauses left out. */
  readonly trained_millis: number;
  /** Its engine ended before it did: it can go on from a checkpoint. */
  readonly lost: boolean;
  readonly capabilities: RunCapabilities;
}

/** What a run is started with beside its snapshot. */
export interface RunOptions {
  /** Null for none. The folder is the host's to choose. */
  readonly checkpoints: CheckpointCadence | null;
  /** Name of the run's checkpoint to go on from, as it reported it; null for a fresh run. */
  readonly continue_from: string | null;
  /** Weights to start from; null for fresh ones. */
  readonly initial: InitialWeights | null;
}

/** What a run reports at once; its records are as its `RunDeclaration` says. */
export interface RunEventBatch extends EventBatch {
  readonly run: string;
}

export type HostRequestName = keyof HostRequests;

/** Window → host. */
export type HostRequestMessage = {
  [Name in HostRequestName]: { readonly id: number; readonly name: Name; readonly body: HostRequests[Name]["request"] };
}[HostRequestName];

/** Host → window: an answer to a request, or a batch of a run's events. */
export type HostMessage =
  | { readonly type: "answer"; readonly id: number; readonly ok: true; readonly body: unknown }
  | { readonly type: "answer"; readonly id: number; readonly ok: false; readonly failure: HostFailure }
  | { readonly type: "events"; readonly batch: RunEventBatch };
