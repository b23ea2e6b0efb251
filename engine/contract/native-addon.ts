import type { DataSchema, DataSetup } from "../model";
import type { Probe, RunFailure } from "./generated";
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
   * `data.path` is absolute. Nothing trains until `start`.
   */
  createSession(irJson: string, data: DataSetup): Promise<NativeSession>;
  /** SHA-256 of a file, lower-case hex. */
  hashFile(path: string): Promise<string>;
}

/** One training run, owned by the caller until `close`. */
export interface NativeSession {
  readonly probes: readonly Probe[];
  readonly stepsPerEpoch: number;
  readonly trainingRows: number;
  readonly validationRows: number;
  readonly parameterCount: number;
  readonly missingRows: number;
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
  /** Stops, joins every thread and frees the callback. Idempotent. */
  close(): Promise<void>;
}

export interface NativeModule extends NativeAddon {
  histogramEdges(): Float64Array;
}

export type { RunFailure };
