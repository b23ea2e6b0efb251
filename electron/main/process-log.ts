import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** The file is put aside at this size; the one put aside before goes. */
const rotateBytes = 2 ** 20;

/** What main and the engine host print, kept in a small file that crash reports draw from. */
export class ProcessLog {
  private size = 0;
  private isBroken = false;

  constructor(readonly path: string) {
    try {
      mkdirSync(dirname(path), { recursive: true });
      this.size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    } catch {
      this.isBroken = true;
    }
  }

  /** Adds lines under the name of their process. A disk that takes none is no fault of the work that goes on. */
  add(source: string, text: string): void {
    const lines = text.split(/\r?\n/).filter((line) => line !== "");
    if (this.isBroken || lines.length === 0) return;
    const time = new Date().toISOString();
    const entry = lines.map((line) => `${time} ${source}: ${line.slice(0, 4_000)}\n`).join("");
    try {
      if (this.size + entry.length > rotateBytes) {
        renameSync(this.path, `${this.path}.1`);
        this.size = 0;
      }
      appendFileSync(this.path, entry);
      this.size += Buffer.byteLength(entry);
    } catch {
      this.isBroken = true;
    }
  }

  /** The newest lines, oldest first. */
  last(count: number): readonly string[] {
    const lines: string[] = [];
    for (const path of [`${this.path}.1`, this.path]) {
      try {
        lines.push(...readFileSync(path, "utf8").split("\n"));
      } catch {
        // Not there yet.
      }
    }
    return lines.filter((line) => line !== "").slice(-count);
  }
}
