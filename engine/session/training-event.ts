import type { CheckpointInfo, EpochSummary, Failure, RunOutcome, RunStarted } from "../contract";
import type { LayerRecord } from "./layer-records";

/** Before the first batch: what is about to be trained, on how many rows. */
export interface StartEvent extends Omit<RunStarted, "run"> {
  readonly event: "start";
  /** Rows. */
  readonly batch_size: number;
  readonly seed: number;
  readonly threads: number;
}

/** Statistics of batches trained since the last such event, several times a second; arrays are parallel. */
export interface BatchesEvent {
  readonly event: "batches";
  /** The epoch under way, from 0. */
  readonly epoch: number;
  /** Training steps taken since the run began. */
  readonly step: number;
  /** Training rows a second, smoothed; 0 until known. */
  readonly rows_per_second: number;
  /** Number of each training step told, from 0, ascending. */
  readonly steps: Float64Array;
  /** Loss of that step's batch, before its update; the mean where it stands for several. */
  readonly losses: Float32Array;
  /** Share of the batch's rows whose class was right, 0 to 1; NaN where no class is predicted. */
  readonly accuracies: Float32Array;
  /** How many batches each stands for: 1 unless they came faster than they could be told. */
  readonly merged: Uint32Array;
}

/** The end of an epoch: its figures, and the newest statistics of every layer in it. */
export interface EpochEvent extends EpochSummary {
  readonly event: "epoch";
  /** In the order of the network; empty where statistics are off. */
  readonly layers: readonly LayerRecord[];
}

/** A checkpoint was written. */
export interface CheckpointEvent extends Omit<CheckpointInfo, "name"> {
  readonly event: "checkpoint";
  /** Absolute. */
  readonly path: string;
}

/** Something went wrong beside the training, which goes on. */
export interface WarningEvent extends Failure {
  readonly event: "warning";
}

/** The last event of a run. After one whose state is `failed` the failure is thrown. */
export interface FinishEvent {
  readonly event: "finish";
  readonly state: "finished" | "stopped" | "failed";
  /** Whole epochs trained. */
  readonly epochs: number;
  /** Since the start. */
  readonly seconds: number;
  /** Which weights the run ended with, and why; null for a run that failed. */
  readonly outcome: RunOutcome | null;
  /** Path of the newest checkpoint. */
  readonly checkpoint: string | null;
  /** Why it failed; null unless it did. */
  readonly failure: Failure | null;
  /** The newest statistics of every layer in the run; empty where statistics are off. */
  readonly layers: readonly LayerRecord[];
}

/** What a run tells, in this order: `start`, then batches, epochs, checkpoints and warnings as they come, then `finish`. */
export type TrainingEvent = StartEvent | BatchesEvent | EpochEvent | CheckpointEvent | WarningEvent | FinishEvent;
