import type { ReactFlowInstance, Viewport } from "@xyflow/react";
import { create } from "zustand";
import { CARD_WIDTH, cardHeightOf } from "../../engine/drawing";
import type { NodeId } from "../../engine/model";
import type { Point } from "../../engine/project";
import { useDocument } from "../document";
import type { CardNode, WireEdge } from "./flow-elements";
import type { LooseEnd } from "./quick-add-ranking";
import type { Refusal } from "./wiring";

/** Passing state of the canvas that is not part of the document. */
export interface CanvasViewState {
  /** Wire a dragged node would be put into if let go now. */
  readonly dropWire: string | null;
  /** List of nodes to add at a loose wire end or a spot; `at` in window pixels, `spot` in graph units. */
  readonly quickAdd: { readonly end: LooseEnd | null; readonly at: Point; readonly spot: Point } | null;
  /** Node whose output is being wired by keyboard. */
  readonly connecting: NodeId | null;
  /** What was refused last, where (window pixels). */
  readonly refused: { readonly refusal: Refusal; readonly at: Point; readonly count: number } | null;
  readonly minimapShown: boolean;
}

export const useCanvasView = create<CanvasViewState>(() => ({
  dropWire: null,
  quickAdd: null,
  connecting: null,
  refused: null,
  minimapShown: true,
}));

/** What the view asks of React Flow. */
export type Flow = Pick<
  ReactFlowInstance<CardNode, WireEdge>,
  | "fitView"
  | "flowToScreenPosition"
  | "getViewport"
  | "getZoom"
  | "screenToFlowPosition"
  | "setCenter"
  | "setViewport"
  | "zoomTo"
>;

/** Room around the whole graph; below it stands the toolbar. */
const FIT = {
  padding: { top: "24px", right: "36px", bottom: "56px", left: "36px" },
  maxZoom: 1,
} as const;
const motionMillis = (): number => (matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 160);

const ZOOM_STEP = 1.2;

let flow: Flow | null = null;
let frame: HTMLElement | null = null;
/** Whether the whole graph was fitted and the view not moved since: then it stays fitted when panels change size. */
let isFitted = false;
/** Zoom the view is on its way to; null when it rests. */
let zoomGoal: number | null = null;

/** Called before every move of the view, by hand or not: it is no longer fitted, nor on its way to where it was going. */
export function noteViewMoved(): void {
  isFitted = false;
  zoomGoal = null;
}

/** Fits the whole graph again after the canvas changed its size, unless the person looks at a part of it. */
export function keepFitted(): void {
  // A frame later React Flow knows the new size, too.
  requestAnimationFrame(() => {
    if (isFitted) viewActions.fitAtOnce();
  });
}

function fitAll(options: Parameters<Flow["fitView"]>[0]): void {
  noteViewMoved();
  isFitted = true;
  void flow?.fitView(options);
}

/** Called by the canvas when React Flow is ready, and with null when it goes. */
export function attachFlow(instance: Flow | null, element: HTMLElement | null): void {
  flow = instance;
  frame = element;
}

/** Graph units under a place in the window. */
export function graphFromScreen(at: Point): Point {
  return flow?.screenToFlowPosition(at) ?? at;
}

/** Window pixels of a place in graph units. */
export function screenFromGraph(at: Point): Point {
  return flow?.flowToScreenPosition(at) ?? at;
}

/** What of the graph is in sight, in graph units. */
export function visibleArea(): { readonly from: Point; readonly to: Point } {
  const box = frame?.getBoundingClientRect();
  if (!box) return { from: { x: 0, y: 0 }, to: { x: 800, y: 500 } };
  return {
    from: graphFromScreen({ x: box.left, y: box.top }),
    to: graphFromScreen({ x: box.right, y: box.bottom }),
  };
}

/** What lies over the lower edge of the canvas: the toolbar, and the minimap above it. Window pixels. */
const coveredBelow = (minimapShown: boolean): number => (minimapShown ? 112 : 40);

/** Moves the view as little as needed for a node to be in sight, and no further in or out than needed. */
export function revealNode(id: NodeId): void {
  const { graph, layout } = useDocument.getState();
  const at = layout.positions[id];
  if (!flow || !at || !graph.nodes[id]) return;
  const { from, to } = visibleArea();
  const zoom = flow.getZoom();
  const margin = 24 / zoom;
  const past = (low: number, high: number, min: number, max: number): number =>
    low < min ? low - min : high > max ? high - max : 0;
  const dx = past(at.x - margin, at.x + CARD_WIDTH + margin, from.x, to.x);
  const bottom = to.y - coveredBelow(useCanvasView.getState().minimapShown) / zoom;
  const dy = past(at.y - margin, at.y + cardHeightOf(graph, id) + margin, from.y, bottom);
  if (dx === 0 && dy === 0) return;
  noteViewMoved();
  const view = flow.getViewport();
  void flow.setViewport({ x: view.x - dx * zoom, y: view.y - dy * zoom, zoom }, { duration: motionMillis() });
}

/** Puts the keyboard focus on a node's card, as soon as it is drawn. */
export function focusNode(id: NodeId): void {
  requestAnimationFrame(() => {
    frame?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
    revealNode(id);
  });
}

/** Zooms on from where the view is going, so that quick presses add up. */
async function zoomBy(factor: number): Promise<void> {
  if (!flow) return;
  const goal = (zoomGoal ?? flow.getZoom()) * factor;
  noteViewMoved();
  zoomGoal = goal;
  await flow.zoomTo(goal, { duration: motionMillis() });
  if (zoomGoal === goal) zoomGoal = null;
}

export const viewActions = {
  fit: (): void => fitAll({ ...FIT, duration: motionMillis() }),
  fitAtOnce: (): void => fitAll(FIT),
  fitSelection(): void {
    const { selection } = useDocument.getState();
    const nodes = [...selection.nodes].map((id) => ({ id }));
    noteViewMoved();
    void flow?.fitView({ ...FIT, maxZoom: 1.5, duration: motionMillis(), ...(nodes.length > 0 && { nodes }) });
  },
  zoomIn: (): void => void zoomBy(ZOOM_STEP),
  zoomOut: (): void => void zoomBy(1 / ZOOM_STEP),
  zoomActual(): void {
    noteViewMoved();
    void flow?.zoomTo(1, { duration: motionMillis() });
  },
  /** Looks at a part of the graph as it was looked at before. */
  restore(viewport: Viewport): void {
    noteViewMoved();
    void flow?.setViewport(viewport);
  },
  /** Brings a place of the graph, in graph units, to the middle. */
  centre({ x, y }: Point): void {
    noteViewMoved();
    void flow?.setCenter(x, y, { zoom: flow.getZoom() });
  },
  toggleMinimap: (): void => useCanvasView.setState(({ minimapShown }) => ({ minimapShown: !minimapShown })),
  /** Shows a node: selects it and brings it into sight. */
  revealNode,
  focusNode,
};

/** Says beside the pointer (or over the canvas) why something was refused. */
export function showRefusal(refusal: Refusal, at: Point | null): void {
  const box = frame?.getBoundingClientRect();
  const place = at ?? { x: (box?.left ?? 0) + (box?.width ?? 0) / 2, y: (box?.top ?? 0) + 48 };
  useCanvasView.setState(({ refused }) => ({ refused: { refusal, at: place, count: (refused?.count ?? 0) + 1 } }));
}
