import { Fragment, type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { NO_CLASS, type PredictedFile, type PredictedPage, type UsedModel } from "../../engine/contract";
import { countText, figureText, useText } from "../i18n";
import { useRowPages, useVirtualRows, VirtualRows } from "../ui";
import { predictActions } from "./predict-actions";
import { usePredict } from "./predict-store";
import { pagesOf } from "./predicted-pages";
import "./predicted-rows.css";

const mostColumns = 60;

/** Widths of the columns, in pixels. */
const widths = { number: 56, predicted: 104, certainty: 80, own: 92 } as const;

/** In a narrow panel the row that is asked about stands below the table. */
const showAnswer = (): void => {
  requestAnimationFrame(() =>
    document.querySelector('[data-testid="predict-answer"]')?.scrollIntoView({ block: "nearest" }),
  );
};

interface PredictedRowsProps {
  readonly model: UsedModel;
  readonly predicted: PredictedFile;
}

/** Every row with its prediction; only those in sight are drawn. */
export function PredictedRows({ model, predicted }: PredictedRowsProps) {
  const text = useText();
  const places = useMemo(() => shownColumns(model, predicted), [model, predicted]);
  const pages = useRowPages(pagesOf(predicted.table, places));
  const virtual = useVirtualRows(predicted.rows, pages);
  const { scroll, rows } = virtual;
  const [active, setActive] = useState(0);
  const start = usePredict((state) => state.start);
  const wantsFocus = useRef(false);
  useEffect(() => {
    const button = scroll.current?.querySelector<HTMLElement>(`[data-row="${active}"] button`);
    if (wantsFocus.current) button?.focus({ preventScroll: true });
    wantsFocus.current = false;
  }, [active, scroll]);

  const move = (event: KeyboardEvent): void => {
    const page = virtual.pageLength();
    const steps: Readonly<Record<string, number>> = {
      ...{ ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page, PageUp: active - page },
      ...{ Home: 0, End: rows - 1 },
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = Math.min(rows - 1, Math.max(0, to));
    wantsFocus.current = next !== active;
    setActive(next);
    virtual.scrollTo(next);
  };

  const heads = headsOf(model, text("predict.probability"), text("predict.score"));
  return (
    <>
      <section
        ref={scroll}
        className="predict-rows virtual-rows"
        aria-label={text("predict.list")}
        data-testid="predict-rows"
      >
        <table aria-rowcount={predicted.rows + 1}>
          <caption className="visually-hidden">
            {text("predict.list")}. {text("predict.keys")}
          </caption>
          <colgroup>
            <col style={{ width: widths.number }} />
            {heads.map(({ key, kind }) => (
              <col key={key} style={{ width: widths[kind] }} />
            ))}
            {places.map((place) => (
              <col key={place} style={{ width: widths.own }} />
            ))}
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">{text("predict.rowNumber")}</th>
              {heads.map(({ key, title, kind }) => (
                <th key={key} scope="col" title={title} data-kind={kind}>
                  {title}
                </th>
              ))}
              {places.map((place) => (
                <th key={place} scope="col" title={predicted.columns[place]}>
                  {predicted.columns[place]}
                </th>
              ))}
            </tr>
          </thead>
          <VirtualRows
            state={virtual}
            kept={active}
            row={(row) => (
              <tr
                aria-rowindex={row + 2}
                data-row={row}
                data-started={start.kind === "row" && start.number === row + 1}
              >
                <th scope="row">
                  <button
                    type="button"
                    className="predict-take-row"
                    tabIndex={row === active ? 0 : -1}
                    aria-label={text("predict.takeRow", { number: row + 1 })}
                    onKeyDown={move}
                    onClick={() => {
                      setActive(row);
                      void predictActions.startAtRow(row + 1).then(showAnswer);
                    }}
                  >
                    {row + 1}
                  </button>
                </th>
                <LineCells model={model} page={pages.pageOf(row)} row={row} places={places} />
              </tr>
            )}
          />
        </table>
      </section>
      {predicted.rows > rows && <p className="predict-note">{text("predict.firstRows", { count: countText(rows) })}</p>}
      {predicted.columns.length > places.length && (
        <p className="predict-note">{text("predict.firstColumns", { count: places.length })}</p>
      )}
    </>
  );
}

/** Places of the table's columns that are listed: what the model reads comes first. */
function shownColumns(model: UsedModel, { columns }: PredictedFile): readonly number[] {
  const read = model.fields.map(({ name }) => columns.indexOf(name));
  const isRead = new Set(read);
  return [...read, ...columns.map((_, place) => place).filter((place) => !isRead.has(place))].slice(0, mostColumns);
}

interface Head {
  readonly key: string;
  readonly title: string;
  readonly kind: "predicted" | "certainty";
}

/** Heads of the predictions: each output's column, and of classes how sure it is. */
function headsOf(model: UsedModel, probability: string, score: string): readonly Head[] {
  return model.outputs.flatMap(({ node, target, classes, is_probability: isProbability }): Head[] => {
    const predicted = { key: node, title: `→ ${target}`, kind: "predicted" } as const;
    const title = isProbability ? probability : score;
    return classes.length > 0 ? [predicted, { key: `${node} certainty`, title, kind: "certainty" }] : [predicted];
  });
}

interface LineCellsProps {
  readonly model: UsedModel;
  readonly page: PredictedPage | null;
  readonly row: number;
  readonly places: readonly number[];
}

/** A row's predictions and own cells; dots while they are on their way. */
function LineCells({ model, page, row, places }: LineCellsProps) {
  const text = useText();
  const at = page === null ? 0 : row - page.from;
  const own = page?.cells[at] ?? [];
  return (
    <>
      {model.outputs.map(({ node, classes, is_probability: isProbability }, index) => {
        const values = page?.outputs[index]?.values ?? [];
        const code = page?.outputs[index]?.classes[at] ?? NO_CLASS;
        const value = classes.length === 0 ? values[at] : values[at * classes.length + code];
        const isNone = value === undefined || Number.isNaN(value);
        const shown = classes.length === 0 ? figureText(value ?? 0, "number", 6) : (classes[code] ?? "");
        const certainty = isNone ? "" : figureText(value, isProbability ? "share" : "number", 3);
        const word = page === null ? "…" : isNone ? text("predict.none") : shown;
        return (
          <Fragment key={node}>
            <td data-kind="predicted" data-missing={page === null || isNone} title={word}>
              {word}
            </td>
            {classes.length > 0 && <td data-kind="certainty">{certainty}</td>}
          </Fragment>
        );
      })}
      {places.map((place, index) => {
        const cell = own[index] ?? null;
        return (
          <td key={place} data-missing={cell === null} title={cell ?? ""}>
            {page === null ? "…" : (cell ?? "–")}
          </td>
        );
      })}
    </>
  );
}
