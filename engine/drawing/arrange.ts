import { definitionOf } from "../catalog";
import { type Graph, type NodeId, wiresFrom, wiresInto } from "../model";
import type { Point } from "../project";
import { CARD_HEIGHT, COLUMN_PITCH, cardHeightOf, GRID, ROW_PITCH } from "./card-geometry";
import { visitingOrder } from "./visiting-order";

/** Width over height aimed at, so that a long chain folds into rows instead of shrinking to a thread. */
const ASPECT = 1.6;
const ROW_GAP = 28;
/** A network of so few layers stays in one row. */
const SINGLE_ROW_LAYERS = 5;
const SWEEPS = 4;

type Layers = readonly (readonly NodeId[])[];

/**
 * Places every node: layers from left to right by longest path (Sugiyama et al. 1981), crossings reduced by barycentre
 * sweeps; a long network folds into rows where a single wire crosses, before a Dense where it can. A function of the
 * graph alone: the same graph always looks the same.
 */
export function arrange(graph: Graph): Record<NodeId, Point> {
  const positions: Record<NodeId, Point> = {};
  let top = 0;
  for (const component of componentsOf(graph)) {
    const layers = orderedLayers(graph, component);
    const rows = bestRows(graph, layers);
    for (const row of rows) {
      const tallest = rowHeight(graph, row);
      row.forEach((layer, column) => {
        let y = top + (tallest - layerHeight(graph, layer)) / 2;
        for (const id of layer) {
          positions[id] = { x: column * COLUMN_PITCH, y };
          y += pitchOf(graph, id);
        }
      });
      top += tallest + ROW_GAP;
    }
  }
  return positions;
}

/** From a card's top to the next card's below it, a whole number of grid steps. */
function pitchOf(graph: Graph, id: NodeId): number {
  const gap = ROW_PITCH - CARD_HEIGHT;
  return Math.max(ROW_PITCH, Math.ceil((cardHeightOf(graph, id) + gap) / GRID) * GRID);
}

function layerHeight(graph: Graph, layer: readonly NodeId[]): number {
  return layer.reduce((height, id) => height + pitchOf(graph, id), 0);
}

function rowHeight(graph: Graph, row: Layers): number {
  return Math.max(...row.map((layer) => layerHeight(graph, layer)));
}

/** Groups of connected nodes, the largest first; nodes in wire order. */
function componentsOf(graph: Graph): readonly (readonly NodeId[])[] {
  const order = visitingOrder(graph);
  const component = new Map<NodeId, number>();
  let count = 0;
  for (const start of order) {
    if (component.has(start)) continue;
    const waiting = [start];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (component.has(id)) continue;
      component.set(id, count);
      waiting.push(...wiresFrom(graph, id).map((wire) => wire.to.node));
      waiting.push(...wiresInto(graph, id).map((wire) => wire.from.node));
    }
    count += 1;
  }
  const groups = Array.from({ length: count }, (): NodeId[] => []);
  for (const id of order) groups[component.get(id) ?? 0]?.push(id);
  return groups.sort((a, b) => b.length - a.length);
}

function orderedLayers(graph: Graph, component: readonly NodeId[]): Layers {
  const layerOf = new Map<NodeId, number>();
  for (const id of component) {
    // On a cycle some sources have no layer yet; those wires run backwards.
    const sources = wiresInto(graph, id).map((wire) => layerOf.get(wire.from.node) ?? -1);
    layerOf.set(id, Math.max(-1, ...sources) + 1);
  }
  const layers: NodeId[][] = [];
  for (const id of component) {
    const layer = layerOf.get(id) ?? 0;
    layers[layer] ??= [];
    layers[layer]?.push(id);
  }
  const place = new Map(layers.flatMap((layer) => layer.map((id, index) => [id, index] as const)));
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const forward = sweep % 2 === 0;
    for (const layer of forward ? layers : [...layers].reverse()) sortByBarycentre(graph, place, layer, forward);
  }
  return layers;
}

/** Sorts a layer by where the neighbours before it (or after it) stand; `place` follows. */
function sortByBarycentre(graph: Graph, place: Map<NodeId, number>, layer: NodeId[], forward: boolean): void {
  if (layer.length < 2) return;
  const centre = new Map(
    layer.map((id, index) => {
      const neighbours = forward
        ? wiresInto(graph, id).map((wire) => wire.from.node)
        : wiresFrom(graph, id).map((wire) => wire.to.node);
      const places = neighbours.map((neighbour) => place.get(neighbour) ?? index);
      return [id, places.length === 0 ? index : places.reduce((sum, value) => sum + value, 0) / places.length] as const;
    }),
  );
  layer.sort((a, b) => (centre.get(a) ?? 0) - (centre.get(b) ?? 0) || (a < b ? -1 : 1));
  for (const [index, id] of layer.entries()) place.set(id, index);
}

/** Whether a row may begin at each layer: only one wire then runs from one row to the next. */
function foldsOf(graph: Graph, layers: Layers): readonly boolean[] {
  const before = new Set<NodeId>();
  let crossing = 0;
  return layers.map((layer) => {
    const isFold =
      crossing === 1 && layer.some((id) => definitionOf(graph.nodes[id]?.kind ?? "")?.category === "layer");
    for (const id of layer) {
      before.add(id);
      // Wires back, as cycles have them, cross no fold.
      crossing += wiresFrom(graph, id).filter((wire) => !before.has(wire.to.node)).length;
      crossing -= wiresInto(graph, id).filter((wire) => before.has(wire.from.node) && wire.from.node !== id).length;
    }
    return isFold;
  });
}

/** Consecutive layers that stay in one row. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly height: number;
}

function bestRows(graph: Graph, layers: Layers): readonly Layers[] {
  if (layers.length <= SINGLE_ROW_LAYERS) return [layers];
  const blocks = blocksOf(graph, layers);
  let best = blocks;
  let bestFault = Number.POSITIVE_INFINITY;
  for (let columns = 3; columns <= layers.length; columns += 1) {
    const rows = foldedRows(blocks, columns);
    const fault = Math.abs(Math.log(aspectOf(rows) / ASPECT));
    if (fault < bestFault - 1e-9) {
      best = rows;
      bestFault = fault;
    }
  }
  return best.map(({ start, end }) => layers.slice(start, end));
}

/** From fold to fold. */
function blocksOf(graph: Graph, layers: Layers): readonly Span[] {
  const folds = foldsOf(graph, layers);
  const starts = [0, ...layers.flatMap((_, index) => (index > 0 && folds[index] ? [index] : []))];
  return starts.map((start, index) => {
    const end = starts[index + 1] ?? layers.length;
    return { start, end, height: rowHeight(graph, layers.slice(start, end)) };
  });
}

/** Blocks packed into rows of at most so many columns; a longer block keeps a row of its own. */
function foldedRows(blocks: readonly Span[], columns: number): readonly Span[] {
  const rows: Span[] = [];
  for (const block of blocks) {
    const row = rows.at(-1);
    if (row && block.end - row.start <= columns) {
      rows[rows.length - 1] = { start: row.start, end: block.end, height: Math.max(row.height, block.height) };
    } else rows.push(block);
  }
  return rows;
}

function aspectOf(rows: readonly Span[]): number {
  const width = Math.max(...rows.map(({ start, end }) => end - start)) * COLUMN_PITCH;
  return width / rows.reduce((sum, row) => sum + row.height + ROW_GAP, 0);
}
