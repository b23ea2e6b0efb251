import { getBezierPath, getSmoothStepPath, Position } from "@xyflow/react";
import { definitionOf } from "../../engine/catalog";
import type { Graph } from "../../engine/model";
import type { Point } from "../document";
import { CARD_HEIGHT, CARD_WIDTH, portY } from "./card-geometry";

export interface WirePath {
  readonly path: string;
  /** Where the shape is written. */
  readonly label: Point;
}

/** Whether a plain curve will do: the target is not, or only slightly, behind the source. */
function runsForward(from: Point, to: Point): boolean {
  return to.x >= from.x - 32;
}

/** A wire from an output's centre to an input's: a curve forwards, a rounded detour when the target lies behind. */
export function wirePath(from: Point, to: Point): WirePath {
  const ends = {
    sourceX: from.x,
    sourceY: from.y,
    sourcePosition: Position.Right,
    targetX: to.x,
    targetY: to.y,
    targetPosition: Position.Left,
  };
  if (runsForward(from, to)) {
    const [path, x, y] = getBezierPath(ends);
    return { path, label: { x, y } };
  }
  const [path, x, y] = getSmoothStepPath({ ...ends, borderRadius: 12, offset: 24, centerY: detourY(from, to) });
  return { path, label: { x, y } };
}

/** Height of a detour's long stretch: in the gap above the target's row, or halfway where the rows are too near. */
function detourY(from: Point, to: Point): number {
  const aboveTarget = to.y - portY(0) - 24;
  return aboveTarget > from.y + CARD_HEIGHT - portY(0) ? aboveTarget : (from.y + to.y) / 2;
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

/** How near a point must be to a wire to count as on it, in graph units. */
const NEAR = 28;
const SAMPLES = 24;

/** The wire under a point, if any; `except` names a node whose own wires do not count. */
export function wireNear(
  graph: Graph,
  positions: Readonly<Record<string, Point>>,
  at: Point,
  except?: string,
): string | null {
  let nearest: { id: string; distance: number } | null = null;
  for (const wire of Object.values(graph.wires)) {
    if (wire.from.node === except || wire.to.node === except) continue;
    const from = portPoint(graph, positions, wire.from, "output");
    const to = portPoint(graph, positions, wire.to, "input");
    if (!from || !to) continue;
    const distance = distanceToWire(from, to, at);
    if (distance <= NEAR && (!nearest || distance < nearest.distance)) nearest = { id: wire.id, distance };
  }
  return nearest?.id ?? null;
}

/** Distance of a point to a forward wire's curve, or to the middle stretch of a detour. */
function distanceToWire(from: Point, to: Point, at: Point): number {
  if (!runsForward(from, to)) {
    const dx = Math.max(to.x - at.x, 0, at.x - from.x);
    return Math.hypot(dx, at.y - detourY(from, to));
  }
  const bend = Math.max(0, (to.x - from.x) / 2);
  let nearest = Number.POSITIVE_INFINITY;
  for (let step = 0; step <= SAMPLES; step += 1) {
    const t = step / SAMPLES;
    const s = 1 - t;
    const x = s ** 3 * from.x + 3 * s * s * t * (from.x + bend) + 3 * s * t * t * (to.x - bend) + t ** 3 * to.x;
    const y = s ** 3 * from.y + 3 * s * s * t * from.y + 3 * s * t * t * to.y + t ** 3 * to.y;
    nearest = Math.min(nearest, Math.hypot(at.x - x, at.y - y));
  }
  return nearest;
}
