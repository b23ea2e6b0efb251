import { definitionOf, type NodeContext } from "../catalog";
import {
  type DataSchema,
  type Diagnostic,
  type Graph,
  type GraphNode,
  type PartitionCounts,
  readersOf,
  type Severity,
  sourceOf,
  subjectNode,
  type TrainingSetup,
} from "../model";
import { checkNode, checkWhole, liveNodes } from "./checks/structure";
import { checkTargets } from "./checks/targets";
import { checkRun } from "./checks/training";
import { type Inference, inferGraph, inputShapes, wiredPorts } from "./infer";

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, information: 2 };

/**
 * Everything that can be said about a graph before it trains: structure, shapes, parameters, losses, batches of one
 * row. Errors first, then warnings, then information; within each by node id. `inference` saves inferring again;
 * `counted` has the rows of a split by a column, where the engine counted them.
 */
export function checkGraph(
  graph: Graph,
  data: DataSchema | null,
  training: TrainingSetup,
  inference: Inference = inferGraph(graph, data),
  counted: PartitionCounts | null = null,
): readonly Diagnostic[] {
  const live = liveNodes(graph);
  const nodes = Object.values(graph.nodes).sort((a, b) => (a.id < b.id ? -1 : 1));
  const compiled = nodes.filter((node) => live.has(node.id) && !node.bypassed);
  const found = [...checkWhole(graph)];
  for (const node of nodes) found.push(...checkNode(graph, node, live.has(node.id)));
  const isLive = (node: string | null): boolean => node === null || live.has(node);
  found.push(...inference.diagnostics.filter((diagnostic) => isLive(subjectNode(diagnostic))));
  for (const node of compiled) {
    const check = definitionOf(node.kind)?.check;
    if (check) found.push(...check(nodeContext(graph, node, data, inference)));
  }
  found.push(...checkTargets(compiled, data), ...checkRun(compiled, data, training, counted));
  return found.sort((a, b) => rank[a.severity] - rank[b.severity]);
}

function nodeContext(graph: Graph, node: GraphNode, data: DataSchema | null, inference: Inference): NodeContext {
  const sources: Record<string, GraphNode> = {};
  for (const port of definitionOf(node.kind)?.inputs ?? []) {
    const source = sourceOf(graph, node.id, port.id);
    if (source) sources[port.id] = source.node;
  }
  const inputs = inputShapes(graph, node, inference.shapes);
  return { node, inputs, wired: wiredPorts(graph, node), data, graph, sources, readers: readersOf(graph, node.id) };
}
