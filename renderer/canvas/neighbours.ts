import type { NodeId } from "../../engine/model";
import type { Point } from "../../engine/project";

export type Direction = "left" | "right" | "up" | "down";

type Positions = Readonly<Record<NodeId, Point>>;

/** The nearest node in a direction: distance along it counts once, off it twice. Null at the edge. */
export function neighbour(positions: Positions, from: NodeId, direction: Direction): NodeId | null {
  const start = positions[from];
  if (!start) return null;
  let best: { id: NodeId; cost: number } | null = null;
  for (const [id, at] of Object.entries(positions)) {
    if (id === from) continue;
    const dx = at.x - start.x;
    const dy = at.y - start.y;
    const along = { left: -dx, right: dx, up: -dy, down: dy }[direction];
    const across = Math.abs(direction === "left" || direction === "right" ? dy : dx);
    if (along <= 0 || across > 2 * along) continue;
    const cost = along + 2 * across;
    if (!best || cost < best.cost || (cost === best.cost && id < best.id)) best = { id, cost };
  }
  return best?.id ?? null;
}
