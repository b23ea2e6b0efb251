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

/** What holds a network of this many rows back from learning them by heart. */
interface Restraint {
  /** Applies below so many rows. */
  readonly below: number;
  readonly units: number;
  readonly dropout: number;
  /** L2 penalty of the hidden weights. */
  readonly penalty: number;
}

/** Chosen by measurement: `npm run known-results -- defaults` (docs/reference-tests.md). */
const restraints: readonly Restraint[] = [
  { below: 1_500, units: 32, dropout: 0.3, penalty: 0.01 },
  { below: 10_000, units: 64, dropout: 0.1, penalty: 0.001 },
];
const ofMany: Omit<Restraint, "below"> = { units: 64, dropout: 0.1, penalty: 0 };

/**
 * Two hidden layers, narrower and more held back the fewer rows there are. Before relu, weights of He's size keep the values
 * of every layer alike; the last layer has Glorot's, as new ones do.
 */
function body(rows: number): readonly Part[] {
  const { units, dropout, penalty } = restraints.find(({ below }) => rows < below) ?? ofMany;
  const hidden: readonly Part[] = [
    ["dense", { units, kernel_initializer: "he_uniform", ...(penalty > 0 && { kernel_l2: penalty }) }],
    ["activation", { function: "relu" }],
    ["dropout", { rate: dropout }],
  ];
  return [["data"], ["scale"], ...hidden, ...hidden];
}

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
  const shared = draw(body(schema?.rows ?? Number.POSITIVE_INFINITY), null);
  const targets = schema?.targets ?? [];
  if (targets.length < 2) draw(head(targets[0]?.classes ?? 2), shared);
  else for (const { name, classes } of targets) draw(head(classes, { target: name }), shared);
  return { edits, graph };
}
