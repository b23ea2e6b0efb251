import type { GraphNode, ParameterValue } from "../model";

/** A node's own value of a parameter, whatever it is; undefined when it has none. */
export function parameterOf(node: GraphNode, id: string): ParameterValue | undefined {
  return Object.hasOwn(node.parameters, id) ? node.parameters[id] : undefined;
}

/** A parameter as a finite number; NaN when it is none. Checks report that; shape rules must only not break on it. */
export function numberOf(node: GraphNode, id: string): number {
  const value = parameterOf(node, id);
  return typeof value === "number" && Number.isFinite(value) ? value : Number.NaN;
}

/** A parameter as text; "" when it is none. */
export function textOf(node: GraphNode, id: string): string {
  const value = parameterOf(node, id);
  return typeof value === "string" ? value : "";
}

/** The numbers of a `numbers` parameter: `1, 0.5; 2`. NaN stands for what is no number. */
export function numbersOf(node: GraphNode, id: string): readonly number[] {
  return numbersIn(textOf(node, id));
}

/** Numbers separated by commas, semicolons or spaces. */
export function numbersIn(text: string): readonly number[] {
  return text
    .split(/[\s,;，；、]+/u)
    .filter(Boolean)
    .map(Number);
}

/** Whether a switch is on. */
export function isOn(node: GraphNode, id: string): boolean {
  return parameterOf(node, id) === true;
}

/** A number for a caption: `0.001`, `64`, `?` when it is none. */
export function numberText(node: GraphNode, id: string): string {
  const value = numberOf(node, id);
  return Number.isNaN(value) ? "?" : String(value);
}
