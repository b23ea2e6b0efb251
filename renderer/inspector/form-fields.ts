import { definitionOf, type NodeDefinition, type ParameterDefinition } from "../../engine/catalog";
import type { ColumnProfile } from "../../engine/contract";
import type { GraphEdit, GraphNode, ParameterValue } from "../../engine/model";

/** One row of the form for the selected nodes. */
export interface FormField {
  readonly parameter: ParameterDefinition;
  /** The value all nodes share; undefined when they differ. */
  readonly value: ParameterValue | undefined;
}

/** The kind all nodes share, or null. */
export function sharedDefinition(nodes: readonly GraphNode[]): NodeDefinition | null {
  const [first, ...others] = nodes;
  if (!first || others.some((node) => node.kind !== first.kind)) return null;
  return definitionOf(first.kind);
}

function currentValue(node: GraphNode, parameter: ParameterDefinition): ParameterValue {
  const value = Object.hasOwn(node.parameters, parameter.id) ? node.parameters[parameter.id] : undefined;
  return value === undefined ? parameter.default : value;
}

function isShown(nodes: readonly GraphNode[], definition: NodeDefinition, parameter: ParameterDefinition): boolean {
  const { when } = parameter;
  if (!when) return true;
  const deciding = definition.parameters.find((other) => other.id === when.parameter);
  if (!deciding || !isShown(nodes, definition, deciding)) return false;
  return nodes.every((node) => when.in.includes(currentValue(node, deciding)));
}

/** The form of nodes of one kind: the parameters that apply to all of them, with the values they share. */
export function formFields(definition: NodeDefinition, nodes: readonly GraphNode[]): readonly FormField[] {
  return definition.parameters
    .filter((parameter) => isShown(nodes, definition, parameter))
    .map((parameter) => {
      const values = nodes.map((node) => currentValue(node, parameter));
      const [first] = values;
      return { parameter, value: values.every((value) => value === first) ? first : undefined };
    });
}

/** Edits that give every node a value, leaving alone those that have it. */
export function parameterEdits(
  nodes: readonly GraphNode[],
  parameter: ParameterDefinition,
  value: ParameterValue,
): readonly GraphEdit[] {
  return nodes
    .filter((node) => node.parameters[parameter.id] !== value)
    .map((node) => ({ type: "set_parameter", node: node.id, parameter: parameter.id, value }));
}

/** The classes of a column in the engine's order: numbers by size, texts by their bytes. Null when not all are known. */
export function classOrder(column: Pick<ColumnProfile, "type" | "distinct" | "top"> | null): string | null {
  if (!column || column.distinct === 0 || column.top.length < column.distinct) return null;
  const values = column.top.map(({ value }) => value);
  if (column.type === "category") values.sort((a, b) => compareCodePoints(a, b));
  else values.sort((a, b) => Number(a) - Number(b));
  return values.join(", ");
}

/** UTF-8 bytes sort as code points do; JavaScript's own order is that of UTF-16 units. */
function compareCodePoints(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const difference = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
