import { type Box, CARD_WIDTH, COLUMN_PITCH, cardBox } from "../../engine/drawing";
import { type Graph, type NodeId, nodeOf, type Wire } from "../../engine/model";
import type { Point } from "../../engine/project";
import { inputPlace, portPoint } from "./port-point";

type Positions = Readonly<Record<NodeId, Point>>;

/** Room between a wire and the cards it passes. */
const CLEARANCE = 16;
/** What it costs a wire to cross those at the ports above its own, as graph units of way. */
const CROSSING = 72;

/**
 * Height at which a forward wire passes the cards between its ends, so that a branch past some layers is seen; null when
 * none is in its way. The first port of a card is reached from above, later ones from below, unless that way is far longer.
 */
export function detourOf(graph: Graph, positions: Positions, wire: Wire): number | null {
  const from = portPoint(graph, positions, wire.from, "output");
  const to = portPoint(graph, positions, wire.to, "input");
  // Between neighbouring columns nothing stands.
  if (!from || !to || to.x - from.x < CARD_WIDTH) return null;
  const between = boxesBetween(graph, positions, wire, from.x, to.x);
  const inWay = between.filter((box) => crosses(box, from, to));
  if (inWay.length === 0) return null;
  const above = clearHeight(between, Math.min(...inWay.map(({ y }) => y)) - CLEARANCE, -1);
  const below = clearHeight(between, Math.max(...inWay.map(({ y, height }) => y + height)) + CLEARANCE, 1);
  const way = (height: number): number => Math.abs(height - from.y) + Math.abs(height - to.y);
  const isFirst = inputPlace(graph, wire.to) === 0;
  return way(above) + (isFirst ? 0 : CROSSING) <= way(below) + (isFirst ? CROSSING : 0) ? above : below;
}

interface DrawnCards {
  readonly positions: Positions;
  readonly boxes: readonly (readonly [NodeId, Box])[];
}

/** Cards of a graph where they stood when they were last asked for: its wires ask one after the other. */
const cardsOf = new WeakMap<Graph, DrawnCards>();

function boxesOf(graph: Graph, positions: Positions): DrawnCards["boxes"] {
  const known = cardsOf.get(graph);
  if (known?.positions === positions) return known.boxes;
  const boxes = Object.entries(positions).flatMap(([id, at]): DrawnCards["boxes"] => {
    const node = nodeOf(graph, id);
    return node ? [[id, cardBox(graph, node, at)]] : [];
  });
  cardsOf.set(graph, { positions, boxes });
  return boxes;
}

function boxesBetween(graph: Graph, positions: Positions, wire: Wire, left: number, right: number): readonly Box[] {
  const boxes: Box[] = [];
  for (const [id, box] of boxesOf(graph, positions)) {
    if (id === wire.from.node || id === wire.to.node || box.x + CARD_WIDTH <= left || box.x >= right) continue;
    boxes.push(box);
  }
  return boxes;
}

/** Whether the straight way between two points leads through a box. */
function crosses(box: Box, from: Point, to: Point): boolean {
  const heightAt = (x: number): number => {
    const share = Math.min(1, Math.max(0, (x - from.x) / (to.x - from.x)));
    return from.y + share * (to.y - from.y);
  };
  const [start, end] = [heightAt(box.x), heightAt(box.x + box.width)];
  return Math.max(start, end) > box.y - 4 && Math.min(start, end) < box.y + box.height + 4;
}

/** The first height from `start` on, upwards (−1) or downwards (1), at which a level wire meets no box. */
function clearHeight(boxes: readonly Box[], start: number, direction: -1 | 1): number {
  let height = start;
  for (let tries = 0; tries <= boxes.length; tries += 1) {
    const hit = boxes.find(({ y, height: tall }) => height > y - CLEARANCE && height < y + tall + CLEARANCE);
    if (!hit) break;
    height = direction < 0 ? hit.y - CLEARANCE : hit.y + hit.height + CLEARANCE;
  }
  return height;
}

/** How far from a port a detour turns. */
const TURN = COLUMN_PITCH - CARD_WIDTH - 32;
const RADIUS = 10;

/** A detour as an SVG path: out of the port, to the height, along it, and back to the other port. */
export function detourPath(from: Point, to: Point, height: number): string {
  const corners: readonly Point[] = [
    { x: from.x + TURN, y: from.y },
    { x: from.x + TURN, y: height },
    { x: to.x - TURN, y: height },
    { x: to.x - TURN, y: to.y },
  ];
  let path = `M${from.x},${from.y}`;
  corners.forEach((corner, index) => {
    const before = corners[index - 1] ?? from;
    const after = corners[index + 1] ?? to;
    const start = towards(corner, before);
    const end = towards(corner, after);
    path += ` L${start.x},${start.y} Q${corner.x},${corner.y} ${end.x},${end.y}`;
  });
  return `${path} L${to.x},${to.y}`;
}

/** The point a corner's radius from it on the way to another point, or halfway where that is nearer. */
function towards(corner: Point, other: Point): Point {
  const distance = Math.hypot(other.x - corner.x, other.y - corner.y);
  if (distance === 0) return corner;
  const share = Math.min(RADIUS, distance / 2) / distance;
  return { x: corner.x + share * (other.x - corner.x), y: corner.y + share * (other.y - corner.y) };
}
