import { type Graph, type NodeId, topologicalOrder } from "../model";

/** Every node in the order Tab visits them: along the wires, then those on a cycle by id. */
export function visitingOrder(graph: Graph): readonly NodeId[] {
  const { order } = topologicalOrder(graph);
  const placed = new Set(order);
  return [
    ...order,
    ...Object.keys(graph.nodes)
      .filter((id) => !placed.has(id))
      .sort(),
  ];
}
