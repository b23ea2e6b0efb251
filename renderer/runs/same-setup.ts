import type { RunSnapshot } from "../../engine/contract";
import type { GraphNode } from "../../engine/model";

/** Whether two setups train the same network in the same way; names and the drawing's layout do not matter. */
export function sameSetup(left: RunSnapshot, right: RunSnapshot): boolean {
  const sameGraph =
    left.graph === right.graph ||
    (sameEntries(left.graph.nodes, right.graph.nodes, sameNode) &&
      sameEntries(left.graph.wires, right.graph.wires, sameValue));
  return sameGraph && sameValue(left.data, right.data) && sameValue(left.training, right.training);
}

function sameNode(left: GraphNode, right: GraphNode): boolean {
  return left.kind === right.kind && left.bypassed === right.bypassed && sameValue(left.parameters, right.parameters);
}

function sameEntries<Value>(
  left: Readonly<Record<string, Value>>,
  right: Readonly<Record<string, Value>>,
  same: (left: Value, right: Value) => boolean,
): boolean {
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => {
    const before = left[key];
    const after = right[key];
    return before !== undefined && after !== undefined && (before === after || same(before, after));
  });
}

/** Equality of plain values, whatever the order of their keys. */
function sameValue(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  const leftEntries = Object.entries(left);
  if (leftEntries.length !== Object.keys(right).length) return false;
  const rightValues = new Map<string, unknown>(Object.entries(right));
  return leftEntries.every(([key, value]) => rightValues.has(key) && sameValue(value, rightValues.get(key)));
}
