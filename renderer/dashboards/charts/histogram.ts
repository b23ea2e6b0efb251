import { figureText, tickText } from "../../i18n";
import { linearTicks } from "./axis-scale";
import type { ChartTheme } from "./chart-theme";
import type { Drawing } from "./drawing";
import { densityTop, type HistogramBar } from "./histogram-bars";

const AXIS_HEIGHT = 16;

/** What was drawn, for reading a bar under the pointer. */
export interface HistogramPicture {
  /** The bar at a horizontal place in CSS pixels. */
  barAt(x: number): HistogramBar | undefined;
}

/**
 * Draws bars whose area is the share of elements, so that bins of different width compare honestly, over a linear axis from
 * `range.from` to `range.to`; nothing where there is nothing to draw on. A bar that would dwarf all others (a ReLU's zeros) is cut and labelled with its share.
 */
export function paintHistogram(
  drawing: Drawing | null,
  { width, height }: { readonly width: number; readonly height: number },
  bars: readonly HistogramBar[],
  range: { readonly from: number; readonly to: number },
  theme: ChartTheme,
): HistogramPicture {
  const perUnit = width / (range.to - range.from);
  const x = (value: number): number => (value - range.from) * perUnit;
  const picture: HistogramPicture = {
    barAt: (at) => bars.find((bar) => at >= x(bar.from) && at < x(bar.to)),
  };
  if (drawing === null || width === 0) return picture;
  const bottom = height - AXIS_HEIGHT;
  const { top, cut } = densityTop(bars);
  drawing.fillStyle = theme.color("--series-1");
  drawing.globalAlpha = 0.85;
  drawing.beginPath();
  for (const bar of bars) {
    const barHeight = top > 0 ? Math.min(1, bar.density / top) * (bottom - 4) : 0;
    drawing.rect(x(bar.from), bottom - barHeight, Math.max(0.5, (bar.to - bar.from) * perUnit), barHeight);
  }
  drawing.fill();
  drawing.globalAlpha = 1;
  drawing.font = `10px ${theme.font}`;
  if (cut !== null) paintCut(drawing, cut, x, theme, width);
  paintAxis(drawing, range, x, bottom, width, theme);
  return picture;
}

/** A gap near the top of a bar that was cut, and its share beside it. */
function paintCut(
  drawing: Drawing,
  cut: HistogramBar,
  x: (value: number) => number,
  theme: ChartTheme,
  width: number,
): void {
  const left = x(cut.from);
  const right = x(cut.to);
  drawing.fillStyle = theme.surface;
  drawing.fillRect(left - 1, 9, right - left + 2, 2);
  drawing.fillStyle = theme.text;
  drawing.textBaseline = "top";
  const isRoomRight = right + 44 < width;
  drawing.textAlign = isRoomRight ? "left" : "right";
  drawing.fillText(figureText(cut.share, "share"), isRoomRight ? right + 4 : left - 4, 4);
}

function paintAxis(
  drawing: Drawing,
  range: { readonly from: number; readonly to: number },
  x: (value: number) => number,
  bottom: number,
  width: number,
  theme: ChartTheme,
): void {
  drawing.fillStyle = theme.axis;
  drawing.fillRect(0, bottom, width, 1);
  const { ticks, step } = linearTicks(range.from, range.to, Math.max(2, Math.floor(width / 56)));
  drawing.fillStyle = theme.text;
  drawing.textBaseline = "top";
  for (const tick of ticks) {
    const place = x(tick);
    drawing.fillRect(Math.min(width - 1, Math.round(place)), bottom, 1, 3);
    drawing.textAlign = place < 12 ? "left" : place > width - 12 ? "right" : "center";
    drawing.fillText(tickText(tick, step), place, bottom + 5);
  }
}
