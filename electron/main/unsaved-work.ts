import { shell } from "electron";
import { systemFailure } from "../../engine/files";
import type { DocumentSnapshot, KeepAnswer, RecoveryRequests } from "../contract";
import type { RequestHandlers } from "./channels";
import type { RecoveryStore } from "./recovery-store";

/** What unsaved work asks of the files the person opened. */
export interface OpenedFiles {
  /** Content a file had when it was last read or written by the window, by SHA-256; null for none. */
  readonly knownVersion: (path: string) => string | null;
  /** The window works on this file, from the content it had at `version`. */
  readonly choose: (path: string, version: string | null) => Promise<void> | void;
}

/** The time a page has to hand over its last changes when the session ends. */
const lastWordMillis = 1_000;

/**
 * Holds the window's document as last told, and its copy on the disk while anything in it is unsaved: what a page that
 * crashed, or the next start, goes on with.
 */
export class UnsavedWork {
  private latest: DocumentSnapshot | null = null;
  private isCrashed = false;
  private isGivenUp = false;
  private onKept: (() => void) | null = null;

  constructor(
    private readonly store: RecoveryStore,
    private readonly files: OpenedFiles,
  ) {}

  /** The page is gone without having said so. */
  pageCrashed(): void {
    this.isCrashed = true;
  }

  /** The page may go with all it holds: saved, or given up by the person. Copies it still sends are not taken. */
  async giveUp(): Promise<void> {
    this.isGivenUp = true;
    if (this.latest !== null) await this.store.drop(this.latest.id).catch(() => {});
  }

  /** A window closed; the next one begins anew. What was not given up stays on the disk. */
  windowClosed(): void {
    this.latest = null;
    this.isCrashed = false;
    this.isGivenUp = false;
  }

  /** Has the page hand over its last changes, and resolves when they are on the disk or the time is up. */
  async keepNow(askPage: () => void): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const kept = new Promise<void>((resolve) => {
      this.onKept = resolve;
      timer = setTimeout(resolve, lastWordMillis);
    });
    askPage();
    await kept;
    clearTimeout(timer);
    this.onKept = null;
    await this.store.flushed();
  }

  /** Answers to the page's requests. */
  get requests(): Pick<RequestHandlers, keyof RecoveryRequests> {
    const { store } = this;
    return {
      keep_document: (document) => this.keep(document),
      restore_document: () => {
        const crashed = this.isCrashed;
        this.isCrashed = false;
        return this.latest && { document: this.latest, crashed };
      },
      list_recovery: async () => (await store.list()).filter(({ id }) => id !== this.latest?.id),
      recover: async ({ id }) => {
        try {
          const { document, fileVersion } = await store.read(id);
          const file = await store.fileState(document.path, fileVersion);
          if (document.path !== null) await this.files.choose(document.path, fileVersion);
          return { ok: true, document, file };
        } catch (thrown) {
          return { ok: false, failure: systemFailure(store.pathOf(id), thrown) };
        }
      },
      discard_recovery: async ({ id }) => {
        // The copy of what the window works on is dropped by saving or giving up, never from the list.
        if (id !== this.latest?.id) await store.drop(id);
        return null;
      },
      show_recovery: ({ id }) => {
        shell.showItemInFolder(store.pathOf(id));
        return null;
      },
    };
  }

  private async keep(document: DocumentSnapshot): Promise<KeepAnswer> {
    if (this.isGivenUp) return { ok: true };
    const { onKept } = this;
    const before = this.latest;
    this.latest = document;
    try {
      const { id, path, dirty } = document;
      if (dirty) await this.store.keep(document, path === null ? null : this.files.knownVersion(path));
      else await this.store.drop(id);
      // The page asked the person before it took another document.
      if (before !== null && before.id !== id) await this.store.drop(before.id);
      return { ok: true };
    } catch (thrown) {
      console.error("Unsaved work could not be kept:", thrown);
      return { ok: false, failure: systemFailure(this.store.pathOf(document.id), thrown) };
    } finally {
      onKept?.();
    }
  }
}
