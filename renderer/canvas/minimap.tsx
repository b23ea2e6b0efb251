import { useStore } from "@xyflow/react";
import { type PointerEvent, useMemo } from "react";
import { definitionOf } from "../../engine/catalog";
import { type Box, boxesOverlap, cardBox } from "../../engine/drawing";
import type { Graph } from "../../engine/model";
import type { Point } from "../../engine/project";
import { useDocument } from "../document";
import { useText } from "../i18n";
import { viewActions } from "./canvas-view";
import "./minimap.css";

const WIDTH = 160;
const HEIGHT = 100;
const MARGIN = 64;

function union(boxes: readonly Box[]): Box {
  const left = Math.min(...boxes.map(({ x }) => x));
  const top = Math.min(...boxes.map(({ y }) => y));
  const right = Math.max(...boxes.map(({ x, width }) => x + width));
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

const contains = (outer: Box, inner: Box): boolean => {
  const whole = union([outer, inner]);
  return whole.width === outer.width && whole.height === outer.height && boxesOverlap(outer, inner);
};

/** All cards of each category as one path: drawing 500 cards costs six elements. */
function pathsByCategory(graph: Graph, positions: Readonly<Record<string, Point>>) {
  const paths = new Map<string, string>();
  for (const node of Object.values(graph.nodes)) {
    const at = positions[node.id];
    if (!at) continue;
    const { x, y, width, height } = cardBox(graph, node, at);
    const category = definitionOf(node.kind)?.category ?? "data";
    paths.set(category, `${paths.get(category) ?? ""}M${x} ${y}h${width}v${height}h${-width}z`);
  }
  return [...paths];
}

/** What of the graph is in sight. */
function useSight(): Box {
  const [x, y, zoom] = useStore((state) => state.transform);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
}

/** The whole drawing in small, while part of it is out of sight; otherwise it would only stand in the way. */
export function MinimapWhenNeeded() {
  const text = useText();
  const graph = useDocument((state) => state.graph);
  const positions = useDocument((state) => state.layout.positions);
  const sight = useSight();
  const nodes = useMemo(() => Object.values(graph.nodes), [graph]);
  const paths = useMemo(() => pathsByCategory(graph, positions), [graph, positions]);
  const cards = useMemo(
    () =>
      union(
        nodes.flatMap((node) => (positions[node.id] ? cardBox(graph, node, positions[node.id] ?? { x: 0, y: 0 }) : [])),
      ),
    [graph, nodes, positions],
  );
  if (nodes.length === 0 || contains(sight, cards)) return null;
  const shown = union([cards, sight]);
  const scale = Math.max((shown.width + 2 * MARGIN) / WIDTH, (shown.height + 2 * MARGIN) / HEIGHT);
  const view: Box = {
    x: shown.x + shown.width / 2 - (WIDTH * scale) / 2,
    y: shown.y + shown.height / 2 - (HEIGHT * scale) / 2,
    width: WIDTH * scale,
    height: HEIGHT * scale,
  };
  const look = (event: PointerEvent<SVGSVGElement>): void => {
    if (event.buttons !== 1) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const box = event.currentTarget.getBoundingClientRect();
    const x = view.x + ((event.clientX - box.left) / box.width) * view.width;
    const y = view.y + ((event.clientY - box.top) / box.height) * view.height;
    viewActions.centre({ x, y });
  };
  return (
    <svg
      className="minimap"
      role="img"
      aria-label={text("canvas.minimap")}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`${view.x} ${view.y} ${view.width} ${view.height}`}
      onPointerDown={look}
      onPointerMove={look}
    >
      {paths.map(([category, path]) => (
        <path key={category} data-category={category} className="minimap-cards" d={path} />
      ))}
      <rect className="minimap-sight" x={sight.x} y={sight.y} width={sight.width} height={sight.height} />
    </svg>
  );
}
