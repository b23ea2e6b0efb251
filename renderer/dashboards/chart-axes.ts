import { tickText } from "../i18n";
import { type AxisScale, linearTicks, logTicks } from "./axis-scale";
import type { StepRange } from "./chart-group";
import type { ChartSpec } from "./chart-series";
import type { ChartTheme } from "./chart-theme";

/** Room around the plot for tick texts, in CSS pixels. */
export const plotMargin = { left: 48, right: 10, top: 8, bottom: 20 } as const;

/** Everything needed to draw a chart once, on a cleared canvas. Sizes are in CSS pixels; `density` is device pixels a CSS pixel. */
export interface ChartFrame {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly density: number;
  readonly spec: ChartSpec;
  readonly range: StepRange;
  readonly stepsPerEpoch: number;
  readonly theme: ChartTheme;
}

/** A frame with its plot laid out: places of steps and figures in CSS pixels. */
export interface Plot extends ChartFrame {
  readonly scale: AxisScale;
  readonly plotWidth: number;
  readonly plotHeight: number;
  x(step: number): number;
  y(value: number): number;
}

/** Ranges of figures behind the series, each with its meaning where there is room. */
export function paintZones({ context, spec, theme, y, plotWidth, plotHeight }: Plot): void {
  for (const zone of spec.zones) {
    const top = Math.max(plotMargin.top, y(zone.to));
    const bottom = Math.min(plotMargin.top + plotHeight, y(zone.from));
    if (!(bottom > top)) continue;
    context.fillStyle = theme.zone;
    context.fillRect(plotMargin.left, top, plotWidth, bottom - top);
    context.fillStyle = theme.zoneText;
    context.font = `10px ${theme.font}`;
    context.textAlign = "right";
    context.textBaseline = "top";
    if (bottom - top >= 14) context.fillText(zone.label, plotMargin.left + plotWidth - 4, top + 2);
  }
}

/** Grid lines and tick texts of both axes. */
export function paintAxes(plot: Plot): void {
  const { context, scale, spec, theme, plotWidth, plotHeight, range } = plot;
  const bottom = plotMargin.top + plotHeight;
  context.font = `11px ${theme.font}`;
  context.lineWidth = 1;
  // Low charts may stand their ticks closer, so that they still have three.
  const rows = Math.max(2, Math.floor(plotHeight / (plotHeight < 110 ? 18 : 28)));
  const { ticks, step } =
    scale.kind === "linear"
      ? linearTicks(scale.minimum, scale.maximum, rows)
      : { ticks: logTicks(scale.minimum, scale.maximum, rows), step: 0 };
  context.strokeStyle = theme.line;
  context.fillStyle = theme.text;
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.beginPath();
  for (const tick of ticks) {
    const y = Math.round(plot.y(tick)) + 0.5;
    context.moveTo(plotMargin.left, y);
    context.lineTo(plotMargin.left + plotWidth, y);
    context.fillText(tickText(tick, scale.kind === "linear" ? step : tick, spec.unit), plotMargin.left - 6, y);
  }
  context.stroke();
  const perUnit = spec.stepUnit === "epoch" && plot.stepsPerEpoch > 0 ? plot.stepsPerEpoch : 1;
  const across = linearTicks(range.from / perUnit, range.to / perUnit, Math.max(2, Math.floor(plotWidth / 72)));
  // Whole steps and epochs; parts of an epoch only where the person zoomed in between two.
  const isWithinEpoch = perUnit > 1 && range.from > 0 && (range.to - range.from) / perUnit < 2;
  const hasParts = isWithinEpoch || spec.axis !== undefined;
  const spacing = hasParts ? across.step : Math.max(1, across.step);
  context.strokeStyle = theme.axis;
  context.textAlign = "center";
  context.textBaseline = "top";
  context.beginPath();
  context.moveTo(plotMargin.left, bottom + 0.5);
  context.lineTo(plotMargin.left + plotWidth, bottom + 0.5);
  for (const tick of across.ticks) {
    if (!hasParts && !Number.isInteger(tick)) continue;
    const x = Math.round(plot.x(tick * perUnit)) + 0.5;
    context.moveTo(x, bottom);
    context.lineTo(x, bottom + 4);
    context.fillText(tickText(tick, spacing), Math.min(x, plot.width - 12), bottom + 6);
  }
  context.stroke();
}
