import { type Graph, type GraphEdit, type NodeId, type PortId, readersOf, sourceOf, wiresInto } from "../model";
import { dense } from "./dense";
import { readParameters } from "./parameter-values";

/**
 * Edits that make what arrives at a port so many features wide: the units of the Dense that decides its width, when
 * nothing else reads a value along the way. None where several inputs decide it together.
 */
export function fixWidth(graph: Graph, node: NodeId, port: PortId, features: number): readonly GraphEdit[] {
  const visited = new Set<string>();
  let current = sourceOf(graph, node, port)?.node;
  while (current && !visited.has(current.id) && readersOf(graph, current.id).length === 1) {
    visited.add(current.id);
    if (current.kind === dense.kind && !Number.isNaN(readParameters(current, dense.parameters).units)) {
      return [{ type: "set_parameter", node: current.id, parameter: "units", value: features }];
    }
    const [wire, ...others] = wiresInto(graph, current.id);
    current = wire && others.length === 0 ? sourceOf(graph, current.id, wire.to.port)?.node : undefined;
  }
  return [];
}
