/** The ends of what each parameter of the catalog may legally hold. */
import type { ParameterDefinition } from "../../engine/catalog";
import { type ParameterValue, projectLimits } from "../../engine/model";

/** Texts that formats stumble over: half pairs, NUL, right-to-left marks, JSON's own letters, a byte order mark. */
export const oddTexts = [
  "",
  "\ud800",
  "a\udc00b",
  "\0",
  "\u202eabc",
  '"\\\n\t\u2028',
  "\ufeff",
  "网络 🧠",
  "x".repeat(1025),
];

/** A text of `length` UTF-16 units that JSON makes six times as long. */
export const escapedText = (length: number): string => "\u0001".repeat(length);

/** Legal values at the ends of a parameter's range, the longest texts among them. */
export function endsOf(parameter: ParameterDefinition): readonly ParameterValue[] {
  const unset = parameter.default === null ? [null] : [];
  switch (parameter.type) {
    case "integer":
      return [...unset, parameter.minimum, parameter.maximum];
    case "number": {
      const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = parameter;
      const inside = minimum + (maximum - minimum) / 3;
      const low = exclusiveMinimum ? [minimum + Number.EPSILON * Math.max(1, Math.abs(minimum))] : [minimum];
      const high = exclusiveMaximum ? [maximum * (1 - Number.EPSILON)] : [maximum];
      return [...unset, ...low, inside, ...high, ...(minimum <= 0 && !exclusiveMinimum ? [-0] : [])];
    }
    case "boolean":
      return [true, false];
    case "choice":
      return parameter.choices.map(({ value }) => value);
    case "numbers": {
      const each = String(parameter.minimum + (parameter.maximum - parameter.minimum) / 3);
      const count = Math.floor((projectLimits.parameterText + 2) / (each.length + 2));
      return [...unset, Array(200).fill("1.2345").join(", "), Array(count).fill(each).join(", ")];
    }
    case "target":
      return [...unset, ...oddTexts.filter(Boolean), escapedText(projectLimits.name)];
  }
}
