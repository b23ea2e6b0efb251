import { createNode, parametersOf } from "../../engine/catalog";
import type { Graph, GraphEdit, GraphNode, NodeId, Wire } from "../../engine/model";
import type { ScaleChoice } from "./data-choices";

/** The Scale that stands directly on the Data node; null when there is none. */
export function scaleOnData(graph: Graph): GraphNode | null {
  for (const wire of Object.values(graph.wires)) {
    const from = graph.nodes[wire.from.node];
    const to = graph.nodes[wire.to.node];
    if (from?.kind === "data" && to?.kind === "scale" && !to.bypassed) return to;
  }
  return null;
}

/** How the drawn network scales its features: `none` without a Scale on the Data node. */
export function scaleMethod(graph: Graph): ScaleChoice {
  const scale = scaleOnData(graph);
  return (scale && parametersOf(scale, "scale")?.method) ?? "none";
}

/** A Scale to be put between the Data node and everything it feeds. */
export interface ScaleInsertion {
  readonly node: GraphNode;
  readonly edits: readonly GraphEdit[];
  /** The Data node it follows and the nodes it comes before. */
  readonly after: NodeId;
  readonly before: readonly NodeId[];
}

/** Edits that insert a Scale with a method; null when there is no Data node to stand on, or a Scale already. */
export function insertScale(graph: Graph, method: ScaleChoice): ScaleInsertion | null {
  if (scaleOnData(graph) !== null) return null;
  const data = Object.values(graph.nodes).find((node) => node.kind === "data");
  if (data === undefined) return null;
  const fresh = createNode("scale", graph);
  const node: GraphNode = { ...fresh, parameters: { ...fresh.parameters, method } };
  const leaving = Object.values(graph.wires).filter((wire) => wire.from.node === data.id);
  const taken = new Set(Object.keys(graph.wires));
  const wire = (from: Wire["from"], to: Wire["to"]): GraphEdit => {
    const stem = `${from.node}.${from.port}-${to.node}.${to.port}`;
    let id = stem;
    for (let number = 2; taken.has(id); number += 1) id = `${stem}-${number}`;
    taken.add(id);
    return { type: "connect", wire: { id, from, to } };
  };
  const edits: GraphEdit[] = [{ type: "add_node", node }];
  if (leaving.length > 0) edits.push({ type: "disconnect", wires: leaving.map((each) => each.id) });
  edits.push(wire({ node: data.id, port: "features" }, { node: node.id, port: "input" }));
  for (const each of leaving) edits.push(wire({ node: node.id, port: "output" }, each.to));
  return { node, edits, after: data.id, before: leaving.map((each) => each.to.node) };
}
