import { type BrowserWindow, Notification, powerSaveBlocker } from "electron";
import type { RunProgress } from "../../engine/contract";
import { failureTextIn } from "../../renderer/i18n/failure-words";
import type { Language } from "../contract";
import { fill, type NativeTexts } from "./native-texts";

/** What the watch asks of its surroundings. */
export interface TrainingWatchContext {
  readonly window: () => BrowserWindow | null;
  readonly texts: () => NativeTexts;
  /** The window's, in which failures are told. */
  readonly language: () => Language;
  /** Name of the document shown. */
  readonly document: () => string;
  /** Whether the person wants to be told of runs that end out of sight. */
  readonly notifies: () => boolean;
  /** Brings the window to front. */
  readonly focus: () => void;
}

/**
 * What the desktop shows and does while a run goes on: the machine does not fall asleep, the taskbar shows how far it is,
 * and a run that ends out of sight is told of.
 */
export class TrainingWatch {
  private blocker: number | null = null;
  /** Kept while it is shown, or it would be collected and its click lost. */
  private notification: Notification | null = null;

  constructor(private readonly context: TrainingWatchContext) {}

  /** The newest run moved. */
  follow(progress: RunProgress): void {
    const { state, fraction } = progress;
    this.keepAwake(state === "running");
    if (state === "running") this.showProgress(fraction, "normal");
    else if (state === "paused") this.showProgress(fraction, "paused");
    else {
      if (state === "failed") this.showFailure(fraction);
      else this.clearProgress();
      this.notify(progress);
    }
  }

  /** The engine ended and no run goes on. A run that will go on by itself says so when it does. */
  engineCrashed(willRestart: boolean): void {
    const wasTraining = this.blocker !== null;
    this.keepAwake(false);
    if (!wasTraining || willRestart) this.clearProgress();
    else {
      this.showFailure(1);
      const { trainingFailed, engineEnded } = this.context.texts();
      this.show(trainingFailed, engineEnded);
    }
  }

  /** No run is left: the window closed. */
  clear(): void {
    this.keepAwake(false);
    this.clearProgress();
  }

  private keepAwake(wanted: boolean): void {
    if (wanted) this.blocker ??= powerSaveBlocker.start("prevent-app-suspension");
    else if (this.blocker !== null) {
      powerSaveBlocker.stop(this.blocker);
      this.blocker = null;
    }
  }

  private showProgress(fraction: number, mode: "normal" | "paused" | "error"): void {
    this.context.window()?.setProgressBar(fraction, { mode });
  }

  private clearProgress(): void {
    this.context.window()?.setProgressBar(-1);
  }

  /** Stays red until somebody looks. */
  private showFailure(fraction: number): void {
    const window = this.context.window();
    if (window === null || window.isFocused()) this.clearProgress();
    else {
      this.showProgress(fraction, "error");
      window.once("focus", () => this.clearProgress());
    }
  }

  private notify({ state, epoch, loss, failure }: RunProgress): void {
    const texts = this.context.texts();
    if (state === "failed")
      this.show(texts.trainingFailed, failure ? failureTextIn(this.context.language(), failure) : "");
    // Who stopped it was looking.
    if (state !== "finished") return;
    const values = { epochs: String(epoch), loss: loss === null ? "–" : String(Number(loss.toPrecision(4))) };
    this.show(texts.trainingFinished, fill(texts.trainingResult, values));
  }

  private show(title: string, body: string): void {
    const window = this.context.window();
    const isSeen = window?.isFocused() && !window.isMinimized() && window.isVisible();
    if (isSeen || !this.context.notifies() || !Notification.isSupported()) return;
    const notification = new Notification({ title: `${title} — ${this.context.document()}`, body });
    this.notification = notification;
    notification.on("click", () => this.context.focus());
    notification.on("close", () => {
      if (this.notification === notification) this.notification = null;
    });
    notification.show();
  }
}
