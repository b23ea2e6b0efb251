import { definitionOf } from "../../engine/catalog";
import { CARD_WIDTH, portY } from "../../engine/drawing";
import type { Graph, Wire } from "../../engine/model";
import type { Point } from "../../engine/project";

/** Place of an input port among its kind's, from 0. */
export function inputPlace(graph: Graph, end: Wire["to"]): number {
  const ports = definitionOf(graph.nodes[end.node]?.kind ?? "")?.inputs ?? [];
  return Math.max(
    0,
    ports.findIndex((port) => port.id === end.port),
  );
}

/** Centre of a port, in graph units. */
export function portPoint(
  graph: Graph,
  positions: Readonly<Record<string, Point>>,
  end: { node: string; port: string },
  side: "output" | "input",
): Point | null {
  const node = graph.nodes[end.node];
  const at = positions[end.node];
  const definition = node && definitionOf(node.kind);
  if (!at || !definition) return null;
  const index = (side === "output" ? definition.outputs : definition.inputs).findIndex((port) => port.id === end.port);
  return { x: at.x + (side === "output" ? CARD_WIDTH : 0), y: at.y + portY(Math.max(0, index)) };
}
