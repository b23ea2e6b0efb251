import { checkNumber, limitText, type NumberLimit, type ParameterValue, projectLimits, valueText } from "../model";
import type { ParameterDefinition } from "./node-definition";
import { numbersIn } from "./parameter-values";

/** What is wrong with a value of a parameter (type, range, not finite), or null. */
export function checkParameter(
  definition: ParameterDefinition,
  value: ParameterValue | undefined,
): { readonly found: string; readonly expected: string } | null {
  if (value === null && definition.default === null) return null;
  switch (definition.type) {
    case "integer":
    case "number":
      return checkNumber(limitOf(definition), value);
    case "boolean":
      return typeof value === "boolean" ? null : { found: valueText(value), expected: expectedText(definition) };
    case "choice":
      return definition.choices.some((choice) => choice.value === value)
        ? null
        : { found: valueText(value), expected: expectedText(definition) };
    case "numbers": {
      if (typeof value === "string" && value.length > projectLimits.parameterText) {
        return { found: `a text of ${value.length} characters`, expected: `at most ${projectLimits.parameterText}` };
      }
      const numbers = typeof value === "string" ? numbersIn(value) : [];
      const isSound = numbers.length > 0 && numbers.every((each) => checkNumber(limitOf(definition), each) === null);
      return isSound ? null : { found: valueText(value), expected: expectedText(definition) };
    }
    case "target":
      return typeof value === "string" && value.length > 0 && value.length <= projectLimits.name
        ? null
        : { found: valueText(value), expected: expectedText(definition) };
  }
}

/** Words for the values a parameter may take. */
export function expectedText(definition: ParameterDefinition): string {
  switch (definition.type) {
    case "integer":
    case "number":
      return limitText(limitOf(definition));
    case "boolean":
      return "true or false";
    case "choice":
      return `one of ${definition.choices.map((choice) => choice.value).join(", ")}`;
    case "numbers":
      return `numbers from ${definition.minimum} to ${definition.maximum}, separated by commas`;
    case "target":
      return "the name of a target column, or none for the first";
  }
}

function limitOf(definition: Extract<ParameterDefinition, { type: "integer" | "number" | "numbers" }>): NumberLimit {
  return { integer: definition.type === "integer", ...definition };
}
