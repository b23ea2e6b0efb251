import { create } from "zustand";
import type {
  HostFailure,
  ModelSource,
  PredictedValues,
  TablePrediction,
  TypedRow,
  UsedModel,
} from "../../engine/contract";
import type { ReadOptions } from "../../engine/model";

/** What a person wants to predict with: the run on screen, or a file. */
export type WantedModel = { readonly kind: "shown_run" } | { readonly kind: "file"; readonly path: string };

/** Where a typed row began: at what is usual, or at a row of the table (from 1). */
export type RowStart = { readonly kind: "typical" } | { readonly kind: "row"; readonly number: number };

/** A table beside the model. */
export interface TableState {
  readonly path: string;
  /** How it is read. */
  readonly reading: ReadOptions;
  readonly isBusy: boolean;
  readonly prediction: TablePrediction | null;
  readonly failure: HostFailure | null;
}

/** What is predicted of the row as it began, and as it is now, an entry for each output. */
export interface RowPrediction {
  readonly start: readonly PredictedValues[];
  readonly now: readonly PredictedValues[];
}

export interface PredictState {
  readonly wanted: WantedModel;
  /** What `model` is of; null while there is none. */
  readonly source: ModelSource | null;
  /** Where the run stood when its weights were taken up; null for a file. */
  readonly usedStep: number | null;
  readonly model: UsedModel | null;
  /** Why the model could not be had. */
  readonly failure: HostFailure | null;
  readonly table: TableState | null;
  readonly isSaving: boolean;
  readonly keepColumns: boolean;
  /** Whether tables are read as the person said the training table is. */
  readonly readsAlike: boolean;
  readonly start: RowStart;
  readonly startRow: TypedRow;
  readonly row: TypedRow;
  readonly rowPrediction: RowPrediction | null;
  readonly rowFailure: HostFailure | null;
}

/** Nothing to predict with. The table is predicted anew, and the row kept, once a model is there again. */
export const noModel = {
  source: null,
  usedStep: null,
  model: null,
  failure: null,
  rowPrediction: null,
  rowFailure: null,
} as const satisfies Partial<PredictState>;

export const usePredict = create<PredictState>(() => ({
  ...noModel,
  table: null,
  start: { kind: "typical" },
  startRow: {},
  row: {},
  wanted: { kind: "shown_run" },
  isSaving: false,
  keepColumns: false,
  readsAlike: true,
}));
