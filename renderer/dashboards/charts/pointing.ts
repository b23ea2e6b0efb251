import type { ChartGroup, StepRange } from "./chart-group";
import { plotMargin } from "./plot";

/** What the pointer and the keys need to know of a chart, and do to it. */
export interface PointedChart {
  /** The stretch shown now. */
  shown(): StepRange;
  /** The stretch shown while nothing is zoomed. */
  whole(): StepRange;
  /** Marks the stretch that a drag is about to zoom into. */
  select(stretch: StepRange | null): void;
}

/** Share of the stretch below which a drag is a click or a slip of the hand. */
const leastDrag = 0.02;
/** How much a notch of the wheel (100 pixels) zooms. */
const zoomAPixel = 0.002;

/** A stretch moved by so many steps, stopping at the ends of the whole. */
export function movedStretch({ from, to }: StepRange, by: number, whole: StepRange): StepRange {
  const shift = Math.min(Math.max(by, whole.from - from), Math.max(0, whole.to - to));
  return { from: from + shift, to: to + shift };
}

/** A stretch so many times as long, around a step that stays in its place; null for no shorter than the whole. */
export function scaledStretch(
  { from, to }: StepRange,
  factor: number,
  around: number,
  whole: StepRange,
): StepRange | null {
  if ((to - from) * factor >= whole.to - whole.from) return null;
  const scaled = { from: around - (around - from) * factor, to: around + (to - around) * factor };
  return movedStretch(scaled, 0, whole);
}

/**
 * Has pointer, wheel and keys move the group's crosshair and its stretch: dragging zooms, with Shift it pans; the wheel
 * zooms with Ctrl and pans sideways. Returns what ends it.
 */
export function listenToChart(plot: HTMLElement, group: ChartGroup, chart: PointedChart): () => void {
  const release: (() => void)[] = [];
  const on = <Type extends keyof HTMLElementEventMap>(
    type: Type,
    listener: (event: HTMLElementEventMap[Type]) => void,
  ): void => {
    plot.addEventListener(type, listener, { passive: false });
    release.push(() => plot.removeEventListener(type, listener));
  };
  /** Where a drag began, and the stretch it pans; null for one that zooms. */
  let drag: { readonly step: number; readonly clientX: number; readonly panned: StepRange | null } | null = null;

  const plotWidth = (): number => plot.getBoundingClientRect().width - plotMargin.left - plotMargin.right;
  const stepAt = (clientX: number): number => {
    const share = (clientX - plot.getBoundingClientRect().left - plotMargin.left) / plotWidth();
    const { from, to } = chart.shown();
    return from + Math.min(1, Math.max(0, share)) * (to - from);
  };
  const endDrag = (): void => {
    drag = null;
    chart.select(null);
  };

  on("pointerdown", (event) => {
    if (event.button !== 0) return;
    const panned = event.shiftKey ? group.range : null;
    drag = { step: stepAt(event.clientX), clientX: event.clientX, panned };
    plot.setPointerCapture(event.pointerId);
  });
  on("pointermove", (event) => {
    const step = stepAt(event.clientX);
    group.point(step);
    if (drag === null) return;
    if (drag.panned === null) {
      chart.select({ from: Math.min(drag.step, step), to: Math.max(drag.step, step) });
      return;
    }
    const perPixel = (drag.panned.to - drag.panned.from) / plotWidth();
    group.zoom(movedStretch(drag.panned, (drag.clientX - event.clientX) * perPixel, chart.whole()));
  });
  on("pointerup", (event) => {
    const from = drag !== null && drag.panned === null ? drag.step : null;
    endDrag();
    if (from === null) return;
    const to = stepAt(event.clientX);
    const { from: left, to: right } = chart.shown();
    if (Math.abs(to - from) > (right - left) * leastDrag) {
      group.zoom({ from: Math.min(from, to), to: Math.max(from, to) });
    }
  });
  on("pointercancel", endDrag);
  on("pointerleave", () => {
    if (drag === null) group.point(null);
  });
  on("dblclick", () => group.zoom(null));
  on("blur", () => group.point(null));
  on("wheel", (event) => {
    if (event.ctrlKey || event.metaKey) {
      group.zoom(
        scaledStretch(chart.shown(), Math.exp(event.deltaY * zoomAPixel), stepAt(event.clientX), chart.whole()),
      );
    } else {
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      // Upright scrolling stays the panel's.
      if (group.range === null || sideways === 0) return;
      const { from, to } = group.range;
      group.zoom(movedStretch(group.range, (sideways * (to - from)) / plotWidth(), chart.whole()));
    }
    event.preventDefault();
  });
  on("keydown", (event) => {
    if (!pressKey(event, group, chart)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  return () => {
    for (const end of release) end();
  };
}

/** Whether the key meant something. */
function pressKey(event: KeyboardEvent, group: ChartGroup, chart: PointedChart): boolean {
  const { from, to } = chart.shown();
  const stride = (to - from) / (event.shiftKey ? 10 : 100);
  const step = group.cursor ?? to;
  const pan = (by: number): boolean => {
    if (group.range === null) return false;
    const moved = movedStretch(group.range, by, chart.whole());
    group.zoom(moved);
    group.point(Math.min(moved.to, Math.max(moved.from, step + moved.from - from)));
    return true;
  };
  if (event.key === "ArrowLeft") group.point(Math.max(from, step - stride));
  else if (event.key === "ArrowRight") group.point(Math.min(to, step + stride));
  else if (event.key === "Home") group.point(from);
  else if (event.key === "End") group.point(to);
  else if (event.key === "PageUp") return pan((from - to) / 2);
  else if (event.key === "PageDown") return pan((to - from) / 2);
  else if (event.key === "+" || event.key === "=") {
    const reach = (to - from) / 4;
    const middle = Math.min(to - reach, Math.max(from + reach, step));
    group.zoom({ from: middle - reach, to: middle + reach });
  } else if (event.key === "-" || event.key === "0") group.zoom(null);
  else if (event.key === "Escape" && (group.cursor !== null || group.range !== null)) {
    group.point(null);
    group.zoom(null);
  } else return false;
  return true;
}
