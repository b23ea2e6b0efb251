import { definitionOf, freeInput, merges } from "../../engine/catalog";
import { checkGraph } from "../../engine/compiler";
import {
  applyEdits,
  type DataSchema,
  type Diagnostic,
  type EditRejection,
  type Graph,
  type GraphEdit,
  type GraphNode,
  type NodeId,
  newWire,
  nodeOf,
  type PortId,
  partsText,
  type TrainingSetup,
  type Wire,
  wiresFrom,
  wiresInto,
} from "../../engine/model";

/** What a proposed wire is judged against. */
export interface WiringContext {
  readonly graph: Graph;
  readonly schema: DataSchema | null;
  readonly training: TrainingSetup;
}

/** Why a wire was refused: a rule of graphs, or what the compiler would find wrong with the value that arrives. */
export type Refusal =
  | { readonly type: "rejection"; readonly rejection: EditRejection; readonly wire: Pick<Wire, "from" | "to"> | null }
  | { readonly type: "diagnostic"; readonly diagnostic: Diagnostic }
  /** Both ends are ports of the same side. */
  | { readonly type: "same_side"; readonly side: "output" | "input" };

/** Findings that say the wire itself is wrong, not a setting that can still be changed. */
const WIRE_FINDINGS: ReadonlySet<string> = new Set(["E007", "E013", "E019", "E028"]);

const isWireFinding = (finding: Diagnostic): boolean =>
  WIRE_FINDINGS.has(finding.code) && (finding.fix === undefined || finding.fix.length === 0);

/**
 * Findings of wrong wiring anywhere. The compiler says nothing of nodes that lead to no Output yet, so the drawing is
 * looked at without its Outputs too: then every node counts.
 */
function wireFindings({ schema, training }: WiringContext, graph: Graph): readonly Diagnostic[] {
  const ends = Object.values(graph.nodes).filter((node) => definitionOf(node.kind)?.outputs.length === 0);
  const open = applyEdits(graph, [{ type: "remove_nodes", nodes: ends.map((node) => node.id) }]);
  const found = [...checkGraph(graph, schema, training)];
  if (open.ok && ends.length > 0) found.push(...checkGraph(open.graph, schema, training));
  return found.filter(isWireFinding);
}

const keyOf = (finding: Diagnostic): string => `${finding.code} ${partsText(finding)}`;

/** The first refusal of edits as one step: by the graph's own rules, or by findings of wrong wiring they would bring. */
export function refusalOf(context: WiringContext, edits: readonly GraphEdit[]): Refusal | null {
  const { graph } = context;
  const result = applyEdits(graph, edits);
  if (!result.ok) {
    const wire = edits.find((edit) => edit.type === "connect")?.wire ?? null;
    return { type: "rejection", rejection: result.reason, wire };
  }
  const before = new Set(wireFindings(context, graph).map(keyOf));
  const diagnostic = wireFindings(context, result.graph).find((finding) => !before.has(keyOf(finding)));
  return diagnostic ? { type: "diagnostic", diagnostic } : null;
}

/** The edits that draw a wire, or why it cannot be drawn. */
export function connectEdits(
  context: WiringContext,
  from: Wire["from"],
  to: Wire["to"],
): { readonly edits: readonly GraphEdit[]; readonly refusal: Refusal | null } {
  const edits: GraphEdit[] = [{ type: "connect", wire: newWire(context.graph, from, to) }];
  return { edits, refusal: refusalOf(context, edits) };
}

/** Wires with ids free in `graph`, also among each other. */
export function newWires(
  graph: Graph,
  ends: readonly { readonly from: Wire["from"]; readonly to: Wire["to"] }[],
): readonly Wire[] {
  let wires = graph.wires;
  return ends.map(({ from, to }) => {
    const wire = newWire({ nodes: graph.nodes, wires }, from, to);
    wires = { ...wires, [wire.id]: wire };
    return wire;
  });
}

const firstInput = (node: GraphNode): string | null => definitionOf(node.kind)?.inputs[0]?.id ?? null;
const firstOutput = (node: GraphNode): string | null => definitionOf(node.kind)?.outputs[0]?.id ?? null;

/** Whether a node could stand in the middle of a wire: a way in and a way out, both free. */
export function canSplice(graph: Graph, node: GraphNode): boolean {
  const input = firstInput(node);
  return (
    input !== null &&
    firstOutput(node) !== null &&
    wiresInto(graph, node.id).length === 0 &&
    wiresFrom(graph, node.id).length === 0
  );
}

/** Puts a node (already drawn, or added by `before`) in the middle of a wire. Null when it has no way in or out. */
export function spliceEdits(graph: Graph, node: GraphNode, wire: Wire): readonly GraphEdit[] | null {
  const input = firstInput(node);
  const output = firstOutput(node);
  if (input === null || output === null) return null;
  const wires = newWires(graph, [
    { from: wire.from, to: { node: node.id, port: input } },
    { from: { node: node.id, port: output }, to: wire.to },
  ]);
  return [
    { type: "disconnect", wires: [wire.id] },
    ...wires.map((added): GraphEdit => ({ type: "connect", wire: added })),
  ];
}

/** The port that feeds a doomed node's first input, looking back through other doomed nodes. */
function survivingSource(graph: Graph, doomed: ReadonlySet<NodeId>, start: NodeId): Wire["from"] | null {
  const visited = new Set<NodeId>();
  let id = start;
  while (!visited.has(id)) {
    visited.add(id);
    const [wire] = wiresInto(graph, id);
    if (!wire) return null;
    if (!doomed.has(wire.from.node)) return wire.from;
    id = wire.from.node;
  }
  return null;
}

/** Removes nodes; each wire that led through them is drawn again past them where nothing speaks against it. */
export function removeAndHeal(context: WiringContext, nodes: readonly NodeId[]): readonly GraphEdit[] {
  const { graph } = context;
  const doomed = new Set(nodes);
  const removal: GraphEdit = { type: "remove_nodes", nodes };
  const ends: { from: Wire["from"]; to: Wire["to"] }[] = [];
  for (const wire of nodes.flatMap((id) => wiresFrom(graph, id))) {
    if (doomed.has(wire.to.node)) continue;
    const from = survivingSource(graph, doomed, wire.from.node);
    // A branch that is gone does not come back as the same value twice.
    const isThere = (other: Pick<Wire, "from" | "to">): boolean =>
      other.to.node === wire.to.node && other.from.node === from?.node && other.from.port === from.port;
    if (from && !ends.some(isThere) && !wiresInto(graph, wire.to.node).some(isThere)) ends.push({ from, to: wire.to });
  }
  const healed: GraphEdit[] = [removal];
  for (const wire of newWires(graph, ends)) {
    const withWire: GraphEdit[] = [...healed, { type: "connect", wire }];
    if (refusalOf(context, withWire) === null) healed.push({ type: "connect", wire });
  }
  return healed;
}

/** Nodes a given node's output could be wired to by hand or keyboard, each with the reason if not. */
export function connectTargets(
  context: WiringContext,
  from: NodeId,
): readonly { readonly node: GraphNode; readonly to: Wire["to"]; readonly refusal: Refusal | null }[] {
  const source = nodeOf(context.graph, from);
  const output = source && firstOutput(source);
  if (!output) return [];
  return Object.values(context.graph.nodes)
    .filter((node) => node.id !== from)
    .flatMap((node) =>
      offeredInputs(context.graph, node).map((port) => {
        const to = { node: node.id, port };
        return { node, to, refusal: connectEdits(context, { node: from, port: output }, to).refusal };
      }),
    );
}

/** Input ports worth offering: every one, or the next free one of a node that merges values. */
function offeredInputs(graph: Graph, node: GraphNode): readonly PortId[] {
  const definition = definitionOf(node.kind);
  if (!definition) return [];
  if (!merges(definition)) return definition.inputs.map(({ id }) => id);
  return [freeInput(definition, graph, node.id) ?? definition.inputs[0]?.id ?? ""];
}
