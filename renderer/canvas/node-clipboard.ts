import { createNode, definitionOf } from "../../engine/catalog";
import { snapped } from "../../engine/drawing";
import type { Graph, GraphEdit, GraphNode, NodeId, ParameterValue, Wire } from "../../engine/model";
import type { Point } from "../../engine/project";
import { newWires } from "./wiring";

interface CopiedNodes {
  readonly layerglass: "nodes";
  readonly nodes: readonly GraphNode[];
  readonly wires: readonly Pick<Wire, "from" | "to">[];
  readonly positions: Readonly<Record<NodeId, Point>>;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Nodes and the wires among them as text for the system clipboard, so that they can go to another project or an editor. */
export function copiedText(graph: Graph, positions: Readonly<Record<NodeId, Point>>, ids: ReadonlySet<NodeId>): string {
  const nodes = Object.values(graph.nodes).filter((node) => ids.has(node.id));
  const wires = Object.values(graph.wires)
    .filter((wire) => ids.has(wire.from.node) && ids.has(wire.to.node))
    .map(({ from, to }) => ({ from, to }));
  const copied: CopiedNodes = {
    layerglass: "nodes",
    nodes,
    wires,
    positions: Object.fromEntries(nodes.map((node) => [node.id, positions[node.id] ?? { x: 0, y: 0 }])),
  };
  return JSON.stringify(copied, null, 2);
}

function nodeFrom(value: unknown): GraphNode | null {
  if (!isObject(value) || typeof value.id !== "string" || typeof value.kind !== "string") return null;
  const definition = definitionOf(value.kind);
  if (!definition) return null;
  const given = isObject(value.parameters) ? value.parameters : {};
  const parameters: Record<string, ParameterValue> = {};
  for (const parameter of definition.parameters) {
    const found = Object.hasOwn(given, parameter.id) ? given[parameter.id] : undefined;
    const isValue = found === null || ["number", "string", "boolean"].includes(typeof found);
    parameters[parameter.id] = isValue ? (found as ParameterValue) : parameter.default;
  }
  return { id: value.id, kind: value.kind, label: value.id, parameters, bypassed: value.bypassed === true };
}

function endFrom(value: unknown): Wire["from"] | null {
  if (!isObject(value) || typeof value.node !== "string" || typeof value.port !== "string") return null;
  return { node: value.node, port: value.port };
}

function pointFrom(value: unknown): Point {
  if (!isObject(value)) return { x: 0, y: 0 };
  const { x, y } = value;
  return { x: Number.isFinite(x) ? Number(x) : 0, y: Number.isFinite(y) ? Number(y) : 0 };
}

/** Copied nodes read back from clipboard text; null for any other text. Unknown kinds and their wires are left out. */
export function readCopied(text: string): CopiedNodes | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null; // Some other text was copied.
  }
  if (!isObject(value) || value.layerglass !== "nodes" || !Array.isArray(value.nodes)) return null;
  const nodes = value.nodes.map(nodeFrom).filter((node) => node !== null);
  const wires = (Array.isArray(value.wires) ? value.wires : []).flatMap((wire) => {
    const from = isObject(wire) ? endFrom(wire.from) : null;
    const to = isObject(wire) ? endFrom(wire.to) : null;
    return from && to ? [{ from, to }] : [];
  });
  const positions = isObject(value.positions) ? value.positions : {};
  return {
    layerglass: "nodes",
    nodes,
    wires,
    positions: Object.fromEntries(nodes.map((node) => [node.id, pointFrom(positions[node.id])])),
  };
}

/** Edits and positions that add copies under new names, moved by `offset` graph units. */
export function pasteEdits(
  graph: Graph,
  copied: CopiedNodes,
  offset: Point,
): {
  readonly edits: readonly GraphEdit[];
  readonly positions: Record<NodeId, Point>;
  readonly nodes: readonly NodeId[];
} {
  const renamed = new Map<NodeId, NodeId>();
  const positions: Record<NodeId, Point> = {};
  const edits: GraphEdit[] = [];
  let nodes = graph.nodes;
  for (const original of copied.nodes) {
    const fresh = createNode(original.kind, { nodes, wires: graph.wires });
    const node = { ...fresh, parameters: original.parameters, bypassed: original.bypassed };
    nodes = { ...nodes, [node.id]: node };
    renamed.set(original.id, node.id);
    edits.push({ type: "add_node", node });
    const at = copied.positions[original.id] ?? { x: 0, y: 0 };
    positions[node.id] = snapped({ x: at.x + offset.x, y: at.y + offset.y });
  }
  const ends = copied.wires.flatMap(({ from, to }) => {
    const source = renamed.get(from.node);
    const target = renamed.get(to.node);
    return source && target ? [{ from: { ...from, node: source }, to: { ...to, node: target } }] : [];
  });
  for (const wire of newWires(graph, ends)) edits.push({ type: "connect", wire });
  return { edits, positions, nodes: [...renamed.values()] };
}
