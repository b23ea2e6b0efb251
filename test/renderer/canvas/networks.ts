import { createNode, definitionOf } from "../../../engine/catalog";
import {
  applyEdits,
  type DataSchema,
  emptyGraph,
  type Graph,
  type GraphEdit,
  type GraphNode,
  newWire,
  referenceTrainingSetup,
} from "../../../engine/model";
import type { WiringContext } from "../../../renderer/canvas";

/** 14 features and two classes, as the census table has. */
export const schema: DataSchema = {
  rows: 1000,
  features: Array.from({ length: 14 }, (_, index) => ({ name: `f${index}`, column: `f${index}` })),
  targets: [{ name: "income", classes: 2 }],
  weight: null,
};

export function contextOf(graph: Graph): WiringContext {
  return { graph, schema, training: referenceTrainingSetup };
}

export function applied(graph: Graph, edits: readonly GraphEdit[]): Graph {
  const result = applyEdits(graph, edits);
  if (!result.ok) throw new Error(result.reason.text);
  return result.graph;
}

/** A graph of kinds wired one after the other, with ids `dense_1`, `dense_2`, … */
export function chain(...kinds: readonly string[]): Graph {
  let graph = emptyGraph;
  let before: GraphNode | null = null;
  for (const kind of kinds) {
    const node = createNode(kind, graph);
    graph = applied(graph, [{ type: "add_node", node }]);
    if (before) {
      const from = { node: before.id, port: before.kind === "data" ? "features" : "output" };
      const to = { node: node.id, port: definitionOf(kind)?.inputs[0]?.id ?? "" };
      graph = applied(graph, [{ type: "connect", wire: newWire(graph, from, to) }]);
    }
    before = node;
  }
  return graph;
}

/** `a → b` for every wire, sorted. */
export function wiring(graph: Graph): readonly string[] {
  return Object.values(graph.wires)
    .map((wire) => `${wire.from.node} → ${wire.to.node}`)
    .sort();
}
