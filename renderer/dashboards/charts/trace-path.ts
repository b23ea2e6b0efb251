import type { ChartTheme } from "./chart-theme";
import type { Drawing, PathSink } from "./drawing";
import type { BandTrace, ExtentTrace, Trace } from "./traces";

/** Where steps and figures lie; `unit` is the length of a CSS pixel there, `bottom` the lower edge of the plot. */
export interface Placing {
  x(step: number): number;
  y(value: number): number;
  readonly unit: number;
  readonly bottom: number;
}

const markerRadius = 2.75;

/** Puts a trace's shape into a path: the same for the screen and for a file. */
export function tracePath(path: PathSink, trace: Trace, placing: Placing): void {
  if (trace.kind === "extent") extentPath(path, trace, placing);
  else if (trace.kind === "band") bandPath(path, trace, placing);
  else if (trace.kind === "markers") markerPath(path, trace.xs, trace.ys, placing);
  else linePath(path, trace.xs, trace.ys, placing);
}

/** Draws a trace with its style. */
export function paintTrace(drawing: Drawing, trace: Trace, placing: Placing, theme: ChartTheme): void {
  const { color, opacity, width, dash, fill } = trace.style;
  if (trace.xs.length === 0) return;
  drawing.globalAlpha = opacity;
  drawing.beginPath();
  tracePath(drawing, trace, placing);
  if (fill !== "none") {
    drawing.fillStyle = fill === "surface" ? theme.surface : theme.color(color);
    drawing.fill();
  }
  if (width > 0) {
    drawing.strokeStyle = theme.color(color);
    drawing.lineWidth = width;
    drawing.lineJoin = "round";
    drawing.setLineDash([...dash]);
    drawing.stroke();
    drawing.setLineDash([]);
  }
  drawing.globalAlpha = 1;
}

function linePath(path: PathSink, xs: ArrayLike<number>, ys: ArrayLike<number>, { x, y, unit }: Placing): void {
  let isDrawing = false;
  let height = ys.length > 0 ? y(ys[0] ?? Number.NaN) : Number.NaN;
  for (let index = 0; index < xs.length; index += 1) {
    const next = index + 1 < xs.length ? y(ys[index + 1] ?? Number.NaN) : Number.NaN;
    if (Number.isFinite(height)) {
      const across = x(xs[index] ?? Number.NaN);
      if (isDrawing) path.lineTo(across, height);
      else {
        path.moveTo(across, height);
        // A figure without neighbours would be an empty path: give it the width of the pen.
        if (!Number.isFinite(next)) path.lineTo(across + unit, height);
      }
      isDrawing = true;
    } else isDrawing = false;
    height = next;
  }
}

function markerPath(path: PathSink, xs: ArrayLike<number>, ys: ArrayLike<number>, { x, y, unit }: Placing): void {
  const radius = markerRadius * unit;
  for (let index = 0; index < xs.length; index += 1) {
    const height = y(ys[index] ?? Number.NaN);
    if (!Number.isFinite(height)) continue;
    const across = x(xs[index] ?? Number.NaN);
    path.moveTo(across + radius, height);
    path.arc(across, height, radius, 0, 2 * Math.PI);
  }
}

/** One closed shape for each stretch without a break. */
function bandPath(path: PathSink, band: BandTrace, { x, y, bottom }: Placing): void {
  const { xs, lows, highs } = band;
  const heightOf = (value: number): number => {
    const height = y(value);
    // On a log axis a figure at or below zero lies on the lower edge.
    return Number.isNaN(height) && Number.isFinite(value) ? bottom : height;
  };
  const isWhole = (index: number): boolean =>
    Number.isFinite(lows[index] ?? Number.NaN) && Number.isFinite(highs[index] ?? Number.NaN);
  let start = 0;
  while (start < xs.length) {
    let end = start;
    while (end < xs.length && isWhole(end)) end += 1;
    for (let index = start; index < end; index += 1) {
      const across = x(xs[index] ?? Number.NaN);
      const height = heightOf(highs[index] ?? Number.NaN);
      if (index === start) path.moveTo(across, height);
      else path.lineTo(across, height);
    }
    for (let index = end - 1; index >= start; index -= 1) {
      path.lineTo(x(xs[index] ?? Number.NaN), heightOf(lows[index] ?? Number.NaN));
    }
    if (end > start) path.closePath();
    start = end + 1;
  }
}

/** Bars of a pixel column each, every one stretched to meet its neighbour. */
function extentPath(path: PathSink, extent: ExtentTrace, placing: Placing): void {
  const { xs, lows, highs, span } = extent;
  const { x, y, bottom } = placing;
  const width = xs.length === 0 ? 0 : x((xs[0] ?? 0) + span) - x(xs[0] ?? 0);
  let previousTop = Number.NaN;
  let previousBottom = Number.NaN;
  for (let index = 0; index < xs.length; index += 1) {
    const high = y(highs[index] ?? Number.NaN);
    let low = y(lows[index] ?? Number.NaN);
    // On a log axis a minimum at or below zero runs to the bottom edge.
    if (Number.isNaN(low) && !Number.isNaN(high)) low = bottom;
    const top = previousBottom < high ? previousBottom : high;
    const base = previousTop > low ? previousTop : low;
    previousTop = high;
    previousBottom = Number.isNaN(high) ? Number.NaN : low;
    if (!Number.isNaN(high)) path.rect(x(xs[index] ?? 0), top, width, Math.max(base - top, width));
  }
}
