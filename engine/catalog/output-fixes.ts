import type { ActivationFunction } from "../contract";
import { applyEdit, type GraphEdit, type GraphNode, newWire, readersOf, wiresInto } from "../model";
import { activation } from "./activation";
import { newNode } from "./new-node";
import type { NodeContext } from "./node-definition";

/** Edits that make `wanted` the last function before the Output: set on an Activation that feeds nothing else, else put between. */
export function fixActivation(
  context: NodeContext,
  source: GraphNode,
  wanted: ActivationFunction,
): readonly GraphEdit[] {
  const { graph, node } = context;
  if (source.kind === activation.kind && readersOf(graph, source.id).length === 1) {
    return [{ type: "set_parameter", node: source.id, parameter: "function", value: wanted }];
  }
  const [wire] = wiresInto(graph, node.id, "prediction");
  if (!wire) return [];
  const added = newNode(activation, graph);
  const edits: GraphEdit[] = [
    { type: "add_node", node: { ...added, parameters: { ...added.parameters, function: wanted } } },
    { type: "disconnect", wires: [wire.id] },
  ];
  let current = graph;
  for (const edit of edits) {
    const result = applyEdit(current, edit);
    if (!result.ok) return [];
    current = result.graph;
  }
  const first = newWire(current, wire.from, { node: added.id, port: "input" });
  const connected = applyEdit(current, { type: "connect", wire: first });
  if (!connected.ok) return [];
  const second = newWire(connected.graph, { node: added.id, port: "output" }, wire.to);
  return [...edits, { type: "connect", wire: first }, { type: "connect", wire: second }];
}
