import type { Graph } from "../../model";
import { liveNodes } from "../checks/structure";

/** Drops every node whose value no Output needs, with its wires. */
export function eliminateDeadNodes(graph: Graph): Graph {
  const live = liveNodes(graph);
  if (live.size === Object.keys(graph.nodes).length) return graph;
  return {
    nodes: Object.fromEntries(Object.entries(graph.nodes).filter(([id]) => live.has(id))),
    wires: Object.fromEntries(Object.entries(graph.wires).filter(([, { to }]) => live.has(to.node))),
  };
}
