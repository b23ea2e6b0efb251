import type { HistogramHistory } from "../../runs";
import type { HeatSeries } from "./chart-series";
import type { ChartTheme } from "./chart-theme";
import type { Drawing } from "./drawing";
import { histogramBars, histogramWindow } from "./histogram-bars";
import { type Plot, plotMargin } from "./plot";

/** Stretch of values that holds all but the tails of every histogram kept; `low` > `high` when there is none. */
export function heatExtent({ history }: Pick<HeatSeries, "history">): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < history.length; index += 1) {
    const shown = histogramWindow(history.edges, history.cells(index) ?? []);
    if (shown === null) continue;
    low = Math.min(low, shown.from);
    high = Math.max(high, shown.to);
  }
  return { low, high };
}

/** Steps from which to which a kept histogram is drawn: up to the next one, the last as wide as the one before it. */
export function heatColumn(history: HistogramHistory, index: number): { readonly from: number; readonly to: number } {
  const from = history.step(index);
  if (index + 1 < history.length) return { from, to: history.step(index + 1) };
  const before = index > 0 ? from - history.step(index - 1) : 1;
  return { from, to: from + before };
}

/** Draws each histogram as a column of cells, as opaque as the square root of its density over the column's greatest. */
export function paintHeat(drawing: Drawing, plot: Plot, { history, color }: HeatSeries, theme: ChartTheme): void {
  const { scale, range } = plot;
  drawing.fillStyle = theme.color(color);
  // Cells at least two pixels high: finer ones could not be told apart.
  const minimumHeight = ((scale.maximum - scale.minimum) * 2) / plot.plotHeight;
  const right = plotMargin.left + plot.plotWidth;
  for (let index = 0; index < history.length; index += 1) {
    const cells = history.cells(index);
    const column = heatColumn(history, index);
    if (cells === null || column.to < range.from || column.from > range.to) continue;
    const bars = histogramBars(history.edges, cells, scale.minimum, scale.maximum, minimumHeight);
    const densest = bars.reduce((most, bar) => Math.max(most, bar.density), 0);
    // Whole device pixels, so that neighbouring columns neither overlap nor leave light between them.
    const edgeAt = (step: number): number =>
      Math.round(Math.min(right, Math.max(plotMargin.left, plot.x(step))) * plot.density) / plot.density;
    const left = edgeAt(column.from);
    const width = edgeAt(column.to) - left;
    for (const bar of bars) {
      if (bar.density === 0) continue;
      drawing.globalAlpha = Math.sqrt(bar.density / densest);
      const top = plot.y(bar.to);
      drawing.fillRect(left, top, width, plot.y(bar.from) - top);
    }
  }
  drawing.globalAlpha = 1;
}
