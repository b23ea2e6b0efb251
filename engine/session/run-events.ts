import { resolve } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import {
  columnNamed,
  type EventBatch,
  type Failure,
  failure,
  type GroupRecords,
  type NativeSession,
  type RunDeclaration,
  type RunOutcome,
  recordsOf,
  STEP_GROUP,
  startedOf,
} from "../contract";
import type { TrainingSetup } from "../model";
import { LayerRecords } from "./layer-records";
import { failureError, type LayerglassError } from "./layerglass-error";
import type { StartEvent, TrainingEvent } from "./training-event";

/** Batches that may wait for whoever reads before the run is held. */
const mostWaiting = 32;
/** Epochs told before anything else is heard. */
const epochsAtOnce = 32;

/** What is known of a run beside its session. */
export interface ReportedRun {
  readonly training: TrainingSetup;
  /** What messages call the project. */
  readonly file: string;
  /** The folder it writes checkpoints to; null for none. */
  readonly checkpoints?: string | null | undefined;
  /** Sees every batch as the engine reported it. */
  readonly observe?: (batch: EventBatch) => void;
}

/**
 * Starts a session and tells what happens until its final state. Nothing is lost and memory is bounded: a reader that does
 * not keep up holds the run, which afterwards goes on to the same bits. On a small table epochs end faster than they can
 * be told: they are told a few at a time, so that a signal is heard between them and what is told leaves the program.
 * Whoever leaves early closes the session.
 * @throws LayerglassError with the failure of a run that failed, after its `finish`.
 */
export async function* runEvents(
  session: NativeSession,
  { training, file, checkpoints = null, observe = () => {} }: ReportedRun,
): AsyncGenerator<TrainingEvent, void, void> {
  const start = startOf(session, training);
  yield start;
  const begun = performance.now();
  const { declaration, first_step, steps_per_epoch } = start;
  const records = new LayerRecords(declaration, steps_per_epoch);
  let epochs = Math.floor(first_step / steps_per_epoch);
  let checkpoint: string | null = null;
  let failed: Failure | null = null;
  let outcome: RunOutcome | null = null;
  const waiting = new WaitingBatches(session);
  session.start(waiting.put);
  try {
    while (true) {
      const batch = await waiting.take();
      observe(batch);
      const state = batch.states.find((one) => one !== "running" && one !== "paused");
      records.add(batch.records);
      const steps = recordsOf(declaration, batch.records, STEP_GROUP);
      if (state === undefined || steps !== undefined) yield batchesOf(declaration, batch, steps);
      for (const [reported, summary] of batch.epochs.entries()) {
        if (reported % epochsAtOnce === epochsAtOnce - 1) await nextTurn();
        epochs = summary.epoch;
        yield { event: "epoch", ...summary, layers: records.take(summary.epoch) };
      }
      for (const { name, ...written } of batch.checkpoints) {
        checkpoint = resolve(checkpoints ?? "", name);
        yield { event: "checkpoint", path: checkpoint, ...written };
      }
      for (const warning of batch.warnings) yield { event: "warning", ...warning };
      failed = batch.failure ?? failed;
      outcome = batch.outcome ?? outcome;
      if (state === "finished" || state === "stopped" || state === "failed") {
        const seconds = (performance.now() - begun) / 1_000;
        yield {
          event: "finish",
          state,
          epochs,
          seconds,
          outcome,
          checkpoint,
          failure: failed,
          layers: records.latest(),
        };
        if (state === "failed") throw runError(file, failed);
        return;
      }
      await nextTurn();
    }
  } finally {
    waiting.end();
  }
}

/** A fault of a run as an error, its message one line. */
export function runError(file: string, reported: Failure | null): LayerglassError {
  const words = { found: "a run that failed without a reason", expected: "one", help: "report it, with the project" };
  return failureError(file, reported ?? failure("internal", { ...words, values: { reason: words.found } }));
}

function startOf(session: NativeSession, { epochs, batch_size, seed, threads }: TrainingSetup): StartEvent {
  const { run, ...facts } = startedOf("", session, epochs);
  return { event: "start", batch_size, seed, threads, ...facts };
}

function batchesOf(declaration: RunDeclaration, batch: EventBatch, records: GroupRecords | undefined): TrainingEvent {
  const { epoch, step, rows_per_second } = batch;
  const column = (name: string) =>
    records === undefined ? new Float32Array(0) : Float32Array.from(columnNamed(declaration, records, name));
  return {
    event: "batches",
    epoch,
    step,
    rows_per_second,
    steps: records?.steps ?? new Float64Array(0),
    losses: column("loss"),
    accuracies: column("accuracy"),
    merged: records?.merged ?? new Uint32Array(0),
  };
}

/** Batches on their way to a reader; while too many wait the run is held. */
class WaitingBatches {
  private readonly batches: EventBatch[] = [];
  private isHolding = false;
  private isOver = false;
  private wake = () => {};

  constructor(private readonly session: NativeSession) {}

  readonly put = (batch: EventBatch): void => {
    // A session that is being closed may tell a last batch, and takes no commands.
    if (this.isOver) return;
    this.batches.push(batch);
    if (!this.isHolding && this.batches.length >= mostWaiting) {
      this.isHolding = true;
      this.session.pause();
    }
    this.wake();
  };

  async take(): Promise<EventBatch> {
    while (true) {
      const batch = this.batches.shift();
      if (this.isHolding && this.batches.length === 0) {
        this.isHolding = false;
        this.session.resume();
      }
      if (batch) return batch;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** Nobody reads any more. */
  end(): void {
    this.isOver = true;
    this.batches.length = 0;
  }
}
