import { definitionOf, type LoweringContext } from "../catalog";
import type { Ir, ScaleMethod, Target } from "../contract";
import {
  besideFiles,
  type DataSchema,
  type Graph,
  type GraphNode,
  nodeOf,
  type TensorShape,
  type TrainingSetup,
  topologicalOrder,
  wiresInto,
} from "../model";
import { type Inference, inferGraph, inputShapes, wiredPorts } from "./infer";

/** Version of the IR this compiler writes; the trainer refuses others. */
const irVersion = 2;

type Draft = Pick<Ir, "inputs" | "targets" | "sample_weight" | "parameters" | "operations" | "losses">;

/**
 * Writes the IR of a checked graph without bypassed or dead nodes.
 * @throws Error when a node cannot be lowered: a fault of the checks, never of the drawing.
 */
export function lower(
  graph: Graph,
  data: DataSchema,
  training: TrainingSetup,
  { shapes }: Inference = inferGraph(graph, data),
): Ir {
  const draft: Draft = {
    inputs: [],
    targets: [],
    sample_weight: data.weight,
    parameters: [],
    operations: [],
    losses: [],
  };
  const values = new Map<string, number>();
  for (const id of topologicalOrder(graph).order) {
    const node = nodeOf(graph, id);
    const definition = node && definitionOf(node.kind);
    if (!node || !definition) throw new Error(`Cannot lower ${id}: its kind is unknown.`);
    const context = loweringContext(graph, node, data, inputShapes(graph, node, shapes), values, draft);
    for (const [port, value] of Object.entries(definition.lower(context))) values.set(`${id}.${port}`, value);
  }
  if (training.split === "stratified") putClassesFirst(draft);
  return {
    version: irVersion,
    ...draft,
    training: {
      ...besideFiles(training, data),
      optimizer: { ...training.optimizer },
      schedule: { ...training.schedule },
      early_stopping: training.early_stopping && { ...training.early_stopping },
    },
  };
}

function loweringContext(
  graph: Graph,
  node: GraphNode,
  data: DataSchema,
  inputs: Readonly<Record<string, TensorShape>>,
  values: ReadonlyMap<string, number>,
  draft: Draft,
): LoweringContext {
  const context: LoweringContext = {
    node,
    inputs,
    wired: wiredPorts(graph, node),
    data,
    value: (port) => {
      const [wire] = wiresInto(graph, node.id, port);
      const value = wire && values.get(`${wire.from.node}.${wire.from.port}`);
      if (value === undefined) throw new Error(`Cannot lower ${node.id}: nothing arrives at ${port}.`);
      return value;
    },
    shape: (port) => {
      const shape = inputs[port];
      if (!shape) throw new Error(`Cannot lower ${node.id}: the shape at ${port} is unknown.`);
      return shape;
    },
    parameter: (role, shape, kind, initializer, bounds) => {
      const name = `${node.id}.${role}`;
      draft.parameters.push({
        name,
        shape: [...shape],
        role: kind,
        initializer,
        regularizer: bounds?.regularizer ?? { l1: 0, l2: 0 },
        max_norm: bounds?.max_norm ?? null,
        node: node.id,
      });
      return name;
    },
    operation: (kind, operands, features) =>
      draft.operations.push({ kind, inputs: [...operands], features, node: node.id }) - 1,
    input: (name, features) => draft.inputs.push({ name, features, node: node.id }) - 1,
    loss: ({ target, target_scaling, ...loss }) => {
      const index = targetIndex(draft.targets, target, target_scaling, (role) =>
        context.parameter(role, [1], "fitted", { kind: role === "target_offset" ? "zeros" : "ones" }),
      );
      draft.losses.push({ ...loss, target: index, node: node.id });
    },
  };
  return context;
}

/** The engine stratifies by the first target: that must be one with classes. */
function putClassesFirst(draft: Draft): void {
  const place = draft.targets.findIndex(({ classes }) => classes > 0);
  const [first] = place > 0 ? draft.targets.splice(place, 1) : [];
  if (!first) return;
  draft.targets.unshift(first);
  for (const loss of draft.losses) {
    if (loss.target === place) loss.target = 0;
    else if (loss.target < place) loss.target += 1;
  }
}

/** Outputs that read a target in the same encoding and scaling share it, and the constants that the first declares. */
function targetIndex(
  targets: Target[],
  wanted: Target,
  method: ScaleMethod | null,
  constant: (role: "target_offset" | "target_factor") => string,
): number {
  const known = targets.findIndex(
    ({ name, encoding, scaling }) =>
      name === wanted.name && encoding === wanted.encoding && (scaling?.method ?? null) === method,
  );
  if (known >= 0) return known;
  const scaling = method && { method, offset: constant("target_offset"), factor: constant("target_factor") };
  return targets.push(scaling ? { ...wanted, scaling } : wanted) - 1;
}
