import { performance } from "node:perf_hooks";
import {
  type EpochSummary,
  type EventBatch,
  FailureError,
  type FoldFigures,
  type FoldProgress,
  type Ir,
  isLive,
  keptFigures,
  type NativeModule,
  type NativeSession,
  type RunProgress,
  type TrainedFold,
} from "../../engine/contract";
import { type DataSetup, type Fold, foldSplit } from "../../engine/model";
import { RequestFailure } from "./host-failure";
import { progressMillis, type Viewer } from "./run-feed";

/** A network that can be trained, compiled, and its data. */
export interface Trainable {
  readonly ir: Ir;
  readonly data: DataSetup;
}

/** The fold that trains. */
interface PresentFold {
  readonly asker: Viewer;
  readonly fold: Fold;
  session: NativeSession | null;
  isStopped: boolean;
  progress: FoldProgress;
  toldAt: number;
}

const underWay = (words: string): RequestFailure =>
  new RequestFailure("run_under_way", {
    ...{ found: words, expected: "none", help: "stop it, or wait until it has ended" },
  });

/** Trains folds of cross-validations, one at a time, each in a session of its own that leaves nothing behind but its figures. */
export class FoldTrainer {
  private present: PresentFold | null = null;
  private over: Promise<unknown> = Promise.resolve();

  /** `hasRun`: whether a run is under way. `onProgress` hears how far the whole cross-validation is. */
  constructor(
    private readonly addon: Pick<NativeModule, "createSession">,
    private readonly hasRun: () => boolean,
    private readonly onProgress: (progress: RunProgress) => void,
  ) {}

  /** Where the fold that trains stands; null while none does. */
  get progress(): FoldProgress | null {
    return this.present?.progress ?? null;
  }

  /** Throws `RequestFailure` while a fold is under way. */
  requireRest(): void {
    if (this.present !== null) throw underWay("a cross-validation under way");
  }

  /**
   * Trains a fold of what `compile` answers, from fresh weights; the rows are dealt out as `foldSplit` says. Rejects with
   * `RequestFailure` while a run or another fold is under way, and with the failure of whatever could not be trained.
   */
  async train(asker: Viewer, fold: Fold, compile: () => Promise<Trainable>): Promise<TrainedFold> {
    this.requireRest();
    if (this.hasRun()) throw underWay("a run under way");
    const progress = { fold, epoch: 0, epochs: 0 };
    const present = { asker, fold, session: null, isStopped: false, progress, toldAt: Number.NEGATIVE_INFINITY };
    this.present = present;
    const trained = this.trained(present, compile);
    this.over = trained.catch(() => {});
    try {
      return await trained;
    } finally {
      this.present = null;
    }
  }

  /** Has the fold that trains end within a batch. */
  stop(): void {
    if (this.present === null) return;
    this.present.isStopped = true;
    this.present.session?.stop();
  }

  /** Stops a fold that nobody waits for any more. */
  release(asker: Viewer): void {
    if (this.present?.asker === asker) this.stop();
  }

  /** Stops the fold that trains; resolves once its memory is free. */
  async end(): Promise<void> {
    this.stop();
    await this.over;
  }

  private async trained(present: PresentFold, compile: () => Promise<Trainable>): Promise<TrainedFold> {
    const { ir, data } = await compile();
    const asked = ir.training.split;
    // The engine itself refuses what has no equal parts, and says so.
    const split =
      foldSplit(
        asked,
        ir.targets.some(({ classes }) => classes > 1),
      ) ?? asked;
    // Nobody sees a fold's statistics; its figures are the same without.
    const training = { ...ir.training, split, fold: present.fold, statistics: false };
    if (present.isStopped) return { split, figures: null };
    const session = await this.addon.createSession(JSON.stringify({ ...ir, training }), data);
    try {
      present.session = session;
      return { split, figures: present.isStopped ? null : await this.figures(present, session, training.epochs) };
    } finally {
      await session.close();
      this.tell(present, 0, "stopped");
    }
  }

  /** What a fold's validation rows came to; null where it was stopped. */
  private figures(present: PresentFold, session: NativeSession, epochs: number): Promise<FoldFigures | null> {
    const { index } = present.fold;
    const { training_rows, validation_rows, steps_per_epoch } = session.facts;
    let last: EpochSummary | null = null;
    return new Promise((resolve, reject) => {
      session.start((batch: EventBatch) => {
        last = batch.epochs.at(-1) ?? last;
        present.progress = { fold: present.fold, epoch: Math.ceil(batch.step / steps_per_epoch), epochs };
        this.tell(present, batch.step / (steps_per_epoch * epochs), "running");
        const state = batch.states.find((one) => !isLive(one));
        if (batch.failure !== null) reject(new FailureError(batch.failure));
        else if (state === "stopped") resolve(null);
        else if (state !== undefined) {
          const kept = keptFigures(last, batch.outcome);
          if (kept === null) reject(new Error(`Fold ${index + 1} validated nothing.`));
          else resolve({ fold: index, training_rows, validation_rows, ...kept });
        }
      });
    });
  }

  /** Tells the main process how far it is; `done` is the share of the present fold. */
  private tell(present: PresentFold, done: number, state: "running" | "stopped"): void {
    const now = performance.now();
    if (state === "running" && now - present.toldAt < progressMillis) return;
    present.toldAt = now;
    const { fold, epoch, epochs } = present.progress;
    const fraction = Math.min(1, (fold.index + done) / fold.count);
    this.onProgress({ run: "cross-validation", state, fraction, epoch, epochs, loss: null, failure: null });
  }
}
