import type { DataSchema, DataSetup } from "../model";
import type { Analysis, AnalysisRequest, CheckpointListing, Probe, RunFailure } from "./generated";
import type { RunEventBatch, TableProfile } from "./host-messages";

/**
 * The surface of the native addon (engine/native/binding). Functions throw an `Error` whose message is a JSON
 * `HostFailure` or `RunFailure`; long ones run off the calling thread and return promises.
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
  /** The checkpoints in a folder by training step, and files that only look like some; none if the folder is not there. */
  listCheckpoints(directory: string): Promise<CheckpointListing>;
  /** SHA-256 of a file, lower-case hex. */
  hashFile(path: string): Promise<string>;
}

/** How often a run is checkpointed; it also is once when it ends or is stopped. */
export interface CheckpointCadence {
  /** Most seconds from one to the next; 0 for as often as they can be written, null for not by time. */
  readonly every_seconds: number | null;
  /** Whole epochs from one to the next; null for not by epochs. */
  readonly every_epochs: number | null;
  /** Size of all together; the newest stays even if it alone is larger. */
  readonly history_bytes: number;
}

/** The checkpoint a run goes on from: this file, or the newest whole one of the same run in this folder. */
export type ResumeFrom = { readonly file: string } | { readonly latest: string };

export interface SessionOptions {
  readonly checkpoints?: (CheckpointCadence & { readonly directory: string }) | null;
  readonly resume?: ResumeFrom | null;
}

/** One training run, owned by the caller until `close`. */
export interface NativeSession {
  readonly probes: readonly Probe[];
  readonly stepsPerEpoch: number;
  readonly trainingRows: number;
  readonly validationRows: number;
  readonly parameterCount: number;
  readonly missingRows: number;
  /** Training steps taken before this session: 0 unless it goes on from a checkpoint. */
  readonly firstStep: number;
  /** Printed plan: one line an executed kernel. */
  readonly planText: string;
  /** Starts the training thread; batches arrive on the JS thread until the final state was delivered. */
  start(onBatch: (batch: Omit<RunEventBatch, "run">) => void): void;
  /** Takes effect within one training batch. */
  pause(): void;
  resume(): void;
  stop(): void;
  /** Trained and running parameters by name as safetensors bytes; callable when not running. */
  parameters(): Uint8Array;
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
  histogramEdges(): Float64Array;
}

export type { RunFailure };
