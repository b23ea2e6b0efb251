import { type BrowserWindow, dialog } from "electron";
import type { DocumentState } from "../contract";
import { sendEvent } from "./channels";
import { fill, type NativeTexts } from "./native-texts";
import { RestartBudget } from "./restart-budget";

/** Time the page has to say that it heard the request to close. */
const answerMillis = 3_000;

/** What the guard asks of its surroundings. */
export interface CloseGuardContext {
  readonly document: () => DocumentState;
  readonly texts: () => NativeTexts;
  /** Closing was called off: a quit in progress ends here. */
  readonly onCancelled: () => void;
  /** The page crashed; it is loaded again, now or when the person agrees. */
  readonly onCrashed: () => void;
}

/**
 * Stands between the person's wish to close the window and its end. The page decides (it knows what is unsaved and
 * offers to save); where it cannot, because it hangs, crashed or listens no more, a native dialog does.
 */
export class CloseGuard {
  private isAllowed = false;
  private timer: NodeJS.Timeout | null = null;
  private readonly budget = new RestartBudget();

  constructor(
    private readonly window: BrowserWindow,
    private readonly context: CloseGuardContext,
  ) {
    window.on("close", (event) => {
      if (this.isAllowed) return;
      event.preventDefault();
      if (window.webContents.isCrashed()) void this.askInstead();
      else this.askPage();
    });
    window.webContents.on("render-process-gone", (_event, details) => {
      this.stopWaiting();
      if (details.reason !== "clean-exit") this.afterCrash(details.reason);
    });
  }

  /** The page heard the request; `handled` is false when nothing in it listens. */
  acknowledged(handled: boolean): void {
    this.stopWaiting();
    if (!handled) void this.askInstead();
  }

  /** Save, Don't Save or Cancel, asked natively on the page's behalf. */
  async confirmDiscard(name: string): Promise<"save" | "discard" | "cancel"> {
    const texts = this.context.texts();
    const { response } = await dialog.showMessageBox(this.window, {
      type: "warning",
      message: fill(texts.discardQuestion, { name }),
      detail: texts.discardDetail,
      buttons: [texts.save, texts.dontSave, texts.cancel],
      defaultId: 0,
      cancelId: 2,
      noLink: true,
    });
    const choice = (["save", "discard", "cancel"] as const)[response] ?? "cancel";
    if (choice === "cancel") this.context.onCancelled();
    return choice;
  }

  /** Closes for good. */
  close(): void {
    this.isAllowed = true;
    this.stopWaiting();
    this.window.close();
  }

  private askPage(): void {
    if (this.timer !== null) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.askInstead();
    }, answerMillis);
    sendEvent(this.window.webContents, "close_requested", null);
  }

  private stopWaiting(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private async askInstead(): Promise<void> {
    const { dirty, training, name } = this.context.document();
    if (!dirty && !training) {
      this.end();
      return;
    }
    const texts = this.context.texts();
    const { response } = await dialog.showMessageBox(this.window, {
      type: "warning",
      message: fill(texts.silentQuestion, { name }),
      detail: texts.silentDetail,
      buttons: [texts.closeAnyway, texts.wait],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
    });
    if (response === 0) this.end();
    else this.context.onCancelled();
  }

  /** Closes a window whose page does not answer, which a mere close would wait for. */
  private end(): void {
    this.stopWaiting();
    this.window.destroy();
  }

  /** Loads the page again, which goes on with the document as last kept; asks first when it keeps crashing. */
  private afterCrash(reason: string): void {
    this.context.onCrashed();
    if (!this.budget.allowsRestart(Date.now())) void this.offerReload(reason);
    // Not while Chromium is still taking leave of the old page.
    else setImmediate(() => !this.window.isDestroyed() && this.window.webContents.reload());
  }

  private async offerReload(reason: string): Promise<void> {
    const texts = this.context.texts();
    const { response } = await dialog.showMessageBox(this.window, {
      type: "error",
      message: fill(texts.goneQuestion, { name: this.context.document().name, reason }),
      detail: texts.goneDetail,
      buttons: [texts.reload, texts.closeAnyway],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    });
    if (response === 0) this.window.webContents.reload();
    else this.close();
  }
}
