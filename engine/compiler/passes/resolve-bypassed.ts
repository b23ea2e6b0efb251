import { canBypass } from "../../catalog";
import { type Graph, type GraphNode, nodeOf, sourceOf, type Wire } from "../../model";

/** Takes bypassed nodes out; wires that left them start where their input came from. */
export function resolveBypassed(graph: Graph): Graph {
  const isBypassed = (node: GraphNode) => node.bypassed && canBypass(node.kind);
  if (!Object.values(graph.nodes).some(isBypassed)) return graph;
  const nodes = Object.fromEntries(Object.entries(graph.nodes).filter(([, node]) => !isBypassed(node)));
  const wires: Record<string, Wire> = {};
  for (const wire of Object.values(graph.wires)) {
    if (!Object.hasOwn(nodes, wire.to.node)) continue;
    const from = nodeOf(graph, wire.from.node);
    const source = from && isBypassed(from) ? sourceOf(graph, wire.to.node, wire.to.port) : null;
    if (source) wires[wire.id] = { ...wire, from: { node: source.node.id, port: source.port } };
    else if (Object.hasOwn(nodes, wire.from.node)) wires[wire.id] = wire;
  }
  return { nodes, wires };
}
