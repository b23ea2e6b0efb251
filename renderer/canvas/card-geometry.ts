import { definitionOf } from "../../engine/catalog";
import type { GraphNode, NodeKind } from "../../engine/model";
import type { Point } from "../document";

/** Sizes of cards on the canvas in graph units (pixels at zoom 1). Fixed, so that nothing is measured or moves by itself. */
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

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** Whether a kind's card shows the distribution of its values. */
export function showsDistribution(kind: NodeKind): boolean {
  const definition = definitionOf(kind);
  return definition !== null && definition.inputs.length > 0 && definition.outputs.length > 0;
}

export function cardHeight(kind: NodeKind): number {
  return showsDistribution(kind) ? CARD_HEIGHT : SHORT_CARD_HEIGHT;
}

/** Height of a port's centre below its card's top; the first ports of all cards are level, so that wires run straight. */
export function portY(index: number): number {
  return FIRST_PORT_Y + index * PORT_PITCH;
}

export function cardBox(node: GraphNode, at: Point): Box {
  return { ...at, width: CARD_WIDTH, height: cardHeight(node.kind) };
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
