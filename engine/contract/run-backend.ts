import type { Analysis, AnalysisRequest, CheckpointListing, RunState, TestLook } from "./generated";
import type { RunEventBatch } from "./host-messages";
import type { RunCapabilities } from "./run-capabilities";
import type { RunStarted } from "./run-started";

/** A part of what a run reported. */
export interface ReportedPiece {
  readonly batches: readonly RunEventBatch[];
  /** Whether nothing later has been reported yet. */
  readonly isAll: boolean;
}

/** Whether a run in this state has not ended. */
export const isLive = (state: RunState): state is "running" | "paused" => state === "running" || state === "paused";

/** Takes batches as they come. */
export type RunListener = (batch: RunEventBatch) => void;

/**
 * The one door to whatever trains a run: native threads here, a recording, or a machine elsewhere. One a run. Nothing in it is a
 * place on this machine: runs and checkpoints go by names that the backend resolves.
 */
export interface RunBackend {
  readonly capabilities: RunCapabilities;
  /** Begins, or where the run is a recording opens it; `listener` hears every batch from then on, in order. Called once. */
  start(listener: RunListener): Promise<RunStarted>;
  /** Each takes effect within a training batch; throws where `capabilities.control` is false. */
  pause(): void;
  resume(): void;
  stop(): void;
  /** What was reported so far, beginning with batch number `from`, some megabytes at a time. */
  events(from: number): ReportedPiece;
  checkpoints(): Promise<CheckpointListing>;
  /** Looks into a run that rests; rejects where `capabilities.analyze` is false. */
  analyze(request: AnalysisRequest): Promise<Analysis>;
  /** The bytes of a model file of a run that rests; `contextJson` is a `ModelContext`. */
  model(contextJson: string): Promise<Uint8Array>;
  /** What was seen of the run's test rows; null before somebody looked. */
  testLook(): TestLook | null;
  /** Keeps that with the run. */
  keepTestLook(look: TestLook): void;
  /** Ends whatever is under way and frees it. Idempotent. */
  close(): Promise<void>;
}
