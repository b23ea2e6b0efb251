import {
  type Box,
  boxesOverlap,
  CARD_WIDTH,
  COLUMN_PITCH,
  cardBox,
  cardHeight,
  cardHeightOf,
  ROW_PITCH,
  snapped,
} from "../../engine/drawing";
import { downstream, type Graph, type GraphNode, type NodeId } from "../../engine/model";
import type { Point } from "../../engine/project";

type Positions = Readonly<Record<NodeId, Point>>;

const MARGIN = 16;

function boxesOf(graph: Graph, positions: Positions, except?: ReadonlySet<NodeId>): Box[] {
  const boxes: Box[] = [];
  for (const [id, node] of Object.entries(graph.nodes)) {
    const at = positions[id];
    if (at && !except?.has(id)) boxes.push(cardBox(graph, node, at));
  }
  return boxes;
}

/** The free spot for a card nearest to a wanted top-left corner, searched ring by ring on the grid of rows and columns. */
export function freeSpot(graph: Graph, positions: Positions, node: GraphNode, wanted: Point): Point {
  const boxes = boxesOf(graph, positions);
  const isFree = (at: Point): boolean => {
    const box = cardBox(graph, node, at);
    return !boxes.some((other) => boxesOverlap(box, other, MARGIN));
  };
  const start = snapped(wanted);
  for (let ring = 0; ring <= boxes.length + 1; ring += 1) {
    const spots: Point[] = [];
    for (let column = -ring; column <= ring; column += 1) {
      for (let row = -ring; row <= ring; row += 1) {
        if (Math.max(Math.abs(column), Math.abs(row)) !== ring) continue;
        spots.push({ x: start.x + column * COLUMN_PITCH, y: start.y + row * ROW_PITCH });
      }
    }
    spots.sort(
      (a, b) =>
        Math.hypot(a.x - start.x, a.y - start.y) - Math.hypot(b.x - start.x, b.y - start.y) || a.y - b.y || a.x - b.x,
    );
    const free = spots.find(isFree);
    if (free) return free;
  }
  return start;
}

/** Top-left corner one column right of a node. */
export function columnAfter(at: Point): Point {
  return { x: at.x + COLUMN_PITCH, y: at.y };
}

/**
 * Where cards of the same row must move so that a card at `spot` has room: every node downstream of `from` that stands in
 * the way or right of it in that row shifts by as much as the nearest one needs.
 */
export function makeRoom(
  graph: Graph,
  positions: Positions,
  from: readonly NodeId[],
  spot: Point,
  kind: string,
): Record<NodeId, Point> {
  const top = spot.y;
  const bottom = spot.y + cardHeight(kind);
  const inRow: [NodeId, Point][] = [];
  for (const id of downstream(graph, from)) {
    const at = positions[id];
    if (!at || !graph.nodes[id] || at.x + CARD_WIDTH <= spot.x) continue;
    if (at.y < bottom && at.y + cardHeightOf(graph, id) > top) inRow.push([id, at]);
  }
  const nearest = Math.min(...inRow.map(([, at]) => at.x));
  const shift = spot.x + COLUMN_PITCH - nearest;
  if (!Number.isFinite(shift) || shift <= 0) return {};
  return Object.fromEntries(inRow.map(([id, at]) => [id, snapped({ x: at.x + shift, y: at.y })]));
}
