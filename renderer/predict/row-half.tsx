import { useState } from "react";
import type { UsedModel } from "../../engine/contract";
import { useFailureText, useText } from "../i18n";
import { Button, IconButton, matchScore, Notice, SearchField } from "../ui";
import { predictActions } from "./predict-actions";
import { usePredict } from "./predict-store";
import { RowAnswer } from "./row-answer";
import { RowField } from "./row-field";
import "./typed-row.css";

/** Features above which they can be searched. */
const searchedFrom = 12;

/** A row typed by hand, its prediction beside it at every change. */
export function RowHalf({ model }: { readonly model: UsedModel }) {
  const text = useText();
  const failureText = useFailureText();
  const row = usePredict((state) => state.row);
  const startRow = usePredict((state) => state.startRow);
  const start = usePredict((state) => state.start);
  const failure = usePredict((state) => state.rowFailure);
  const [filter, setFilter] = useState("");
  const shown = model.fields.filter(({ name }) => filter.trim() === "" || matchScore(filter, name) > 0);
  const hasChanged = model.fields.some(({ name }) => row[name] !== startRow[name]);
  return (
    <section className="predict-half" aria-label={text("predict.row")} data-testid="predict-row">
      <header className="predict-half-head">
        <h3>{text("predict.row")}</h3>
        <span className="predict-note" data-testid="predict-start">
          {start.kind === "typical"
            ? text("predict.startedTypical")
            : text("predict.startedRow", { number: start.number })}
        </span>
        {model.fields.length > searchedFrom && (
          <span className="predict-head-actions">
            <SearchField label={text("predict.filter")} value={filter} onChange={setFilter} />
          </span>
        )}
      </header>
      {failure !== null && (
        <Notice severity="error" className="predict-notice">
          {failureText(failure)}
        </Notice>
      )}
      <RowAnswer model={model} />
      <div className="predict-row-start">
        <Button onClick={predictActions.startTypical} data-testid="predict-typical">
          {text("predict.typical")}
        </Button>
        <TakeRow />
        <IconButton
          icon="reset"
          label={text("predict.reset")}
          disabled={!hasChanged}
          onClick={predictActions.resetRow}
          data-testid="predict-reset"
        />
      </div>
      <ul className="predict-fields" aria-label={text("predict.fields")}>
        {shown.map((field) => (
          <RowField
            key={field.name}
            field={field}
            cell={row[field.name] ?? null}
            start={startRow[field.name] ?? null}
          />
        ))}
        {shown.length === 0 && <li className="predict-note">{text("predict.noMatch")}</li>}
      </ul>
    </section>
  );
}

/** Begins at a row of the table beside, by its number. */
function TakeRow() {
  const text = useText();
  const rows = usePredict((state) => state.table?.prediction?.predicted?.rows ?? 0);
  const [typed, setTyped] = useState("");
  if (rows === 0) return null;
  const number = Number(typed);
  const isRow = Number.isInteger(number) && number >= 1 && number <= rows;
  return (
    <form
      className="predict-take"
      onSubmit={(event) => {
        event.preventDefault();
        if (isRow) void predictActions.startAtRow(number);
      }}
    >
      <label>
        {text("predict.takeNumber")}
        <input
          className="input input-number"
          type="text"
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          aria-invalid={typed !== "" && !isRow ? true : undefined}
          onChange={(event) => setTyped(event.target.value)}
          data-testid="predict-take-number"
        />
      </label>
      <button type="submit" className="button button-secondary" disabled={!isRow} data-testid="predict-take">
        {text("predict.take")}
      </button>
    </form>
  );
}
