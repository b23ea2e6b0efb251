/** Time from one ping to the next. */
export const pingMillis = 2_000;
/** Pings in a row without an answer after which a process is said to hang: ten seconds. */
const pingsMissed = 5;
/** The same while it still starts, which a busy disk may draw out: a minute. */
const pingsMissedAtStart = 30;

/**
 * Tells whether a process still answers. It counts pings, not time: while the machine sleeps or this process itself is
 * held, no ping falls due, so that a process which could not answer is never taken for one that would not.
 */
export class Heartbeat {
  private unanswered = 0;
  private isReady = false;

  /** `ping` asks the process; `onHang` is called once when it does not answer. */
  constructor(
    private readonly ping: () => void,
    private readonly onHang: () => void,
  ) {}

  /** The process answered; the first answer says that it has started. */
  answered(): void {
    this.isReady = true;
    this.unanswered = 0;
  }

  /** The machine woke up: what was asked before it slept is asked again. */
  woke(): void {
    this.unanswered = 0;
  }

  /** Every `pingMillis`. */
  tick(): void {
    const limit = this.isReady ? pingsMissed : pingsMissedAtStart;
    if (this.unanswered === limit) {
      this.unanswered += 1;
      this.onHang();
    }
    if (this.unanswered > limit) return;
    this.unanswered += 1;
    this.ping();
  }
}
