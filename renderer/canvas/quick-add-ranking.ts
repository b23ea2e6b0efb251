import { createNode, definitions, type NodeCategory, type NodeDefinition } from "../../engine/catalog";
import { type GraphEdit, type NodeId, nodeOf, type PortId, type Wire } from "../../engine/model";
import { newWires, refusalOf, type WiringContext } from "./wiring";

/** What people put after each category, most usual first. */
const USUAL_AFTER: Readonly<Record<NodeCategory, readonly NodeCategory[]>> = {
  data: ["data", "layer", "normalization", "regularization", "activation", "merge", "output"],
  layer: ["normalization", "activation", "regularization", "merge", "layer", "output", "data"],
  normalization: ["activation", "layer", "merge", "regularization", "output", "normalization", "data"],
  activation: ["regularization", "layer", "output", "merge", "normalization", "activation", "data"],
  regularization: ["layer", "output", "merge", "activation", "normalization", "regularization", "data"],
  merge: ["activation", "normalization", "layer", "regularization", "merge", "output", "data"],
  output: [],
};

/** What people put before each category, most usual first. */
const USUAL_BEFORE: Readonly<Record<NodeCategory, readonly NodeCategory[]>> = {
  data: ["data"],
  layer: ["regularization", "activation", "data", "normalization", "merge", "layer"],
  normalization: ["layer", "merge", "activation", "data", "regularization"],
  activation: ["normalization", "layer", "merge", "data", "regularization"],
  regularization: ["activation", "layer", "normalization", "merge", "data"],
  merge: ["layer", "normalization", "activation", "regularization", "merge", "data"],
  output: ["activation", "layer", "normalization", "regularization"],
};

/** A loose end of a wire being drawn. */
export interface LooseEnd {
  readonly node: NodeId;
  readonly port: PortId;
  readonly side: "output" | "input";
}

function categoryOf(context: WiringContext, node: NodeId): NodeCategory | null {
  const kind = nodeOf(context.graph, node)?.kind;
  return definitions.find((definition) => definition.kind === kind)?.category ?? null;
}

/** Wire that joins a loose end with a node of a kind, as ends; null when the kind has no port on that side. */
export function endsFor(end: LooseEnd, node: NodeId, definition: NodeDefinition): Pick<Wire, "from" | "to"> | null {
  const port = (end.side === "output" ? definition.inputs : definition.outputs)[0]?.id;
  if (port === undefined) return null;
  const here = { node: end.node, port: end.port };
  const there = { node, port };
  return end.side === "output" ? { from: here, to: there } : { from: there, to: here };
}

function fits(context: WiringContext, end: LooseEnd, definition: NodeDefinition): boolean {
  const node = createNode(definition.kind, context.graph);
  const ends = endsFor(end, node.id, definition);
  if (!ends) return false;
  const edits: GraphEdit[] = [
    { type: "add_node", node },
    ...newWires(context.graph, [ends]).map((wire): GraphEdit => ({ type: "connect", wire })),
  ];
  return refusalOf(context, edits) === null;
}

/** The kinds that fit a loose end, the most usual continuation first. */
export function rankedKinds(context: WiringContext, end: LooseEnd): readonly NodeDefinition[] {
  const category = categoryOf(context, end.node);
  const rank = (definition: NodeDefinition): number => {
    if (!category) return 0;
    const usual = (end.side === "output" ? USUAL_AFTER : USUAL_BEFORE)[category];
    const place = usual.indexOf(definition.category);
    return place < 0 ? usual.length : place;
  };
  return definitions
    .filter((definition) => fits(context, end, definition))
    .map((definition, order) => ({ definition, order, rank: rank(definition) }))
    .sort((a, b) => a.rank - b.rank || a.order - b.order)
    .map(({ definition }) => definition);
}
