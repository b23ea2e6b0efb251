import type { GraphNode, ParameterValue } from "../model";
import type { ParameterDefinition } from "./node-definition";

/**
 * What a parameter is read as. A file may hold anything: what is no number reads as NaN, what is none of the choices and
 * no text as null. The checks report it; shape rules and captions must only not break on it.
 */
type ReadValue<Definition> = Definition extends { readonly type: "integer" | "number" }
  ? number
  : Definition extends { readonly type: "boolean" }
    ? boolean
    : Definition extends { readonly type: "choice"; readonly choices: readonly { readonly value: infer Choice }[] }
      ? Choice | null
      : Definition extends { readonly type: "numbers" }
        ? readonly number[]
        : string | null;

/** A kind's parameters by name, each of the type that its definition declares. */
export type ReadParameters<Definitions extends readonly ParameterDefinition[]> = {
  readonly [Each in Definitions[number] as Each["id"]]: ReadValue<Each>;
};

/** A node's parameters as its kind's definitions declare them. */
export function readParameters<const Definitions extends readonly ParameterDefinition[]>(
  node: GraphNode,
  definitions: Definitions,
): ReadParameters<Definitions> {
  // Each value is read by the very definition that its type is derived from.
  return Object.fromEntries(
    definitions.map((definition) => [definition.id, read(definition, parameterOf(node, definition.id))]),
  ) as ReadParameters<Definitions>;
}

function read(definition: ParameterDefinition, value: ParameterValue | undefined) {
  switch (definition.type) {
    case "integer":
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? value : Number.NaN;
    case "boolean":
      return value === true;
    case "choice":
      return definition.choices.some((choice) => choice.value === value) ? value : null;
    case "numbers":
      return typeof value === "string" ? numbersIn(value) : [];
    case "target":
      return typeof value === "string" && value !== "" ? value : null;
  }
}

/** A node's own value of a parameter, whatever it is; undefined when it has none. */
function parameterOf(node: GraphNode, id: string): ParameterValue | undefined {
  return Object.hasOwn(node.parameters, id) ? node.parameters[id] : undefined;
}

/** Numbers separated by commas, semicolons or spaces: `1, 0.5; 2`. NaN stands for what is no number. */
export function numbersIn(text: string): readonly number[] {
  return text
    .split(/[\s,;，；、]+/u)
    .filter(Boolean)
    .map(Number);
}

/** A number for a caption: `0.001`, `64`, `?` when it is none. */
export function numberText(value: number): string {
  return Number.isNaN(value) ? "?" : String(value);
}
