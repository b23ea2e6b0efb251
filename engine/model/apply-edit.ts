import type { Graph, GraphNode, NodeId, Wire } from "./graph";
import { applyDiff, emptyDiff, mergeDiffs } from "./graph-diff";
import type { EditRejection, EditResult, GraphDiff, GraphEdit } from "./graph-edit";
import { nodeOf, reaches, wireOf, wiresFrom, wiresInto } from "./graph-queries";
import { countStorageFault, nodeStorageFault, wireStorageFault } from "./project-limits";

type Decision = { readonly diff: GraphDiff } | { readonly reason: EditRejection };

/**
 * Decides one edit: the new graph and the diff that takes it back, or why it was refused. Pure. Whether a parameter's
 * value makes sense is the catalog's matter (`checkParameter`); here it must be one that a project file can hold.
 */
export function applyEdit(graph: Graph, edit: GraphEdit): EditResult {
  const decision = decide(graph, edit);
  if ("reason" in decision) return { ok: false, reason: decision.reason };
  const after = applyDiff(graph, decision.diff);
  const reason = storageFault(after, decision.diff);
  return reason ? { ok: false, reason } : { ok: true, graph: after, diff: decision.diff };
}

/** Applies edits in order as one: all with one diff, or none and the first refusal. */
export function applyEdits(graph: Graph, edits: readonly GraphEdit[]): EditResult {
  let current = graph;
  let diff = emptyDiff;
  for (const edit of edits) {
    const result = applyEdit(current, edit);
    if (!result.ok) return result;
    current = result.graph;
    diff = mergeDiffs(diff, result.diff);
  }
  return { ok: true, graph: current, diff };
}

/** Why what the edit brought could not be saved, or null: nothing enters the drawing that its file cannot hold. */
function storageFault(graph: Graph, diff: GraphDiff): EditRejection | null {
  for (const { after } of Object.values(diff.nodes)) {
    const fault = after && nodeStorageFault(after);
    if (fault) return fault;
  }
  for (const { after } of Object.values(diff.wires)) {
    const fault = after && wireStorageFault(after);
    if (fault) return fault;
  }
  const grows = [...Object.values(diff.nodes), ...Object.values(diff.wires)].some(({ before }) => before === null);
  return grows ? countStorageFault(graph) : null;
}

function decide(graph: Graph, edit: GraphEdit): Decision {
  switch (edit.type) {
    case "add_node":
      return nodeOf(graph, edit.node.id)
        ? refuse("duplicate_node", `A node called ${edit.node.id} exists already.`)
        : { diff: { nodes: { [edit.node.id]: { before: null, after: edit.node } }, wires: {} } };
    case "remove_nodes":
      return removeNodes(graph, edit.nodes);
    case "set_parameter":
      return changeNode(graph, edit.node, (node) =>
        Object.hasOwn(node.parameters, edit.parameter) && Object.is(node.parameters[edit.parameter], edit.value)
          ? node
          : { ...node, parameters: { ...node.parameters, [edit.parameter]: edit.value } },
      );
    case "set_label":
      return changeNode(graph, edit.node, (node) =>
        node.label === edit.label ? node : { ...node, label: edit.label },
      );
    case "set_bypassed":
      return changeNode(graph, edit.node, (node) =>
        node.bypassed === edit.bypassed ? node : { ...node, bypassed: edit.bypassed },
      );
    case "connect":
      return connect(graph, edit.wire);
    case "disconnect":
      return disconnect(graph, edit.wires);
  }
}

function refuse(code: EditRejection["code"], text: string): Decision {
  return { reason: { code, text } };
}

function changeNode(graph: Graph, id: NodeId, change: (node: GraphNode) => GraphNode): Decision {
  const before = nodeOf(graph, id);
  if (!before) return refuse("unknown_node", `There is no node called ${id}.`);
  const after = change(before);
  return { diff: after === before ? emptyDiff : { nodes: { [id]: { before, after } }, wires: {} } };
}

/** Wires that hang on a removed node go with it. */
function removeNodes(graph: Graph, ids: readonly NodeId[]): Decision {
  const nodes: Record<NodeId, { before: GraphNode; after: null }> = {};
  const wires: Record<string, { before: Wire; after: null }> = {};
  for (const id of ids) {
    const node = nodeOf(graph, id);
    if (!node) return refuse("unknown_node", `There is no node called ${id}.`);
    nodes[id] = { before: node, after: null };
    for (const wire of [...wiresInto(graph, id), ...wiresFrom(graph, id)])
      wires[wire.id] = { before: wire, after: null };
  }
  return { diff: { nodes, wires } };
}

function connect(graph: Graph, wire: Wire): Decision {
  const { from, to } = wire;
  if (wireOf(graph, wire.id)) return refuse("duplicate_wire", `A wire called ${wire.id} exists already.`);
  for (const end of [from, to]) {
    if (!nodeOf(graph, end.node)) return refuse("unknown_node", `There is no node called ${end.node}.`);
  }
  if (from.node === to.node) return refuse("self_wire", `A wire cannot lead from ${from.node} back to itself.`);
  const taken = wiresInto(graph, to.node, to.port);
  if (taken.some((other) => other.from.node === from.node && other.from.port === from.port)) {
    return refuse("duplicate_wire", `${from.node}.${from.port} is already wired to ${to.node}.${to.port}.`);
  }
  const first = taken[0];
  if (first) {
    const text = `${to.node}.${to.port} already takes its value from ${first.from.node}.${first.from.port}. Remove that wire first.`;
    return refuse("input_taken", text);
  }
  if (reaches(graph, to.node, from.node)) {
    return refuse("would_cycle", `${from.node} already depends on ${to.node}: this wire would close a cycle.`);
  }
  return { diff: { nodes: {}, wires: { [wire.id]: { before: null, after: wire } } } };
}

function disconnect(graph: Graph, ids: readonly string[]): Decision {
  const wires: Record<string, { before: Wire; after: null }> = {};
  for (const id of ids) {
    const wire = wireOf(graph, id);
    if (!wire) return refuse("unknown_wire", `There is no wire called ${id}.`);
    wires[id] = { before: wire, after: null };
  }
  return { diff: { nodes: {}, wires } };
}
