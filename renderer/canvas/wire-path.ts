import { getBezierPath, getSmoothStepPath, Position } from "@xyflow/react";
import { CARD_HEIGHT, portY } from "../../engine/drawing";
import type { Graph } from "../../engine/model";
import type { Point } from "../../engine/project";
import { portPoint } from "./port-point";
import { detourOf, detourPath } from "./wire-detour";

export interface WirePath {
  readonly path: string;
  /** Where the shape is written. */
  readonly label: Point;
}

/** Whether a plain curve will do: the target is not, or only slightly, behind the source. */
function runsForward(from: Point, to: Point): boolean {
  return to.x >= from.x - 32;
}

/**
 * A wire from an output's centre to an input's: a curve forwards, a rounded detour at a height past cards in the way, or
 * when the target lies behind.
 */
export function wirePath(from: Point, to: Point, detour: number | null = null): WirePath {
  if (detour !== null) return { path: detourPath(from, to, detour), label: { x: (from.x + to.x) / 2, y: detour } };
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
    const distance = distanceToWire(from, to, detourOf(graph, positions, wire), at);
    if (distance <= NEAR && (!nearest || distance < nearest.distance)) nearest = { id: wire.id, distance };
  }
  return nearest?.id ?? null;
}

/** Distance of a point to a forward wire's curve, or to the level stretch of a detour. */
function distanceToWire(from: Point, to: Point, detour: number | null, at: Point): number {
  if (detour !== null) return Math.hypot(Math.max(from.x - at.x, 0, at.x - to.x), at.y - detour);
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
