import { type KeyboardEvent, type ReactNode, useState } from "react";
import { useText } from "../i18n";
import { IconButton } from "./button";
import { Field } from "./field";
import { type NumberLimits, numberText, readNumber, steppedNumber } from "./number-text";

export interface NumberFieldProps extends NumberLimits {
  readonly label: ReactNode;
  /** Null shows an empty field (several nodes with different values). */
  readonly value: number | null;
  /** Called with good values only; `stepped` when an arrow key made it, so that quick steps can be one undo. */
  readonly onCommit: (value: number, stepped: boolean) => void;
  readonly help?: ReactNode;
  readonly placeholder?: string;
  /** Offers a reset to this value. */
  readonly defaultValue?: number | undefined;
  /** A reason beyond the limits to refuse a number. */
  readonly refuse?: (value: number) => string | null;
  readonly disabled?: boolean;
  readonly "data-testid"?: string;
}

/**
 * A number typed by hand. A bad text stays in the field with the reason under it and is never committed; Escape brings
 * the last good value back. Enter or leaving commits; arrow keys step (Shift: by ten).
 */
export function NumberField({
  label,
  value,
  onCommit,
  help,
  placeholder,
  defaultValue,
  refuse,
  disabled,
  "data-testid": testId,
  ...limits
}: NumberFieldProps) {
  const text = useText();
  const shown = value === null ? "" : numberText(value);
  const [draft, setDraft] = useState<{ readonly text: string; readonly basedOn: string } | null>(null);
  // A value changed elsewhere (undo, another node) replaces what was being typed.
  const current = draft && draft.basedOn === shown ? draft.text : shown;

  const reasonFor = (typed: string): string | null => {
    if (typed === shown) return null;
    const reading = readNumber(typed, limits);
    if (!reading.ok) return text(reading.reason, reading.values);
    return refuse?.(reading.value) ?? null;
  };
  const error = reasonFor(current);

  const commit = (): void => {
    if (current === shown) {
      setDraft(null);
      return;
    }
    const reading = readNumber(current, limits);
    if (!reading.ok || refuse?.(reading.value)) return;
    setDraft(null);
    if (reading.value !== value) onCommit(reading.value, false);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === "Enter") commit();
    if (event.key === "Escape" && draft) {
      event.stopPropagation();
      setDraft(null);
    }
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    const reading = readNumber(current, limits);
    if (!reading.ok) return;
    const next = steppedNumber(reading.value, event.key === "ArrowUp" ? 1 : -1, event.shiftKey, limits);
    if (next === null || refuse?.(next)) return;
    setDraft(null);
    onCommit(next, true);
  };

  return (
    <Field
      label={label}
      help={help}
      error={error}
      actions={
        defaultValue !== undefined &&
        value !== defaultValue && (
          <IconButton
            icon="reset"
            label={text("ui.resetTo", { value: numberText(defaultValue) })}
            className="field-reset"
            disabled={disabled}
            onClick={() => {
              setDraft(null);
              onCommit(defaultValue, false);
            }}
          />
        )
      }
    >
      {(ids) => (
        <input
          {...ids}
          className="input input-number"
          type="text"
          inputMode="decimal"
          autoComplete="off"
          spellCheck={false}
          disabled={disabled}
          placeholder={placeholder}
          data-testid={testId}
          value={current}
          onChange={(event) => setDraft({ text: event.target.value, basedOn: shown })}
          onBlur={commit}
          onKeyDown={onKeyDown}
        />
      )}
    </Field>
  );
}
