import type { NativeModule, NativeTableView, TablePage, ViewSetup } from "../../engine/contract";
import type { ReadOptions } from "../../engine/model";
import type { TableFiles } from "./table-files";

/** Views held at once: the one on screen, and the one that it gives way to. */
const mostViews = 2;

/** Tables as the window looks through them, the latest few. */
export class TableViews {
  private readonly views = new Map<number, NativeTableView>();
  private lastNumber = 0;

  constructor(
    private readonly addon: Pick<NativeModule, "viewTable">,
    private readonly tables: TableFiles,
  ) {}

  /** Finds the rows of a view and holds it. */
  async open(path: string, reading: ReadOptions, setup: ViewSetup): Promise<{ view: number; rows: number }> {
    const found = await this.tables.named(path, this.addon.viewTable(path, reading, setup));
    const number = ++this.lastNumber;
    this.views.set(number, found);
    for (const oldest of [...this.views.keys()].slice(0, -mostViews)) this.views.delete(oldest);
    return { view: number, rows: found.rows };
  }

  /** Some rows of a view; null for one that is not held any more. */
  rowsOf(number: number, from: number, count: number, columns: readonly number[]): TablePage | null {
    const view = this.views.get(number);
    if (view === undefined) return null;
    return { from, places: view.places(from, count), cells: view.cells(from, count, [...columns]) };
  }

  /** The numbers of some rows of a view as shades; null for one that is not held any more. */
  shadesOf(
    number: number,
    from: number,
    count: number,
    columns: readonly number[],
    { low, high }: { readonly low: number; readonly high: number },
  ): { readonly shades: Uint8Array } | null {
    const view = this.views.get(number);
    return view === undefined ? null : { shades: view.shades(from, count, [...columns], low, high) };
  }
}
