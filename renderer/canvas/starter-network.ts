import { createNode } from "../../engine/catalog";
import {
  applyEdit,
  type DataSchema,
  type Graph,
  type GraphEdit,
  type GraphNode,
  type NodeKind,
  newWire,
  type ParameterValue,
} from "../../engine/model";

type Part = readonly [kind: NodeKind, parameters?: Readonly<Record<string, ParameterValue>>];

/** Last layers for the target: a number, one of two classes, or one of many. */
function head(schema: DataSchema | null): readonly Part[] {
  const classes = schema?.target?.classes ?? 2;
  if (classes === 0)
    return [
      ["dense", { units: 1 }],
      ["output", { loss: "mean_squared_error" }],
    ];
  if (classes <= 2) {
    return [
      ["dense", { units: 1 }],
      ["activation", { function: "sigmoid" }],
      ["output", { loss: "binary_cross_entropy" }],
    ];
  }
  return [
    ["dense", { units: classes }],
    ["activation", { function: "softmax" }],
    ["output", { loss: "categorical_cross_entropy" }],
  ];
}

/** Edits that draw a small network which fits the table, on an empty graph, and the graph they lead to. */
export function starterNetwork(empty: Graph, schema: DataSchema | null): { edits: readonly GraphEdit[]; graph: Graph } {
  const parts: readonly Part[] = [
    ["data"],
    ["scale"],
    ["dense", { units: 32 }],
    ["batch_norm"],
    ["activation", { function: "relu" }],
    ...head(schema),
  ];
  const edits: GraphEdit[] = [];
  let graph = empty;
  const apply = (edit: GraphEdit): void => {
    const result = applyEdit(graph, edit);
    if (!result.ok) return;
    graph = result.graph;
    edits.push(edit);
  };
  let before: GraphNode | null = null;
  for (const [kind, parameters] of parts) {
    const created = createNode(kind, graph);
    const node = { ...created, parameters: { ...created.parameters, ...parameters } };
    apply({ type: "add_node", node });
    if (before) {
      const from = { node: before.id, port: before.kind === "data" ? "features" : "output" };
      const to = { node: node.id, port: kind === "output" ? "prediction" : "input" };
      apply({ type: "connect", wire: newWire(graph, from, to) });
    }
    before = node;
  }
  return { edits, graph };
}
