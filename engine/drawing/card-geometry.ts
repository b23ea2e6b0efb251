import { definitionOf, shownInputs } from "../catalog";
import type { Graph, GraphNode, NodeId, NodeKind } from "../model";
import type { Point } from "../project";

/** Sizes of cards on the canvas in graph units (pixels at zoom 1). Known beforehand, so that nothing is measured. */
export const CARD_WIDTH = 184;
/** A card with room for its live distribution. */
export const CARD_HEIGHT = 92;
/** A card without: where values only begin or end. */
export const SHORT_CARD_HEIGHT = 52;
export const GRID = 8;
export const COLUMN_PITCH = CARD_WIDTH + 56;
export const ROW_PITCH = CARD_HEIGHT + 36;
const FIRST_PORT_Y = 26;
const PORT_PITCH = 20;
/** Room below the middle of the last port. */
const LAST_PORT_ROOM = 20;

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** Whether a kind's card shows the distribution of its values. */
export function showsDistribution(kind: NodeKind): boolean {
  const definition = definitionOf(kind);
  return definition !== null && definition.inputs.length > 0 && definition.outputs.length > 0;
}

/** Height of a card with so many input ports; it grows with the ports of a node that merges many values. */
export function cardHeight(kind: NodeKind, inputs = 1): number {
  return Math.max(showsDistribution(kind) ? CARD_HEIGHT : SHORT_CARD_HEIGHT, portY(inputs - 1) + LAST_PORT_ROOM);
}

/** Height of a node's card as it is drawn. */
export function cardHeightOf(graph: Graph, id: NodeId): number {
  const node = graph.nodes[id];
  const definition = node && definitionOf(node.kind);
  return node && definition ? cardHeight(node.kind, shownInputs(definition, graph, id).length) : CARD_HEIGHT;
}

/** Height of a port's centre below its card's top; the first ports of all cards are level, so that wires run straight. */
export function portY(index: number): number {
  return FIRST_PORT_Y + index * PORT_PITCH;
}

/** Where a card stands; `node` may be one that is yet to be drawn. */
export function cardBox(graph: Graph, node: GraphNode, at: Point): Box {
  const height = graph.nodes[node.id] ? cardHeightOf(graph, node.id) : cardHeight(node.kind);
  return { ...at, width: CARD_WIDTH, height };
}

export function boxesOverlap(a: Box, b: Box, margin = 0): boolean {
  return (
    a.x < b.x + b.width + margin &&
    b.x < a.x + a.width + margin &&
    a.y < b.y + b.height + margin &&
    b.y < a.y + a.height + margin
  );
}

export function snapped(point: Point): Point {
  return { x: Math.round(point.x / GRID) * GRID, y: Math.round(point.y / GRID) * GRID };
}
