/** What the person asked for, where one can stand for another. */
export interface Task {
  /** While one of this name waits or is being answered (a dialog that stands open), asking again adds nothing. */
  readonly name: string;
  /** Puts another document into the window: of several that wait, the newest is done and the others are not. */
  readonly replacesDocument?: boolean;
  /** Called when a newer task took its place before it began. */
  readonly onOvertaken?: () => void;
}

interface Turn {
  readonly task: Task | null;
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
  /** Does it unless the same is being done, or a newer task takes its place; that answers nothing. */
  ask<Answer>(work: () => Promise<Answer>, task: Task): Promise<Answer | undefined>;
  ask(work: () => Promise<unknown>, task: Task | null = null): Promise<unknown> {
    // While others wait the document will be another by then, and what is asked now means that one.
    const present = this.waiting.at(-1) ?? this.running;
    if (task !== null && present?.task?.name === task.name) return present.answer;
    if (task?.replacesDocument) this.overtake(task);
    let settle: (answer: unknown) => void = () => {};
    const answer = new Promise<unknown>((resolve) => {
      settle = resolve;
    });
    const begin = async (): Promise<void> => {
      const done = work();
      settle(done);
      // What failed is its asker's to report; the next has its turn all the same.
      await done.catch(() => {});
    };
    this.waiting.push({ task, answer, begin, skip: () => settle(undefined) });
    if (!this.isWorking) void this.work();
    return answer;
  }

  private overtake(newer: Task): void {
    const overtaken = this.waiting.filter(({ task }) => task?.replacesDocument);
    this.waiting = this.waiting.filter(({ task }) => !task?.replacesDocument);
    for (const { task, skip } of overtaken) {
      skip();
      if (task?.name !== newer.name) task?.onOvertaken?.();
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
export function oneAtATime<Answer>(work: () => Promise<Answer>, task: Task): Promise<Answer | undefined>;
export function oneAtATime(work: () => Promise<unknown>, task?: Task): Promise<unknown> {
  return task ? questions.ask(work, task) : questions.ask(work);
}
