import { createStore, type StoreApi } from "zustand/vanilla";
import type { FoldFigures, FoldProgress, HostFailure, RunSnapshot, TrainedFold } from "../../engine/contract";
import type { Fold, NumberLimit, SplitMethod } from "../../engine/model";
import { type EngineClient, unlessRefused } from "../bridge";
import { problemOfRequest } from "./run-problem";

/** Folds that the window offers; the terminal takes more. */
export const offeredFolds: NumberLimit = { integer: true, minimum: 2, maximum: 20 };

/** Where a cross-validation stands: `idle` before the first, `stopping` until the fold that trains has ended. */
export type CrossValidationPhase = "idle" | "running" | "stopping" | "finished" | "stopped" | "failed";

/** A cross-validation and what it came to. */
export interface CrossValidationState {
  readonly phase: CrossValidationPhase;
  /** Folds asked for. */
  readonly count: number;
  /** What it trains; later edits do not reach it. Null before the first. */
  readonly snapshot: RunSnapshot | null;
  /** How the rows are dealt out; null until the first fold has told. */
  readonly split: SplitMethod | null;
  /** The folds that were finished, in order. */
  readonly folds: readonly FoldFigures[];
  /** Where the fold that trains stands; null between folds, and until it has told. */
  readonly progress: FoldProgress | null;
  /** Why it ended before its last fold. */
  readonly failure: HostFailure | null;
}

const none: CrossValidationState = {
  ...{ phase: "idle", count: 0, snapshot: null, split: null, folds: [], progress: null, failure: null },
};

/** What a cross-validation works with; the window's own parts, or a test's. */
export interface CrossValidationParts {
  readonly engine: Pick<EngineClient, "request">;
  /** The document as it is now, with the absolute path of its data. */
  readonly takeSnapshot: () => RunSnapshot;
  /** Whether a run trains or is paused, which has the engine to itself. */
  readonly hasRun: () => boolean;
}

/** Whether a cross-validation holds the engine. */
export function isCrossValidating({ phase }: Pick<CrossValidationState, "phase">): boolean {
  return phase === "running" || phase === "stopping";
}

/** Time between two questions how far a fold is. */
const pollMillis = 250;

/** Trains the document once for each fold of its rows, one after the other, and keeps what they came to until the next. */
export class CrossValidation {
  readonly store: StoreApi<CrossValidationState> = createStore<CrossValidationState>(() => none);
  /** What the latest start was given; an earlier one that still ends has nothing more to say. */
  private present: RunSnapshot | null = null;
  private over: Promise<void> = Promise.resolve();

  constructor(private readonly parts: CrossValidationParts) {}

  get state(): CrossValidationState {
    return this.store.getState();
  }

  /** Whether it holds the engine. */
  get isActive(): boolean {
    return isCrossValidating(this.state);
  }

  /**
   * Trains `count` folds of the document as it is now; what was found before gives way. Resolves when it is over. Does nothing
   * while one goes on, or a run.
   */
  start(count: number): Promise<void> {
    if (this.isActive || this.parts.hasRun()) return Promise.resolve();
    // A copy of its own, so that a later start of an unchanged document is another.
    const snapshot = { ...this.parts.takeSnapshot() };
    this.present = snapshot;
    this.store.setState({ ...none, phase: "running", count, snapshot });
    // One that was forgotten may hold the engine until its batch is done.
    this.over = this.over.then(() => this.run(snapshot, count));
    return this.over;
  }

  /** Has the fold that trains end within a batch; the folds before it are kept. */
  async stop(): Promise<void> {
    if (!this.isActive) return;
    this.store.setState({ phase: "stopping" });
    await this.stopFold();
  }

  /** Forgets it: another document is here. */
  async forget(): Promise<void> {
    const wasActive = this.isActive;
    this.present = null;
    this.store.setState(none);
    if (wasActive) await this.stopFold();
  }

  private async run(snapshot: RunSnapshot, count: number): Promise<void> {
    try {
      for (let index = 0; index < count; index += 1) {
        if (this.present !== snapshot) return;
        const trained = this.state.phase === "stopping" ? null : await this.fold(snapshot, { index, count });
        if (this.present !== snapshot) return;
        if (trained?.figures == null) {
          this.store.setState({ phase: "stopped", progress: null });
          return;
        }
        const folds = [...this.state.folds, trained.figures];
        this.store.setState({ split: trained.split, folds, progress: null });
      }
      this.store.setState({ phase: "finished" });
    } catch (error) {
      const failure = problemOfRequest(error);
      if (this.present === snapshot) this.store.setState({ phase: "failed", failure, progress: null });
    }
  }

  /** Trains one fold, and meanwhile asks how far it is. */
  private async fold(snapshot: RunSnapshot, fold: Fold): Promise<TrainedFold> {
    const { engine } = this.parts;
    let timer: ReturnType<typeof setTimeout> | null = null;
    let isOver = false;
    const ask = async (): Promise<void> => {
      const progress = await unlessRefused(engine.request("fold_progress", null));
      if (isOver) return;
      if (this.present === snapshot && progress?.fold.index === fold.index) this.store.setState({ progress });
      timer = setTimeout(() => void ask(), pollMillis);
    };
    const trained = engine.request("train_fold", { ...snapshot, fold });
    void ask();
    try {
      return await trained;
    } finally {
      isOver = true;
      if (timer !== null) clearTimeout(timer);
    }
  }

  private async stopFold(): Promise<void> {
    // An engine that is gone needs no stop; the fold's own request tells why.
    await unlessRefused(this.parts.engine.request("stop_fold", null));
  }
}
