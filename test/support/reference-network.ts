import { createNode, definitionOf } from "../../engine/catalog";
import {
  applyEdits,
  type DataSchema,
  emptyGraph,
  type Graph,
  type GraphEdit,
  newWire,
  type ParameterValue,
} from "../../engine/model";

type Parameters = Readonly<Record<string, ParameterValue>>;

/** A node of a chain: its kind and the parameters that differ from the defaults. */
export type Link = readonly [kind: string, parameters?: Parameters];

/** Nodes in a row, each wired to the next, with the given parameters over the defaults. */
export function chain(...links: readonly Link[]): Graph {
  let graph = emptyGraph;
  let last: { node: string; port: string } | null = null;
  for (const [kind, parameters] of links) {
    const created = createNode(kind, graph);
    const node = { ...created, parameters: { ...created.parameters, ...parameters } };
    graph = edited(graph, { type: "add_node", node });
    const port = definitionOf(kind)?.inputs[0]?.id ?? "";
    if (last) graph = edited(graph, { type: "connect", wire: newWire(graph, last, { node: node.id, port }) });
    last = { node: node.id, port: kind === "data" ? "features" : "output" };
  }
  return graph;
}

/** A graph with nodes in a row behind one of its nodes, and the id of the last. */
export function appended(graph: Graph, after: string, ...links: readonly Link[]): { graph: Graph; last: string } {
  let [whole, last] = [graph, after];
  for (const [kind, parameters] of links) {
    const created = createNode(kind, whole);
    const node = { ...created, parameters: { ...created.parameters, ...parameters } };
    whole = edited(whole, { type: "add_node", node });
    whole = connected(whole, `${last}.output`, `${node.id}.${definitionOf(kind)?.inputs[0]?.id}`);
    last = node.id;
  }
  return { graph: whole, last };
}

/** Applies edits that a test needs to succeed. */
export function edited(graph: Graph, ...edits: readonly GraphEdit[]): Graph {
  const result = applyEdits(graph, edits);
  if (!result.ok) throw new Error(result.reason.text);
  return result.graph;
}

/** A wire `from.port` → `to.port`. */
export function connected(graph: Graph, from: string, to: string): Graph {
  const [fromNode = "", fromPort = ""] = from.split(".");
  const [toNode = "", toPort = ""] = to.split(".");
  const wire = newWire(graph, { node: fromNode, port: fromPort }, { node: toNode, port: toPort });
  return edited(graph, { type: "connect", wire });
}

const uniform = { kernel_initializer: "uniform", kernel_range: 0.05 };

/** The network of the sample project: two hidden blocks of 64, two classes. */
export function referenceNetwork(): Graph {
  return chain(
    ["data"],
    ["scale", { method: "standardize" }],
    ["dense", { units: 64, ...uniform }],
    ["batch_norm"],
    ["activation", { function: "tanh" }],
    ["dropout", { rate: 0.5 }],
    ["dense", { units: 64, ...uniform }],
    ["batch_norm"],
    ["activation", { function: "tanh" }],
    ["dropout", { rate: 0.5 }],
    ["dense", { units: 2, ...uniform }],
    ["batch_norm"],
    ["activation", { function: "softmax" }],
    ["output", { loss: "binary_cross_entropy" }],
  );
}

/** A table of `features` number columns and a target of `classes` (0: a number). */
export function table(features: number, classes: number, rows = 1000): DataSchema {
  return {
    rows,
    features: Array.from({ length: features }, (_, index) => ({ name: `x${index}`, column: `x${index}` })),
    targets: [{ name: "y", classes }],
    weight: null,
  };
}

/** What the sample's table looks like to the compiler. */
export const referenceSchema: DataSchema = { ...table(14, 2, 48_842), targets: [{ name: "income", classes: 2 }] };
