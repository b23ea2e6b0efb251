import { definitionOf, type ShapeContext } from "../catalog";
import {
  type DataSchema,
  type Diagnostic,
  type Graph,
  type GraphDiff,
  type GraphNode,
  type NodeId,
  nodeOf,
  reaches,
  subjectNode,
  type TensorShape,
  topologicalOrder,
  type Wire,
  wiresFrom,
  wiresInto,
} from "../model";

/** What is known of every node without training. */
export interface Inference {
  /** Output shape of each node (an Output's is its prediction's); null while it cannot be known. */
  readonly shapes: Readonly<Record<NodeId, TensorShape | null>>;
  /** What is wrong with the shapes, ordered by node id. */
  readonly diagnostics: readonly Diagnostic[];
  /** Trained, tracked and fitted numbers each node owns. */
  readonly parameterCounts: Readonly<Record<NodeId, number>>;
  /** False when the graph has a cycle; nodes on and behind one have no shape. */
  readonly acyclic: boolean;
}

interface Draft {
  shapes: Record<NodeId, TensorShape | null>;
  counts: Record<NodeId, number>;
  diagnostics: Diagnostic[];
}

/** Shapes, shape findings and parameter counts of a whole graph. */
export function inferGraph(graph: Graph, data: DataSchema | null): Inference {
  const draft: Draft = { shapes: {}, counts: {}, diagnostics: [] };
  const { order, cycle } = topologicalOrder(graph);
  for (const id of order) inferNode(graph, data, id, draft);
  if (cycle) {
    const known = new Set(order);
    for (const id of Object.keys(graph.nodes)) if (!known.has(id)) forget(id, draft);
  }
  return finish(draft, cycle === null);
}

/** Up to so many touched nodes, following changes one by one beats ordering everything downstream first. */
const fewNodes = 16;

/**
 * The inference after an edit, from the one before it and the same data: only what the diff touched is looked at
 * again, and what reads a shape that changed. Equal to `inferGraph(graph, data)`.
 */
export function inferAfterEdit(previous: Inference, graph: Graph, diff: GraphDiff, data: DataSchema | null): Inference {
  if (!previous.acyclic) return inferGraph(graph, data);
  const touched = new Set<NodeId>(Object.keys(diff.nodes));
  const added: Wire[] = [];
  for (const { before, after } of Object.values(diff.wires)) {
    if (before) touched.add(before.to.node);
    if (after) touched.add(after.to.node);
    if (after) added.push(after);
  }
  if (touched.size > fewNodes || added.some(({ from, to }) => reaches(graph, to.node, from.node))) {
    return inferGraph(graph, data);
  }
  // What changes is written over the previous records, which stay as they are.
  const draft: Draft = {
    shapes: Object.create(previous.shapes),
    counts: Object.create(previous.parameterCounts),
    diagnostics: [...previous.diagnostics],
  };
  const gone: NodeId[] = [];
  const waiting = [...touched];
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    if (draft.diagnostics.length > 0)
      draft.diagnostics = draft.diagnostics.filter((diagnostic) => subjectNode(diagnostic) !== id);
    if (!nodeOf(graph, id)) {
      gone.push(id);
      continue;
    }
    const before = draft.shapes[id];
    inferNode(graph, data, id, draft);
    if (before?.features === draft.shapes[id]?.features) continue;
    for (const { to } of wiresFrom(graph, id)) if (!waiting.includes(to.node)) waiting.push(to.node);
  }
  const isSameShape = (a: TensorShape | null, b: TensorShape | null | undefined) =>
    b !== undefined && a?.features === b?.features;
  draft.shapes = overlaid(previous.shapes, draft.shapes, gone, isSameShape);
  draft.counts = overlaid(previous.parameterCounts, draft.counts, gone, (a, b) => a === b);
  return finish(draft, true);
}

/** A record with changes and without the gone: the same record when nothing differs, since copying one takes longest. */
function overlaid<Value>(
  record: Readonly<Record<NodeId, Value>>,
  changes: Readonly<Record<NodeId, Value>>,
  gone: readonly NodeId[],
  isSame: (a: Value, b: Value | undefined) => boolean,
): Readonly<Record<NodeId, Value>> {
  const differing = Object.entries(changes).filter(
    ([id, value]) => !isSame(value, Object.hasOwn(record, id) ? record[id] : undefined),
  );
  if (differing.length === 0 && gone.length === 0) return record;
  const copy = { ...record };
  for (const [id, value] of differing) copy[id] = value;
  for (const id of gone) delete copy[id];
  return copy;
}

function inferNode(graph: Graph, data: DataSchema | null, id: NodeId, draft: Draft): void {
  const node = nodeOf(graph, id);
  if (!node) return;
  const definition = definitionOf(node.kind);
  const inputs = inputShapes(graph, node, draft.shapes);
  const context: ShapeContext = { node, inputs, wired: wiredPorts(graph, node), data };
  if (node.bypassed || !definition) {
    forget(id, draft);
    const [wire] = wiresInto(graph, id);
    if (node.bypassed && wire) draft.shapes[id] = draft.shapes[wire.from.node] ?? null;
    return;
  }
  const { shape, diagnostics } = definition.inferShape(context);
  draft.shapes[id] = shape;
  draft.counts[id] = definition.parameterCount?.(context) ?? 0;
  draft.diagnostics.push(...diagnostics);
}

function forget(id: NodeId, draft: Draft): void {
  draft.shapes[id] = null;
  draft.counts[id] = 0;
}

/** Shapes arriving at a node's ports; of several wires at one port the first by id counts. */
export function inputShapes(
  graph: Graph,
  node: GraphNode,
  shapes: Readonly<Record<NodeId, TensorShape | null>>,
): Readonly<Record<string, TensorShape>> {
  const inputs: Record<string, TensorShape> = {};
  for (const { from, to } of wiresInto(graph, node.id)) {
    const shape = shapes[from.node];
    if (shape && !Object.hasOwn(inputs, to.port)) inputs[to.port] = shape;
  }
  return inputs;
}

/** Ports of a node at which a wire ends, in port order. */
export function wiredPorts(graph: Graph, node: GraphNode): readonly string[] {
  const wires = wiresInto(graph, node.id);
  return wires.length > 1 ? [...new Set(wires.map(({ to }) => to.port))] : wires.map(({ to }) => to.port);
}

function finish(draft: Draft, acyclic: boolean): Inference {
  const place = (diagnostic: Diagnostic) => subjectNode(diagnostic) ?? "";
  const diagnostics = draft.diagnostics.sort((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
  return { shapes: draft.shapes, diagnostics, parameterCounts: draft.counts, acyclic };
}
