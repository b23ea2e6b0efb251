/** Range of one number, for forms, checks and project files alike. */
export interface NumberLimit {
  readonly integer: boolean;
  readonly minimum: number;
  readonly maximum: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
}

/** What is wrong with a value against a limit, or null. */
export function checkNumber(
  limit: NumberLimit,
  value: unknown,
): { readonly found: string; readonly expected: string } | null {
  const inside =
    typeof value === "number" &&
    Number.isFinite(value) &&
    (!limit.integer || Number.isInteger(value)) &&
    (limit.exclusiveMinimum ? value > limit.minimum : value >= limit.minimum) &&
    (limit.exclusiveMaximum ? value < limit.maximum : value <= limit.maximum);
  return inside ? null : { found: valueText(value), expected: limitText(limit) };
}

/** Words for a range: `a whole number from 1 to 256`, `a number above 0 and at most 1`. */
export function limitText(limit: NumberLimit): string {
  const kind = limit.integer ? "a whole number" : "a number";
  if (!limit.exclusiveMinimum && !limit.exclusiveMaximum) return `${kind} from ${limit.minimum} to ${limit.maximum}`;
  const low = limit.exclusiveMinimum ? `above ${limit.minimum}` : `at least ${limit.minimum}`;
  const high = limit.exclusiveMaximum ? `below ${limit.maximum}` : `at most ${limit.maximum}`;
  return `${kind} ${low} and ${high}`;
}

/** A value in a sentence; long texts are cut and structures only named, so that a hostile value stays short. */
export function valueText(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (value === null) return "null";
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" ? "an object" : String(value);
}
