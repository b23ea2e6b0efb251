import { type ReactNode, useState } from "react";
import type { TablePrediction, UnreadCells } from "../../engine/contract";
import type { ReadOptions } from "../../engine/model";
import { RejectedLines } from "../data";
import { countText, useLanguage, useText } from "../i18n";
import { Button, Notice } from "../ui";

/** Most columns named in a line. */
const namedColumns = 12;

interface TableNoticesProps {
  readonly prediction: TablePrediction;
  /** The table's file, and how it was read. */
  readonly path: string;
  readonly reading: ReadOptions;
}

/** How the table's columns were found, and which of its rows have no prediction and why. */
export function TableNotices({ prediction: { match, predicted }, path, reading }: TableNoticesProps) {
  const text = useText();
  const [isListed, setListed] = useState(false);
  const list = new Intl.ListFormat(useLanguage(), { type: "conjunction" });
  const names = (columns: readonly string[]): string => {
    const more = columns.length - namedColumns;
    const named = columns.slice(0, namedColumns);
    return list.format(more > 0 ? [...named, text("predict.furtherColumns", { count: more })] : named);
  };
  if (predicted === null) {
    return (
      <Notice severity="error" className="predict-notice">
        <span data-testid="predict-missing-columns">
          {text("predict.columnsMissing", { count: match.missing.length })} <strong>{names(match.missing)}</strong>.
        </span>{" "}
        {text("predict.columnsMissingHelp")}
      </Notice>
    );
  }
  const { missingRows, unknownRows, unread, filled, rejectedRows } = predicted;
  const cellsFilled = filled.reduce((sum, { count }) => sum + count, 0);
  const of = (reason: UnreadCells["reason"]) => unread.filter((cells) => cells.reason === reason);
  const unseen = of("unseen_value").reduce((sum, { count }) => sum + count, 0);
  const without = missingRows + unknownRows;
  const told = [
    text("predict.allFound", { count: match.found.length }),
    match.unused.length > 0 && text("predict.unused", { count: match.unused.length }),
    without > 0 && text("predict.withoutRows", { count: countText(without) }),
    unseen > 0 && text("predict.unseen", { count: unseen }),
    cellsFilled > 0 && text("predict.filledRows", { count: cellsFilled }),
    rejectedRows > 0 && text("predict.rejected", { count: countText(rejectedRows) }),
  ];
  return (
    <Notice severity={without + rejectedRows > 0 ? "warning" : "information"} quiet className="predict-notice">
      <details data-testid="predict-notes">
        <summary>{told.filter(Boolean).join(" ")}</summary>
        <p>{text("predict.found", { columns: names(match.found) })}</p>
        {match.unused.length > 0 && <p>{text("predict.notRead", { columns: names(match.unused) })}</p>}
        <Counted title={text("predict.missingRows", { count: countText(missingRows) })} count={missingRows}>
          {of("missing").map((cells) => (
            <li key={cells.column}>
              {text("predict.missingCells", { column: cells.column, count: cells.count, rows: rowsText(cells) })}
            </li>
          ))}
        </Counted>
        <Counted title={text("predict.unknownRows", { count: countText(unknownRows) })} count={unknownRows}>
          {[...of("unknown_value"), ...of("no_logarithm")].map((cells) => {
            const values = cells.values.map((value) => `“${value}”`).join(", ");
            const { column, count, reason } = cells;
            const key = reason === "no_logarithm" ? "predict.noLogarithm" : "predict.unknownCells";
            return <li key={column}>{text(key, { column, values, count, rows: rowsText(cells) })}</li>;
          })}
        </Counted>
        <Counted title={text("predict.unseen", { count: unseen })} count={unseen}>
          {of("unseen_value").map((cells) => {
            const values = cells.values.map((value) => `“${value}”`).join(", ");
            const { column, count } = cells;
            return (
              <li key={column}>{text("predict.unknownCells", { column, values, count, rows: rowsText(cells) })}</li>
            );
          })}
        </Counted>
        <Counted title={text("predict.filledRows", { count: cellsFilled })} count={cellsFilled}>
          {filled.map(({ column, count, value }) => (
            <li key={column}>
              {value === null
                ? text("predict.filledOwn", { column, count })
                : text("predict.filledCells", { column, count, value })}
            </li>
          ))}
        </Counted>
        {rejectedRows > 0 && (
          <p className="predict-rejected">
            {text("predict.rejected", { count: countText(rejectedRows) })}
            <Button variant="quiet" onClick={() => setListed(true)} data-testid="predict-rejected">
              {text("reading.rejected.show")}
            </Button>
          </p>
        )}
      </details>
      {isListed && <RejectedLines path={path} reading={reading} onClose={() => setListed(false)} />}
    </Notice>
  );
}

interface CountedProps {
  readonly title: string;
  readonly count: number;
  readonly children: ReactNode;
}

/** Why rows are without prediction, where some are. */
function Counted({ title, count, children }: CountedProps) {
  if (count === 0) return null;
  return (
    <>
      <p>{title}</p>
      <ul>{children}</ul>
    </>
  );
}

const rowsText = ({ first_rows, count }: UnreadCells): string =>
  first_rows.join(", ") + (count > first_rows.length ? ", …" : "");
