import { useId, useState } from "react";
import type { FeatureField, TypedRow } from "../../engine/contract";
import { daysOf, timeText } from "../../engine/predictions";
import { figureText, type Text, useText } from "../i18n";
import { IconButton, numberText, readNumber, steppedNumber } from "../ui";
import { predictActions } from "./predict-actions";
import { type CellOddity, cellOddity, sliderEnds, sliderStep } from "./typed-row";

/** Choices above which a list is searched rather than opened. */
const searchedFrom = 24;

type Cell = TypedRow[string];

interface RowFieldProps {
  readonly field: FeatureField;
  readonly cell: Cell;
  /** As the row began. */
  readonly start: Cell;
}

interface ControlProps {
  readonly field: FeatureField;
  readonly cell: Cell;
  /** Ties the control to its label and to what is odd about it. */
  readonly ids: {
    readonly id: string;
    readonly "aria-describedby": string | undefined;
    readonly "aria-invalid": boolean | undefined;
  };
}

/** One feature: its name, the control that fits it, what is odd about its value, and the way back to where it began. */
export function RowField({ field, cell, start }: RowFieldProps) {
  const text = useText();
  const id = useId();
  const { name, kind, values, fill } = field;
  const oddity = cellOddity(field, cell);
  const told = oddityText(text, field, oddity);
  const ids = {
    id,
    "aria-describedby": told ? `${id}-odd` : undefined,
    "aria-invalid": oddity === "unknown" || oddity === "empty" ? true : undefined,
  };
  const Control =
    kind === "number"
      ? NumberControl
      : kind === "time"
        ? TimeControl
        : kind === "switch" && fill === null
          ? SwitchControl
          : kind !== "text" && values.length < searchedFrom
            ? ChoiceControl
            : SearchedControl;
  return (
    <li className="predict-field" data-changed={cell !== start} data-odd={oddity} data-testid={`predict-field-${name}`}>
      <label className="predict-field-name" htmlFor={id} title={name}>
        {name}
      </label>
      <Control field={field} cell={cell} ids={ids} />
      {cell !== start ? (
        <IconButton
          icon="reset"
          className="field-reset"
          label={`${name}: ${text("predict.resetCell", { value: start === null ? "–" : cellText(start) })}`}
          onClick={() => predictActions.setCell(name, start)}
        />
      ) : (
        <span />
      )}
      {told && (
        <p id={`${id}-odd`} className="predict-odd">
          {told}
        </p>
      )}
    </li>
  );
}

/** What is odd about a cell, in words. */
function oddityText(text: Text, { kind, range, fill }: FeatureField, oddity: CellOddity | null): string | null {
  const shown = (number: number): string => (kind === "time" ? timeText(number, true) : figureText(number));
  if (oddity === "outside") {
    return range === null ? null : text("predict.outside", { low: shown(range.low), high: shown(range.high) });
  }
  if (oddity !== "filled") return oddity === null ? null : text(`predict.${oddity}`);
  const value = fill?.value ?? null;
  if (value === null) return text("predict.filledCategory");
  return text("predict.filled", { value: typeof value === "number" ? figureText(value) : value });
}

const cellText = (cell: number | string): string => (typeof cell === "number" ? numberText(cell) : cell);

/** A number typed, beside a slider over where most of training lay. */
function NumberControl({ field, cell, ids }: ControlProps) {
  const text = useText();
  const { name, range, isWhole } = field;
  const shown = cell === null ? "" : cellText(cell);
  const [draft, setDraft] = useState<{ readonly text: string; readonly basedOn: string } | null>(null);
  const current = draft !== null && draft.basedOn === shown ? draft.text : shown;
  const reading = readNumber(current, {});
  const ends = sliderEnds(field);
  const type = (typed: string): void => {
    const read = readNumber(typed, {});
    const next = read.ok ? read.value : typed.trim() === "" ? null : undefined;
    setDraft({ text: typed, basedOn: next === undefined ? shown : next === null ? "" : numberText(next) });
    if (next !== undefined) predictActions.setCell(name, next);
  };
  return (
    <span className="predict-number">
      <input
        {...ids}
        aria-invalid={ids["aria-invalid"] || (!reading.ok && current !== "") ? true : undefined}
        className="input input-number"
        type="text"
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        value={current}
        onChange={(event) => type(event.target.value)}
        onBlur={() => setDraft(null)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
          event.preventDefault();
          const next = reading.ok
            ? steppedNumber(reading.value, event.key === "ArrowUp" ? 1 : -1, event.shiftKey, { integer: isWhole })
            : null;
          setDraft(null);
          if (next !== null) predictActions.setCell(name, next);
        }}
      />
      {range !== null && (
        <input
          type="range"
          className="predict-slider"
          aria-label={text("predict.slider", { name, low: figureText(ends.low), high: figureText(ends.high) })}
          min={ends.low}
          max={ends.high}
          step={sliderStep(field)}
          value={typeof cell === "number" ? Math.min(ends.high, Math.max(ends.low, cell)) : ends.low}
          onChange={(event) => {
            setDraft(null);
            predictActions.setCell(name, Number(event.target.value));
          }}
        />
      )}
    </span>
  );
}

/** A date or an instant, beside a slider over where most of training lay. */
function TimeControl({ field, cell, ids }: ControlProps) {
  const text = useText();
  const { name, range, isWhole } = field;
  const days = daysOf(String(cell));
  const step = isWhole ? 1 : 1 / 24;
  return (
    <span className="predict-number predict-time" data-clock={!isWhole}>
      <input
        {...ids}
        className="input"
        type={isWhole ? "date" : "datetime-local"}
        step={1}
        value={cell ?? ""}
        onChange={(event) => predictActions.setCell(name, event.target.value === "" ? null : event.target.value)}
      />
      {range !== null && (
        <input
          type="range"
          className="predict-slider"
          aria-label={text("predict.slider", {
            name,
            low: timeText(range.low, true),
            high: timeText(range.high, true),
          })}
          aria-valuetext={String(cell ?? "")}
          min={range.low}
          max={range.high}
          step={step}
          value={Number.isNaN(days) ? range.low : Math.min(range.high, Math.max(range.low, days))}
          onChange={(event) => predictActions.setCell(name, timeText(Number(event.target.value), isWhole))}
        />
      )}
    </span>
  );
}

/** On or off, with the value's own word. */
function SwitchControl({ field: { name, values }, cell, ids }: ControlProps) {
  const [no = "", yes = ""] = values;
  return (
    <span className="predict-switch">
      <input
        {...ids}
        type="checkbox"
        role="switch"
        aria-checked={cell === yes}
        checked={cell === yes}
        onChange={(event) => predictActions.setCell(name, event.target.checked ? yes : no)}
      />
      {cell}
    </span>
  );
}

/** One of few values, in the platform's own list. */
function ChoiceControl({ field: { name, values, fill }, cell, ids }: ControlProps) {
  const isKnown = values.includes(String(cell));
  return (
    <select
      {...ids}
      className="input select"
      value={isKnown ? String(cell) : ""}
      onChange={(event) => predictActions.setCell(name, event.target.value === "" ? null : event.target.value)}
    >
      {(!isKnown || fill !== null) && <option value="">{isKnown || cell === null ? "–" : cell}</option>}
      {values.map((value) => (
        <option key={value} value={value}>
          {value}
        </option>
      ))}
    </select>
  );
}

/** One of many values: typed letters narrow the list. */
function SearchedControl({ field: { name, values }, cell, ids }: ControlProps) {
  return (
    <>
      <input
        {...ids}
        className="input"
        type="text"
        list={`${ids.id}-values`}
        autoComplete="off"
        spellCheck={false}
        value={cell ?? ""}
        onFocus={(event) => event.target.select()}
        onChange={(event) => predictActions.setCell(name, event.target.value === "" ? null : event.target.value)}
      />
      <datalist id={`${ids.id}-values`}>
        {values.map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
    </>
  );
}
