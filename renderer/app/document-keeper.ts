import type { KeepAnswer } from "../../electron/contract";
import { failureOfThrown } from "../../engine/contract";

/** A change waits so long for those that follow it at once. */
const gatherMillis = 250;
/** Copies begin at least so far apart, however fast changes come. */
const apartMillis = 500;
/** The page may be busy for so long before the copy is made all the same. */
const idleMillis = 150;
/** A copy that failed is tried again after this time. */
const retryMillis = 3_000;

/** What the keeper asks of its surroundings. */
export interface KeeperContext {
  /** Hands the document over as it is now; answered when it is on the disk. */
  readonly send: () => Promise<KeepAnswer>;
  readonly onAnswer: (answer: KeepAnswer) => void;
  /** Runs work when the page has nothing better to do, at the latest after some milliseconds. */
  readonly whenIdle: (work: () => void, withinMillis: number) => void;
  /** Milliseconds on a clock that only goes forward. */
  readonly now: () => number;
}

/**
 * Has the document kept within a second of its first unkept change, also while changes never cease: a change is never put
 * off by the next one. One copy is under way at a time, and a failed one is tried again.
 */
export class DocumentKeeper {
  private isWanted = false;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private sending: Promise<void> | null = null;
  private lastBegun = Number.NEGATIVE_INFINITY;

  constructor(private readonly context: KeeperContext) {}

  /** The document changed. */
  note(): void {
    this.isWanted = true;
    const wait = Math.max(gatherMillis, this.lastBegun + apartMillis - this.context.now());
    this.plan(wait);
  }

  /** Keeps changes not yet kept without delay; resolves when they are. */
  async flush(): Promise<void> {
    if (this.sending !== null) await this.sending;
    if (this.isWanted) await this.keep();
  }

  private plan(wait: number): void {
    if (this.timer !== null || this.sending !== null) return;
    this.timer = setTimeout(() => this.context.whenIdle(() => void this.keep(), idleMillis), wait);
  }

  private keep(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.sending !== null || !this.isWanted) return this.sending ?? Promise.resolve();
    this.isWanted = false;
    this.lastBegun = this.context.now();
    this.sending = this.context
      .send()
      .catch((thrown: unknown): KeepAnswer => ({ ok: false, failure: failureOfThrown(thrown) }))
      .then((answer) => {
        this.sending = null;
        this.context.onAnswer(answer);
        if (!answer.ok) {
          this.isWanted = true;
          this.plan(retryMillis);
        } else if (this.isWanted) this.note();
      });
    return this.sending;
  }
}
