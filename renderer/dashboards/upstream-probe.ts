import type { Graph, NodeId } from "../../engine/model";

/**
 * The nearest node before `node` that was measured, following wires backwards through nodes that were not (bypassed ones);
 * null when there is none or the way forks.
 */
export function upstreamMeasured(graph: Graph, node: NodeId, isMeasured: (node: NodeId) => boolean): NodeId | null {
  const seen = new Set<NodeId>([node]);
  let current = node;
  for (;;) {
    const arriving = Object.values(graph.wires).filter((wire) => wire.to.node === current);
    const source = arriving.length === 1 ? arriving[0]?.from.node : undefined;
    if (source === undefined || seen.has(source)) return null;
    if (isMeasured(source)) return source;
    seen.add(source);
    current = source;
  }
}
