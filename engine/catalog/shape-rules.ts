import type { TensorShape } from "../model";
import type { ShapeContext, ShapeResult } from "./node-definition";

/** Shape arriving at a port of a node, or null while it is not known. */
export function inputShape(context: ShapeContext, port = "input"): TensorShape | null {
  return Object.hasOwn(context.inputs, port) ? (context.inputs[port] ?? null) : null;
}

/** The rule of every kind that keeps its input's shape. */
export function passThrough(context: ShapeContext): ShapeResult {
  return { shape: inputShape(context), diagnostics: [] };
}
