import { FailureError, type NativeModule, type NativeRejectedLines, type RejectedPage } from "../../engine/contract";
import { systemFailure, writeFileAtomically } from "../../engine/files";
import type { ReadOptions } from "../../engine/model";
import { rejectedCsv } from "../../engine/predictions";
import { RequestFailure } from "./host-failure";
import type { TableFiles } from "./table-files";

/** Lines of a table's file that are no rows, as the window lists them: the latest list alone is held. */
export class RejectedLists {
  private held: { readonly number: number; readonly lines: NativeRejectedLines } | null = null;
  private lastNumber = 0;

  constructor(
    private readonly addon: Pick<NativeModule, "rejectedLines" | "rowAtLine">,
    private readonly tables: TableFiles,
  ) {}

  /** Finds the lines of a file and holds them. */
  async open(path: string, reading: ReadOptions): Promise<{ list: number; count: number }> {
    const lines = await this.tables.named(path, this.addon.rejectedLines(path, reading));
    const number = ++this.lastNumber;
    this.held = { number, lines };
    return { list: number, count: lines.count };
  }

  /** Some lines of a list; null for one that is not held any more. */
  linesOf(number: number, from: number, count: number): RejectedPage | null {
    if (this.held?.number !== number) return null;
    return { from, lines: this.held.lines.lines(from, count) };
  }

  /** Writes a list as CSV, whole or not at all, and says how many lines it has. */
  async save(number: number, path: string): Promise<number> {
    const { held } = this;
    if (held?.number !== number) {
      const words = { found: "a list which is not held any more", expected: "the latest", help: "open it again" };
      throw new RequestFailure("model_let_go", words);
    }
    try {
      await writeFileAtomically(path, rejectedCsv(held.lines));
    } catch (error) {
      throw new FailureError(systemFailure(path, error));
    }
    return held.lines.count;
  }

  /** The row at a line of a file; null where no row begins. */
  async rowAt(path: string, reading: ReadOptions, line: number): Promise<number | null> {
    return (await this.tables.named(path, this.addon.rowAtLine(path, reading, line))) ?? null;
  }
}
