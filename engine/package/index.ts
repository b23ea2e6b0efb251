/** The JavaScript API of the npm package: compile, train, predict. docs/javascript-api.md tells it with examples. */
export type {
  Failure,
  FilledCells,
  Ir,
  ModelDescription,
  OutputMetrics,
  RunDeclaration,
  Series,
  SeriesGroup,
} from "../contract";
export type { ColumnReading, ReadOptions } from "../model";
export {
  type BatchesEvent,
  type CheckpointEvent,
  type CheckpointOptions,
  type EpochEvent,
  type Finding,
  type FinishEvent,
  LayerglassError,
  type LayerRecord,
  type ProjectChanges,
  type StartEvent,
  type TrainingEvent,
  type WarningEvent,
} from "../session";
export { type Compiled, type CompiledLayer, check, compile, type ProjectInput } from "./compile";
export {
  type FileEvaluation,
  type FilePredictions,
  loadModel,
  type Model,
  type TrainedModel,
  type UnreadCells,
} from "./model";
export type { ClassPrediction, NumberPrediction, OutputPrediction, RowPrediction } from "./row-predictions";
export type { Cell, TableColumns, TableRow } from "./table-rows";
export { type TrainingRun, type TrainOptions, train } from "./training";
