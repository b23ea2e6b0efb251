import { type Graph, type GraphNode, type NodeId, nodeOf, type ParameterValue } from "../model";
import type { NodeDefinition } from "./node-definition";

/** A node of a kind with default parameters; without `id`, the first free of `dense_1`, `dense_2`, … */
export function newNode(definition: NodeDefinition, graph: Graph, id?: NodeId): GraphNode {
  const parameters: Record<string, ParameterValue> = {};
  for (const parameter of definition.parameters) parameters[parameter.id] = parameter.default;
  const name = id ?? freeId(definition.kind, graph);
  return { id: name, kind: definition.kind, label: name, parameters, bypassed: false };
}

function freeId(kind: string, graph: Graph): NodeId {
  const labels = new Set(Object.values(graph.nodes).map((node) => node.label));
  for (let number = 1; ; number++) {
    const id = `${kind}_${number}`;
    if (!nodeOf(graph, id) && !labels.has(id)) return id;
  }
}
