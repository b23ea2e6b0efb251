import { fileSubject } from "../../engine/contract";
import { RequestFailure } from "./host-failure";

/** How long a file that the window names waits to be known as chosen: the two come by ways of their own. */
const patienceMillis = 1_000;

/** Files that the person chose to be written, as the main process names them: each is good for one write. */
export class WritableFiles {
  private readonly chosen = new Set<string>();
  private readonly waiting = new Map<string, () => void>();

  /** The person chose this file. */
  allow(path: string): void {
    this.chosen.add(path);
    this.waiting.get(path)?.();
  }

  /** Resolves where the file was chosen, which uses that up; rejects where it was not. */
  async take(path: string): Promise<void> {
    if (!this.chosen.has(path)) await this.allowed(path);
    if (this.chosen.delete(path)) return;
    const words = { found: "another path", expected: "the one chosen in the dialog", help: "save it again" };
    throw new RequestFailure("file_not_chosen", { subject: fileSubject(path), ...words });
  }

  private allowed(path: string): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(path);
        resolve();
      };
      const timer = setTimeout(done, patienceMillis);
      this.waiting.set(path, done);
    });
  }
}
