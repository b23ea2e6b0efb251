import { useVirtualizer } from "@tanstack/react-virtual";
import { Fragment, type ReactNode, type RefObject, useEffect, useRef } from "react";
import { useScrollKeys } from "./virtual-lines";
import "./virtual-rows.css";

const rowHeight = 22;
/** A browser cannot scroll further than some thirty million pixels. */
const mostRows = 1_000_000;

/** Rows of a long table, of which only those in sight are drawn. */
export interface VirtualRowsState {
  /** For the element that scrolls. */
  readonly scroll: RefObject<HTMLElement | null>;
  /** How many rows can be scrolled to. */
  readonly rows: number;
  /** Rows in sight and a few beside them, ascending. */
  readonly drawn: readonly number[];
  /** Whole rows that fit below the head. */
  readonly pageLength: () => number;
  /** Brings a row into sight, into the middle where that is asked for. */
  readonly scrollTo: (row: number, align?: "center") => void;
}

/** Follows the scrolling of `count` rows below a head of so many pixels, and asks for the pages of those in sight. */
export function useVirtualRows(
  count: number,
  pages: { want(first: number, last: number): void },
  headHeight = rowHeight,
): VirtualRowsState {
  const scroll = useRef<HTMLElement>(null);
  const rows = Math.min(count, mostRows);
  useScrollKeys(scroll);
  const virtual = useVirtualizer({
    count: rows,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    // The head covers some of what is in sight.
    scrollPaddingStart: headHeight,
    overscan: 10,
  });
  const drawn = virtual.getVirtualItems().map(({ index }) => index);
  const [first, last] = [drawn[0] ?? 0, drawn.at(-1) ?? 0];
  useEffect(() => pages.want(first, last), [pages, first, last]);
  return {
    ...{ scroll, rows, drawn },
    pageLength: () => Math.max(1, Math.floor(((scroll.current?.clientHeight ?? 0) - headHeight) / rowHeight) - 1),
    scrollTo: (row, align = undefined) => virtual.scrollToIndex(row, align === undefined ? {} : { align }),
  };
}

interface VirtualRowsProps {
  readonly state: VirtualRowsState;
  /** A row that is drawn wherever the table is scrolled to, as the one with the focus. */
  readonly kept?: number;
  /** A row's `tr`. */
  readonly row: (row: number) => ReactNode;
}

/** The body of a table: the rows in sight, with room for the others between them. */
export function VirtualRows({ state, kept, row }: VirtualRowsProps) {
  const all = kept === undefined || kept >= state.rows ? state.drawn : [...state.drawn, kept];
  const drawn = [...new Set(all)].sort((a, b) => a - b);
  return (
    <tbody>
      {drawn.map((index, order) => (
        <Fragment key={index}>
          <Gap rows={index - (drawn[order - 1] ?? -1) - 1} />
          {row(index)}
        </Fragment>
      ))}
      <Gap rows={state.rows - (drawn.at(-1) ?? -1) - 1} />
    </tbody>
  );
}

/** Room of rows that are not drawn. */
function Gap({ rows }: { readonly rows: number }) {
  return rows > 0 && <tr style={{ height: rows * rowHeight }} />;
}
