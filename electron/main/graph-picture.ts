import type { Graph } from "../../engine/model";
import type { CanvasLayout } from "../../engine/project";
import type { GraphPicture } from "../contract";

/** A picture some centimetres wide shows no more. */
const mostCards = 400;
const mostWires = 800;

/** Where cards and wires of a drawing stand; nodes without a place are left out, and those of a large drawing thinned. */
export function graphPicture(graph: Graph, { positions }: CanvasLayout): GraphPicture {
  const placed = Object.values(graph.nodes).flatMap(({ id, kind }) => {
    const at = positions[id];
    return at ? [{ id, kind, x: at.x, y: at.y }] : [];
  });
  const every = Math.max(1, Math.ceil(placed.length / mostCards));
  const shown = placed.filter((_card, index) => index % every === 0);
  const indexOf = new Map(shown.map(({ id }, index) => [id, index]));
  const wires = Object.values(graph.wires).flatMap(({ from, to }) => {
    const start = indexOf.get(from.node);
    const end = indexOf.get(to.node);
    return start === undefined || end === undefined ? [] : [[start, end] as const];
  });
  return { cards: shown, wires: wires.slice(0, mostWires) };
}
