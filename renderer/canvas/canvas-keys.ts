import { visitingOrder } from "../../engine/drawing";
import { burstMark, useDocument } from "../document";
import { canvasActions } from "./canvas-actions";
import { viewActions } from "./canvas-view";
import { type Direction, neighbour } from "./neighbours";

const arrows: Readonly<
  Record<string, { readonly direction: Direction; readonly columns: number; readonly rows: number }>
> = {
  ArrowLeft: { direction: "left", columns: -1, rows: 0 },
  ArrowRight: { direction: "right", columns: 1, rows: 0 },
  ArrowUp: { direction: "up", columns: 0, rows: -1 },
  ArrowDown: { direction: "down", columns: 0, rows: 1 },
};

interface CanvasKey {
  readonly key: string;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly control: boolean;
}

/**
 * Keys of the canvas itself. Arrows move the selection by a grid step (Shift: four); with Alt, or when nothing is
 * selected, they go to the neighbouring node. Returns whether the key was used.
 */
export function pressCanvasKey(press: CanvasKey, openInspector: () => void): boolean {
  if (press.control) return false;
  const { graph, layout, selection } = useDocument.getState();
  const [selected] = selection.nodes;
  const arrow = arrows[press.key];
  if (arrow) {
    if (selected === undefined) {
      const [first] = visitingOrder(graph);
      if (first === undefined) return false;
      canvasActions.goTo(first);
    } else if (press.alt) {
      const next = neighbour(layout.positions, selected, arrow.direction);
      if (next) canvasActions.goTo(next);
    } else {
      const steps = press.shift ? 4 : 1;
      canvasActions.nudge(arrow.columns * steps, arrow.rows * steps, burstMark("nudge"));
      viewActions.revealNode(selected);
    }
    return true;
  }
  if (press.alt) return false;
  if (press.key === "Enter" && selected !== undefined) {
    openInspector();
    return true;
  }
  if (press.key === "Escape") {
    canvasActions.selectNone();
    return true;
  }
  return false;
}
