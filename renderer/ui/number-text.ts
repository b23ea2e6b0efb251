import type { MessageKey, MessageValues } from "../i18n";

/** What a number may be. */
export interface NumberLimits {
  readonly integer?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
}

export type NumberReading =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly reason: MessageKey; readonly values: MessageValues };

const refused = (reason: MessageKey, values: MessageValues = {}): NumberReading => ({ ok: false, reason, values });

/** A number as a person edits it: shortest exact text, small and large ones with an exponent. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && size < 1e-3 ? value.toExponential().replace("e+", "e") : String(value);
}

/** Reads what was typed; a text that is no number or out of limits is refused with the reason. */
export function readNumber(text: string, limits: NumberLimits): NumberReading {
  const trimmed = text.trim().replaceAll("−", "-");
  if (trimmed === "") return refused("ui.empty");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return refused("ui.notANumber", { text: text.trim() });
  const value = Number(trimmed);
  if (!Number.isFinite(value)) return refused("ui.notANumber", { text: text.trim() });
  if (limits.integer && !Number.isInteger(value)) return refused("ui.notWhole");
  const { minimum, maximum } = limits;
  if (minimum !== undefined && (value < minimum || (limits.exclusiveMinimum && value === minimum))) {
    return refused(limits.exclusiveMinimum ? "ui.atMinimum" : "ui.belowMinimum", { minimum: numberText(minimum) });
  }
  if (maximum !== undefined && (value > maximum || (limits.exclusiveMaximum && value === maximum))) {
    return refused(limits.exclusiveMaximum ? "ui.atMaximum" : "ui.aboveMaximum", { maximum: numberText(maximum) });
  }
  return { ok: true, value };
}

/** The value one arrow key away; `null` when it would leave the limits. Steps follow the value's own size. */
export function steppedNumber(value: number, direction: 1 | -1, large: boolean, limits: NumberLimits): number | null {
  const digit = limits.integer || value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  const unit = limits.integer ? 1 : 10 ** Math.min(digit, -1);
  const next = Number((value + direction * unit * (large ? 10 : 1)).toPrecision(12));
  const reading = readNumber(String(next), limits);
  return reading.ok ? reading.value : null;
}
