import { failureOfThrown, type NativeSession } from "../contract";
import { valueText } from "../model";
import {
  type CheckpointOptions,
  callError,
  failureError,
  initialWeights,
  loadEngine,
  modelBytes,
  type OpenedProject,
  openProject,
  openSession,
  optionFault,
  type ProjectChanges,
  runEvents,
  type TrainingEvent,
} from "../session";
import { type ProjectInput, requireCompiled, sourceOf } from "./compile";
import { modelOfBytes, type TrainedModel } from "./model";

/** How to train a project: what to change of it, its checkpoints, and what may end it. */
export interface TrainOptions extends ProjectChanges, CheckpointOptions {
  /** Path of a model file to start from: parameters of the same name and shape are taken, the rest starts fresh. */
  readonly from?: string | null;
  /** Ends the run within a batch; the loop and `result` then throw the signal's reason. */
  readonly signal?: AbortSignal | null;
}

/** A run. It begins when its events are first asked for, or its result is; its events can be looped over once. */
export interface TrainingRun extends AsyncIterable<TrainingEvent> {
  /**
   * The model that the run ends with: of a run that finished, or that `stop` ended. Begins the run where no loop has; its
   * events are then let go. Rejects with what the loop throws, and with `training_left` after a loop that was left early.
   */
  result(): Promise<TrainedModel>;
  /** Ends the run within a batch, keeping what was learnt: the loop goes on to its `finish`, `result` has the model. */
  stop(): void;
}

/**
 * Trains a project on threads of its own. The answer is an async iterator of typed events; a loop that does not keep up
 * holds the run and loses nothing. Leaving the loop ends the run and frees its threads and memory.
 *
 * The loop throws a `LayerglassError` for a project with errors (`findings` has each with its node), a table or model that
 * cannot be read, and a run that fails (`code` R0…, `node`).
 */
export function train(project: ProjectInput, options: TrainOptions = {}): TrainingRun {
  return new Run(project, options);
}

class Run implements TrainingRun, AsyncIterator<TrainingEvent, void, void> {
  readonly #events: AsyncGenerator<TrainingEvent, void, void>;
  readonly #model = deferred<TrainedModel>();
  #hasBegun = false;
  #isStopping = false;
  #stopSession: () => void = () => {};

  constructor(project: ProjectInput, options: TrainOptions) {
    this.#events = this.#run(project, options);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<TrainingEvent, void>> {
    this.#hasBegun = true;
    return this.#events.next();
  }

  async return(): Promise<IteratorResult<TrainingEvent, void>> {
    this.#hasBegun = true;
    // A run that waits between two events would else train on until somebody asks for the next.
    this.#stopSession();
    try {
      return await this.#events.return();
    } finally {
      const words = { found: "a loop that was left before the run ended", expected: "its finish, or stop() before" };
      this.#model.reject(callError("training_left", { ...words, help: "loop to the end, or stop the run" }));
    }
  }

  result(): Promise<TrainedModel> {
    if (!this.#hasBegun) void this.#drain();
    return this.#model.promise;
  }

  stop(): void {
    this.#isStopping = true;
    this.#stopSession();
  }

  async #drain(): Promise<void> {
    try {
      while (!(await this.next()).done);
    } catch {
      // The result tells it.
    }
  }

  async *#run(project: ProjectInput, options: TrainOptions): AsyncGenerator<TrainingEvent, void, void> {
    const signal = options.signal ?? null;
    try {
      if (signal !== null && !(signal instanceof AbortSignal)) {
        throw optionFault("signal", valueText(signal), "an AbortSignal");
      }
      signal?.throwIfAborted();
      const opened = requireCompiled(await openProject(sourceOf(project), options, loadEngine));
      const { file, ir, data } = opened;
      const from = options.from ?? null;
      const initial = from === null ? null : (await initialWeights(from, ir, data, loadEngine())).initial;
      const session = await openSession({ file, ir, data, checkpoints: options, initial }, loadEngine());
      const stop = () => session.stop();
      this.#stopSession = stop;
      if (this.#isStopping) stop();
      signal?.addEventListener("abort", stop);
      try {
        for await (const event of runEvents(session, {
          training: opened.training,
          file,
          checkpoints: options.checkpoints,
        })) {
          signal?.throwIfAborted();
          // Before it is told, so that a loop may be left at the last event.
          if (event.event === "finish" && event.state !== "failed") this.#model.resolve(await learnt(session, opened));
          yield event;
        }
      } finally {
        signal?.removeEventListener("abort", stop);
        await session.close();
      }
    } catch (error) {
      const reason: unknown = signal?.aborted ? signal.reason : error;
      this.#model.reject(reason);
      throw reason;
    }
  }
}

/** What a run that has ended learnt. */
async function learnt(session: NativeSession, project: OpenedProject): Promise<TrainedModel> {
  try {
    return await modelOfBytes(await modelBytes(session, project));
  } catch (error) {
    throw failureError(project.file, failureOfThrown(error));
  }
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

/** A promise that is settled from outside; nobody need listen to its rejection. */
function deferred<T>(): Deferred<T> {
  let settle: Omit<Deferred<T>, "promise"> = { resolve: () => {}, reject: () => {} };
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  promise.catch(() => {});
  return { promise, ...settle };
}
