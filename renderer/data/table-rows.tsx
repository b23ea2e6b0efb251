import { useEffect, useRef, useState } from "react";
import type { TableProfile } from "../../engine/contract";
import type { DataSetup } from "../../engine/model";
import { countText, useFailureText, useText } from "../i18n";
import { Icon, Notice, useRowPages, useVirtualRows, VirtualRows } from "../ui";
import { typeText } from "./data-texts";
import { RowFilters } from "./row-filters";
import { type FoundRows, nextSort, useFoundRows, viewPages, wholeTable, withTest } from "./table-view";
import "./table-rows.css";

const mostColumns = 60;
const headHeight = 40;
/** In pixels, of the column of row numbers and of the others. */
const numberWidth = 72;
const columnWidth = 112;

interface TableRowsProps {
  readonly setup: DataSetup;
  readonly profile: TableProfile;
  /** The row to be scrolled to; another object for each time. */
  readonly goal: RowGoal | null;
}

/** A row of the table, counted from 0, and the column of it that is meant, if one is. */
export interface RowGoal {
  readonly row: number;
  readonly column: string | null;
}

/** Every row of the table, sorted by a column's header and narrowed by filters. */
export function TableRows({ setup, profile, goal }: TableRowsProps) {
  const text = useText();
  const failureText = useFailureText();
  const [view, setView] = useState(wholeTable);
  const [filtered, setFiltered] = useState(profile.columns[0]?.name ?? "");
  // A row is shown among all rows as they stand in the file.
  useEffect(() => {
    if (goal !== null) setView(wholeTable);
  }, [goal]);
  const { found, failure } = useFoundRows(profile.path, setup.reading, view);
  const column = profile.columns.find(({ name }) => name === filtered) ?? profile.columns[0];
  return (
    <div className="data-section table-rows">
      {column !== undefined && (
        <RowFilters
          profile={profile}
          column={column}
          filters={view.filters}
          onColumn={setFiltered}
          onTest={(name, test) => setView({ ...view, filters: [...withTest(view.filters, name, test)] })}
          onClear={() => setView({ ...view, filters: [] })}
        />
      )}
      {failure !== null && <Notice severity="error">{failureText(failure)}</Notice>}
      {found !== null && (
        <>
          <p className="data-note" role="status" data-testid="rows-count">
            {text("data.rows.count", { shown: countText(found.rows), all: countText(profile.rows) })}
          </p>
          <FoundTable
            key={found.view}
            found={found}
            profile={profile}
            setup={setup}
            goal={found.setup === wholeTable ? goal : null}
            onSort={(name) => setView({ ...view, sort: nextSort(view, name) })}
          />
        </>
      )}
      {profile.columns.length > mostColumns && (
        <p className="data-note">{text("data.rows.firstColumns", { count: mostColumns })}</p>
      )}
    </div>
  );
}

interface FoundTableProps extends TableRowsProps {
  readonly found: FoundRows;
  readonly onSort: (column: string) => void;
}

function FoundTable({ found, profile, setup, goal, onSort }: FoundTableProps) {
  const text = useText();
  const columns = profile.columns.slice(0, mostColumns);
  const places = columns.map((_, place) => place);
  const pages = useRowPages(viewPages(found.view, places));
  const virtual = useVirtualRows(found.rows, pages, headHeight);
  const { scroll, scrollTo } = virtual;
  const goTo = useRef(scrollTo);
  goTo.current = scrollTo;
  useEffect(() => {
    if (goal === null) return;
    goTo.current(goal.row, "center");
    scroll.current?.focus({ preventScroll: true });
  }, [goal, scroll]);
  const isGoalDrawn = goal !== null && virtual.drawn.includes(goal.row);
  useEffect(() => {
    const cell = isGoalDrawn ? scroll.current?.querySelector("tr[data-goal] td[data-goal]") : null;
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [isGoalDrawn, scroll]);
  const roles = new Map(setup.columns.map(({ name, role }) => [name, role]));
  const { sort } = found.setup;
  return (
    <>
      <section
        ref={virtual.scroll}
        className="virtual-rows"
        aria-label={text("data.rows.title")}
        data-testid="table-rows"
      >
        <table aria-rowcount={found.rows + 1} style={{ width: numberWidth + columns.length * columnWidth }}>
          <caption className="visually-hidden">{text("data.rows.caption")}</caption>
          <colgroup>
            <col style={{ width: numberWidth }} />
            {columns.map(({ name }) => (
              <col key={name} style={{ width: columnWidth }} />
            ))}
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">{text("data.rowNumber")}</th>
              {columns.map(({ name, type }) => {
                const isSorted = sort?.column === name;
                const order = isSorted ? (sort.descending ? "descending" : "ascending") : "none";
                return (
                  <th key={name} scope="col" aria-sort={order} data-type={type} data-role={roles.get(name)}>
                    <button
                      type="button"
                      className="table-rows-head"
                      title={text("data.rows.sortBy", { column: name })}
                      onClick={() => onSort(name)}
                      data-testid={`rows-sort-${name}`}
                    >
                      <span>{name}</span>
                      {isSorted && <Icon name={sort.descending ? "down" : "up"} size={12} />}
                    </button>
                    <span className="table-rows-type">{text(typeText[type])}</span>
                  </th>
                );
              })}
            </tr>
          </thead>
          <VirtualRows
            state={virtual}
            row={(row) => {
              const page = pages.pageOf(row);
              const at = page === null ? 0 : row - page.from;
              const place = page?.places[at];
              return (
                <tr aria-rowindex={row + 2} data-row={row} data-goal={row === goal?.row || undefined}>
                  <th scope="row">{place === undefined ? "…" : place + 1}</th>
                  {columns.map(({ name, type }, index) => {
                    const cell = page?.cells[at]?.[index] ?? null;
                    return (
                      <td
                        key={name}
                        data-type={type}
                        data-role={roles.get(name)}
                        data-missing={cell === null}
                        data-goal={name === goal?.column || undefined}
                        title={cell ?? ""}
                      >
                        {page === null ? "…" : (cell ?? "–")}
                      </td>
                    );
                  })}
                </tr>
              );
            }}
          />
        </table>
      </section>
      {found.rows > virtual.rows && (
        <p className="data-note">{text("data.rows.firstRows", { count: countText(virtual.rows) })}</p>
      )}
    </>
  );
}
