import { FailureError, failure } from "../contract";
import { limitText, type NumberLimit, valueText } from "../model";

/** Carries a failure out of the depth of a document to `parseProject`, which answers it. */
export class ProjectFault extends FailureError {
  override readonly name = "ProjectFault";
}

/** What is wrong at a place, in English: what fills the texts in other languages stands beside it. */
export interface DamageWords {
  readonly found: string;
  readonly expected: string;
  readonly help?: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** The cases of `project_damaged`. */
export type DamageCase =
  | "json"
  | "depth"
  | "parts"
  | "key_twice"
  | "key_unknown"
  | "key_missing"
  | "value"
  | "choice"
  | "object"
  | "number"
  | "whole_number"
  | "long_text"
  | "long_list"
  | "name_twice"
  | "node_kind"
  | "node_unknown"
  | "wire_to_itself";

const helpDamaged = "correct this place in a text editor, or open a backup of the file";

/** What is wrong at a place of a document such as `$.nodes[3].kind`; `$` is the whole file. */
export function damaged(path: string, what: DamageCase, words: DamageWords): ProjectFault {
  const { found, expected, help = helpDamaged, values = {} } = words;
  const subject = { kind: "place", path } as const;
  return new ProjectFault(
    failure("project_damaged", { subject, found, expected, help, values: { ...values, case: what } }),
  );
}

/** A value as the texts of every language have it: what holds others is only named. */
function foundValue(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : valueText(value);
}

/** The fault of a value that is not what the format says. */
export function notExpected(path: string, value: unknown, expected: string): ProjectFault {
  return damaged(path, "value", {
    found: valueText(value),
    expected,
    values: { found: foundValue(value), expected },
  });
}

/** The fault of a value that is none of the words there are. */
export function noneOf(path: string, value: unknown, choices: readonly string[]): ProjectFault {
  const words = choices.join(", ");
  const values = { found: foundValue(value), choices: words };
  return damaged(path, "choice", { found: valueText(value), expected: `one of ${words}`, values });
}

/** The fault of a value that is no object of these keys. */
export function noObject(path: string, value: unknown, keys: readonly string[]): ProjectFault {
  const words = keys.join(", ");
  const values = { found: foundValue(value), keys: words };
  return damaged(path, "object", { found: valueText(value), expected: `an object with ${words}`, values });
}

/** The fault of an object that lacks a key. */
export function keyMissing(path: string, key: string, expected: string): ProjectFault {
  return damaged(path, "key_missing", { found: `no ${key}`, expected, values: { key } });
}

/** The fault of a number outside its range. */
export function outOfRange(path: string, value: unknown, limit: NumberLimit): ProjectFault {
  const { integer, minimum, maximum, exclusiveMinimum = false, exclusiveMaximum = false } = limit;
  const range = `${exclusiveMinimum ? "(" : "["}${minimum}, ${maximum}${exclusiveMaximum ? ")" : "]"}`;
  const words = { found: valueText(value), expected: limitText(limit), values: { found: foundValue(value), range } };
  return damaged(path, integer ? "whole_number" : "number", words);
}

/** The fault of a name that something else has. */
export function nameTwice(path: string, what: string, name: string): ProjectFault {
  const words = { found: `the ${what} ${name} again`, expected: "one that nothing else has", values: { name } };
  return damaged(path, "name_twice", words);
}
