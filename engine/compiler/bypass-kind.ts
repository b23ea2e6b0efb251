import type { Graph, GraphNode, NodeKind } from "../model";

/** The graph with every node of a kind bypassed: what is left when a kind is taken out, all else unchanged. */
export function bypassKind(graph: Graph, kind: NodeKind): Graph {
  const nodes: Record<string, GraphNode> = {};
  for (const [id, node] of Object.entries(graph.nodes)) {
    nodes[id] = node.kind === kind && !node.bypassed ? { ...node, bypassed: true } : node;
  }
  return { nodes, wires: graph.wires };
}
