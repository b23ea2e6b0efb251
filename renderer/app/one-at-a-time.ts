/** What the person wished for, where wishes can stand for one another. */
export interface Wish {
  /** While one of this name waits or is being answered (a dialog that stands open), wishing again adds nothing. */
  readonly name: string;
  /** Puts another document into the window: of several that wait, the newest is done and the others are not. */
  readonly replacesDocument?: boolean;
  /** Told when a newer wish took its place before it began. */
  readonly onOvertaken?: () => void;
}

interface Turn {
  readonly wish: Wish | null;
  readonly answer: Promise<unknown>;
  readonly begin: () => Promise<void>;
  /** Ends it without doing it. */
  readonly skip: () => void;
}

/** Work that may ask the person something, done one piece after the other, so that no question covers another. */
export class OneAtATime {
  private running: Turn | null = null;
  private waiting: Turn[] = [];
  private isWorking = false;

  /** Does the work after all that was asked before. */
  ask<Answer>(work: () => Promise<Answer>): Promise<Answer>;
  /** Does it unless the same is being done, or a newer wish takes its place; that answers nothing. */
  ask<Answer>(work: () => Promise<Answer>, wish: Wish): Promise<Answer | undefined>;
  ask(work: () => Promise<unknown>, wish: Wish | null = null): Promise<unknown> {
    // While others wait the document will be another by then, and what is asked now means that one.
    const present = this.waiting.at(-1) ?? this.running;
    if (wish !== null && present?.wish?.name === wish.name) return present.answer;
    if (wish?.replacesDocument) this.overtake(wish);
    let settle: (answer: unknown) => void = () => {};
    const answer = new Promise<unknown>((resolve) => {
      settle = resolve;
    });
    const begin = async (): Promise<void> => {
      const done = work();
      settle(done);
      // What failed is its asker's to tell; the next has its turn all the same.
      await done.catch(() => {});
    };
    this.waiting.push({ wish, answer, begin, skip: () => settle(undefined) });
    if (!this.isWorking) void this.work();
    return answer;
  }

  private overtake(newer: Wish): void {
    const overtaken = this.waiting.filter(({ wish }) => wish?.replacesDocument);
    this.waiting = this.waiting.filter(({ wish }) => !wish?.replacesDocument);
    for (const { wish, skip } of overtaken) {
      skip();
      if (wish?.name !== newer.name) wish?.onOvertaken?.();
    }
  }

  private async work(): Promise<void> {
    this.isWorking = true;
    // Files dropped together are asked for one after the other: the newest of them is the one to open.
    await null;
    for (let turn = this.waiting.shift(); turn; turn = this.waiting.shift()) {
      this.running = turn;
      await turn.begin();
    }
    this.running = null;
    this.isWorking = false;
  }
}

const questions = new OneAtATime();

/**
 * Runs work that may ask the person something after all such work begun before has ended: files dropped together, a second
 * start during a question, closing during a save each have their turn.
 */
export function oneAtATime<Answer>(work: () => Promise<Answer>): Promise<Answer>;
export function oneAtATime<Answer>(work: () => Promise<Answer>, wish: Wish): Promise<Answer | undefined>;
export function oneAtATime(work: () => Promise<unknown>, wish?: Wish): Promise<unknown> {
  return wish ? questions.ask(work, wish) : questions.ask(work);
}
