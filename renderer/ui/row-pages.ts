import { useEffect, useState } from "react";

/** Rows asked for at once. */
const pageRows = 100;
/** Pages kept: more than fit any window, so that scrolling to and fro asks for none twice. */
const mostPages = 40;

/** Some rows of a long list. */
interface Page {
  /** The first of them, counted from 0. */
  readonly from: number;
}

/** Asks for at most `count` rows from `from` on; null where they are not to be had. */
export type AskForRows<Rows extends Page> = (from: number, count: number) => Promise<Rows | null>;

/** A long list's rows as pages, asked for when they come into sight. */
export class RowPages<Rows extends Page> {
  private readonly pages = new Map<number, Rows | "asked">();

  constructor(
    private readonly ask: AskForRows<Rows>,
    private readonly onPage: () => void,
  ) {}

  /** The page with a row; null while it is on its way. */
  pageOf(row: number): Rows | null {
    const page = this.pages.get(Math.floor(row / pageRows));
    return page === undefined || page === "asked" ? null : page;
  }

  /** Asks for the pages of these rows that are not here. */
  want(first: number, last: number): void {
    for (let index = Math.floor(first / pageRows); index <= Math.floor(last / pageRows); index += 1) {
      if (!this.pages.has(index)) void this.take(index);
    }
  }

  private async take(index: number): Promise<void> {
    this.pages.set(index, "asked");
    for (const oldest of [...this.pages.keys()].slice(0, -mostPages)) this.pages.delete(oldest);
    const page = await this.ask(index * pageRows, pageRows);
    if (page === null) this.pages.delete(index);
    else {
      this.pages.set(index, page);
      this.onPage();
    }
  }
}

/** The pages of a list, drawn again as they come. Another list is another component, by its key. */
export function useRowPages<Rows extends Page>(ask: AskForRows<Rows>): RowPages<Rows> {
  const [, redraw] = useState(0);
  const [pages] = useState(() => new RowPages(ask, () => redraw((count) => count + 1)));
  useEffect(() => pages.want(0, 0), [pages]);
  return pages;
}
