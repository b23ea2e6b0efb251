import { useEffect, useState } from "react";
import type { CellTest, Failure, TablePage, ViewFilter, ViewSetup } from "../../engine/contract";
import type { ReadOptions } from "../../engine/model";
import { EngineFailure, engine, unlessRefused } from "../bridge";
import type { AskForRows } from "../ui";

/** A table's rows as the engine found them for a view. */
export interface FoundRows {
  /** Number the engine knows the view by. */
  readonly view: number;
  readonly rows: number;
  readonly setup: ViewSetup;
}

/** All rows as they stand in the file. */
export const wholeTable: ViewSetup = { sort: null, filters: [] };

/** The next order of a column's header: ascending, descending, the file's own. */
export function nextSort({ sort }: ViewSetup, column: string): ViewSetup["sort"] {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? null : { column, descending: true };
}

/** The filters with another test of a column; null takes its filter away. */
export function withTest(filters: readonly ViewFilter[], column: string, test: CellTest | null): readonly ViewFilter[] {
  const others = filters.filter((filter) => filter.column !== column);
  return test === null ? others : [...others, { column, test }];
}

const dayMillis = 24 * 60 * 60 * 1000;

/** A typed bound of a range; null for none. A date is its first instant, or its last one, in days since 1970 began. */
export function boundOf(text: string, isTime: boolean, isMaximum: boolean): number | null {
  if (text.trim() === "") return null;
  const value = isTime ? Date.parse(text) / dayMillis + (isMaximum ? 1 - 1 / dayMillis : 0) : Number(text);
  return Number.isFinite(value) ? value : null;
}

interface Looked {
  readonly found: FoundRows | null;
  readonly failure: Failure | null;
}

/** The rows of a view, and while they are looked for those found last; its failure where there is one. */
export function useFoundRows(path: string, reading: ReadOptions | undefined, setup: ViewSetup): Looked {
  const [state, setState] = useState<Looked>({ found: null, failure: null });
  useEffect(() => {
    let isCurrent = true;
    engine.request("view_table", { path, reading: reading ?? {}, view: setup }).then(
      (answer) => {
        if (isCurrent) setState({ found: { ...answer, setup }, failure: null });
      },
      (error: unknown) => {
        if (!(error instanceof EngineFailure)) throw error;
        if (isCurrent) setState(({ found }) => ({ found, failure: error.failure }));
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [path, reading, setup]);
  return state;
}

/** How the rows of a view are asked for, with the cells of the columns at these places. */
export function viewPages(view: number, columns: readonly number[]): AskForRows<TablePage> {
  // An engine that ended is told where its state is shown.
  return (from, count) => unlessRefused(engine.request("view_rows", { view, from, count, columns }));
}
