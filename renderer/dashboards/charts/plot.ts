import { tickText } from "../../i18n";
import { type AxisScale, figurePlace, linearTicks, logTicks } from "./axis-scale";
import type { StepRange } from "./chart-group";
import type { ChartSpec } from "./chart-series";
import type { ChartTheme } from "./chart-theme";
import type { Drawing } from "./drawing";

/** Room around the plot for tick texts, in CSS pixels. */
export const plotMargin = { left: 48, right: 16, top: 8, bottom: 20 } as const;

/** What is to be shown, and the room for it. Sizes are in CSS pixels; `density` is device pixels a CSS pixel. */
export interface PlotFrame {
  readonly width: number;
  readonly height: number;
  readonly density: number;
  readonly spec: ChartSpec;
  readonly range: StepRange;
  readonly stepsPerEpoch: number;
}

/** A frame laid out: places of steps and figures in CSS pixels. */
export interface Plot extends PlotFrame {
  readonly scale: AxisScale;
  readonly plotWidth: number;
  readonly plotHeight: number;
  x(step: number): number;
  y(value: number): number;
}

/** Width and height that the margins leave. */
export function plotSize({ width, height }: Pick<PlotFrame, "width" | "height">): { width: number; height: number } {
  return {
    width: Math.max(1, width - plotMargin.left - plotMargin.right),
    height: Math.max(1, height - plotMargin.top - plotMargin.bottom),
  };
}

/** Lays a frame out on a vertical axis. */
export function plotOf(frame: PlotFrame, scale: AxisScale): Plot {
  const { width, height } = plotSize(frame);
  const perStep = width / (frame.range.to - frame.range.from);
  return {
    ...frame,
    scale,
    plotWidth: width,
    plotHeight: height,
    x: (step) => plotMargin.left + (step - frame.range.from) * perStep,
    y: figurePlace(scale, plotMargin.top, height),
  };
}

/** A mark on an axis: a step or figure, and how it is written. */
export interface AxisTick {
  readonly at: number;
  readonly text: string;
}

/** Marks on the vertical axis. */
export function figureTicks({ scale, spec, plotHeight }: Plot): readonly AxisTick[] {
  // Low charts may stand their ticks closer, so that they still have three.
  const rows = Math.max(2, Math.floor(plotHeight / (plotHeight < 110 ? 18 : 28)));
  if (scale.kind === "log") {
    return logTicks(scale.minimum, scale.maximum, rows).map((at) => ({ at, text: tickText(at, at, spec.unit) }));
  }
  const { ticks, step } = linearTicks(scale.minimum, scale.maximum, rows);
  return ticks.map((at) => ({ at, text: tickText(at, step, spec.unit) }));
}

/** Marks on the horizontal axis: whole steps or epochs, parts of an epoch only between two zoomed into. */
export function stepTicks({ spec, range, stepsPerEpoch, plotWidth }: Plot): readonly AxisTick[] {
  const perUnit = spec.stepUnit === "epoch" && stepsPerEpoch > 0 ? stepsPerEpoch : 1;
  const { ticks, step } = linearTicks(
    range.from / perUnit,
    range.to / perUnit,
    Math.max(2, Math.floor(plotWidth / 72)),
  );
  const isWithinEpoch = perUnit > 1 && range.from > 0 && (range.to - range.from) / perUnit < 2;
  const hasParts = isWithinEpoch || spec.axis !== undefined;
  const spacing = hasParts ? step : Math.max(1, step);
  return ticks
    .filter((tick) => hasParts || Number.isInteger(tick))
    .map((tick) => ({ at: tick * perUnit, text: tickText(tick, spacing) }));
}

/** Ranges of figures behind the series, each with its meaning where there is room. */
export function paintZones(drawing: Drawing, { spec, y, plotWidth, plotHeight }: Plot, theme: ChartTheme): void {
  for (const zone of spec.zones) {
    const top = Math.max(plotMargin.top, y(zone.to));
    const bottom = Math.min(plotMargin.top + plotHeight, y(zone.from));
    if (!(bottom > top)) continue;
    drawing.fillStyle = theme.zone;
    drawing.fillRect(plotMargin.left, top, plotWidth, bottom - top);
    drawing.fillStyle = theme.zoneText;
    drawing.font = `10px ${theme.font}`;
    drawing.textAlign = "right";
    drawing.textBaseline = "top";
    if (bottom - top >= 14) drawing.fillText(zone.label, plotMargin.left + plotWidth - 4, top + 2);
  }
}

/** Grid lines and tick texts of both axes, for a file: on screen uPlot draws them. */
export function paintAxes(drawing: Drawing, plot: Plot, theme: ChartTheme): void {
  const { plotWidth, plotHeight } = plot;
  const bottom = plotMargin.top + plotHeight;
  drawing.font = `11px ${theme.font}`;
  drawing.lineWidth = 1;
  drawing.fillStyle = theme.text;
  drawing.strokeStyle = theme.line;
  drawing.textAlign = "right";
  drawing.textBaseline = "middle";
  drawing.beginPath();
  for (const { at, text } of figureTicks(plot)) {
    const y = Math.round(plot.y(at)) + 0.5;
    drawing.moveTo(plotMargin.left, y);
    drawing.lineTo(plotMargin.left + plotWidth, y);
    drawing.fillText(text, plotMargin.left - 6, y);
  }
  drawing.stroke();
  drawing.strokeStyle = theme.axis;
  drawing.textAlign = "center";
  drawing.textBaseline = "top";
  drawing.beginPath();
  drawing.moveTo(plotMargin.left, bottom + 0.5);
  drawing.lineTo(plotMargin.left + plotWidth, bottom + 0.5);
  for (const { at, text } of stepTicks(plot)) {
    const x = Math.round(plot.x(at)) + 0.5;
    drawing.moveTo(x, bottom);
    drawing.lineTo(x, bottom + 4);
    drawing.fillText(text, x, bottom + 6);
  }
  drawing.stroke();
}
