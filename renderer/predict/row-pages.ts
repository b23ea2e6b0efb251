import { useEffect, useState } from "react";
import type { PredictedPage } from "../../engine/contract";
import { EngineFailure, engine } from "../bridge";

/** Rows asked for at once. */
export const pageRows = 100;
/** Pages kept: more than fit any window, so that scrolling to and fro asks for none twice. */
const mostPages = 40;

/** A predicted table's rows as pages, asked for when they come into sight. */
export class RowPages {
  private readonly pages = new Map<number, PredictedPage | "asked">();

  constructor(
    private readonly table: number,
    private readonly columns: readonly number[],
    private readonly onPage: () => void,
  ) {}

  /** The page with a row; null while it is on its way. */
  pageOf(row: number): PredictedPage | null {
    const page = this.pages.get(Math.floor(row / pageRows));
    return page === undefined || page === "asked" ? null : page;
  }

  /** Asks for the pages of these rows that are not here. */
  want(first: number, last: number): void {
    for (let index = Math.floor(first / pageRows); index <= Math.floor(last / pageRows); index += 1) {
      if (!this.pages.has(index)) void this.ask(index);
    }
  }

  private async ask(index: number): Promise<void> {
    this.pages.set(index, "asked");
    for (const oldest of [...this.pages.keys()].slice(0, -mostPages)) this.pages.delete(oldest);
    const request = { table: this.table, from: index * pageRows, count: pageRows, columns: this.columns };
    try {
      this.pages.set(index, await engine.request("predicted_rows", request));
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      // The table was let go for another, which is shown anew.
      this.pages.delete(index);
      return;
    }
    this.onPage();
  }
}

/** The pages of a table, drawn again as they come. */
export function useRowPages(table: number, columns: readonly number[]): RowPages {
  const [, redraw] = useState(0);
  const [pages] = useState(() => new RowPages(table, columns, () => redraw((count) => count + 1)));
  useEffect(() => pages.want(0, 0), [pages]);
  return pages;
}
