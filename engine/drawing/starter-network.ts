import { createNode } from "../catalog";
import {
  applyEdit,
  type DataSchema,
  type Graph,
  type GraphEdit,
  type GraphNode,
  type NodeKind,
  newWire,
  type ParameterValue,
} from "../model";

type Part = readonly [kind: NodeKind, parameters?: Readonly<Record<string, ParameterValue>>];

/** Last layers for a target: a number, one of two classes, or one of many. `target` names it where there are several. */
function head(classes: number, target?: { readonly target: string }): readonly Part[] {
  if (classes === 0) {
    return [
      ["dense", { units: 1 }],
      ["output", { loss: "mean_squared_error", ...target }],
    ];
  }
  if (classes <= 2) {
    return [
      ["dense", { units: 1 }],
      ["activation", { function: "sigmoid" }],
      ["output", { loss: "binary_cross_entropy", ...target }],
    ];
  }
  return [
    ["dense", { units: classes }],
    ["activation", { function: "softmax" }],
    ["output", { loss: "categorical_cross_entropy", ...target }],
  ];
}

const body: readonly Part[] = [
  ["data"],
  ["scale"],
  ["dense", { units: 32 }],
  ["batch_norm"],
  ["activation", { function: "relu" }],
];

/**
 * Edits that draw a small network which fits the table, on an empty graph, and the graph they lead to. Each target gets
 * last layers of its own on what all share.
 */
export function starterNetwork(empty: Graph, schema: DataSchema | null): { edits: readonly GraphEdit[]; graph: Graph } {
  const edits: GraphEdit[] = [];
  let graph = empty;
  const apply = (edit: GraphEdit): void => {
    const result = applyEdit(graph, edit);
    if (!result.ok) return;
    graph = result.graph;
    edits.push(edit);
  };
  const draw = (parts: readonly Part[], after: GraphNode | null): GraphNode | null =>
    parts.reduce((before: GraphNode | null, [kind, parameters]) => {
      const created = createNode(kind, graph);
      const node = { ...created, parameters: { ...created.parameters, ...parameters } };
      apply({ type: "add_node", node });
      if (before) {
        const from = { node: before.id, port: before.kind === "data" ? "features" : "output" };
        const to = { node: node.id, port: kind === "output" ? "prediction" : "input" };
        apply({ type: "connect", wire: newWire(graph, from, to) });
      }
      return node;
    }, after);
  const shared = draw(body, null);
  const targets = schema?.targets ?? [];
  if (targets.length < 2) draw(head(targets[0]?.classes ?? 2), shared);
  else for (const { name, classes } of targets) draw(head(classes, { target: name }), shared);
  return { edits, graph };
}
