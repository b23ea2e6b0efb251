import { type AxisScale, roomyScale } from "./axis-scale";
import type { HeatSeries } from "./chart-series";
import type { ChartTheme } from "./chart-theme";
import type { Drawing } from "./drawing";
import { heatExtent, paintHeat } from "./heat-map";
import { extentOf, leastPositive, robustExtent } from "./pixel-columns";
import { type Plot, type PlotFrame, paintAxes, paintZones, plotMargin, plotOf, plotSize } from "./plot";
import { type Placing, paintTrace } from "./trace-path";
import { type ReducedSeries, SeriesReducer, type Trace } from "./traces";

/** A chart at one moment, reduced to its pixels and laid out: what uPlot draws on screen and an export writes to a file. */
export interface ChartPicture {
  readonly plot: Plot;
  readonly traces: readonly Trace[];
  readonly broken: readonly number[];
}

/** Makes pictures; keeps the buffers that they need from one to the next. */
export class PictureMaker {
  private readonly reducer = new SeriesReducer();

  make(frame: PlotFrame): ChartPicture {
    const { width } = plotSize(frame);
    const columns = Math.max(1, Math.round(width * frame.density));
    const reduced = this.reducer.reduce(frame.spec.series, { range: frame.range, columns, width });
    return { plot: plotOf(frame, fittingScale(frame, reduced)), traces: reduced.traces, broken: reduced.broken };
  }
}

/** The vertical axis that fits what the frame shows. */
function fittingScale({ spec, range }: PlotFrame, { means }: ReducedSeries): AxisScale {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const include = (value: number): void => {
    if (!Number.isFinite(value) || (spec.scale === "log" && value <= 0)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const series of spec.series) {
    if (!series.fit) continue;
    if (series.kind === "points") {
      series.values.forEach((value, index) => {
        const step = series.steps[index] ?? Number.NaN;
        if (step >= range.from && step <= range.to) include(value);
      });
    } else if (series.kind === "mean") {
      robustExtent(means.get(series) ?? new Float64Array(0)).forEach(include);
    } else if (series.kind === "heat") {
      const extent = heatExtent(series);
      include(extent.low);
      include(extent.high);
    } else {
      const columns = series.kind === "line" ? [series.column] : [series.lowColumn, series.highColumn];
      const extent = extentOf(series.table, columns, range.from, range.to);
      const startsAtZero = spec.scale === "log" && extent.low <= 0;
      include(startsAtZero ? leastPositive(series.table, columns, range.from, range.to) : extent.low);
      include(extent.high);
    }
  }
  for (const zone of spec.zones) {
    include(zone.from);
    include(zone.to);
  }
  const roomy = roomyScale(spec.scale, low, high);
  return {
    kind: spec.scale,
    minimum: spec.minimum ?? roomy.minimum,
    maximum: spec.maximum ?? roomy.maximum,
  };
}

/** Where a plot's traces lie in CSS pixels. */
export function placingOf(plot: Plot): Placing {
  return { x: plot.x, y: plot.y, unit: 1, bottom: plotMargin.top + plot.plotHeight };
}

/** Heat maps lie behind every line. */
export function paintHeats(drawing: Drawing, plot: Plot, theme: ChartTheme): void {
  for (const series of plot.spec.series) if (isHeat(series)) paintHeat(drawing, plot, series, theme);
}

function isHeat(series: { readonly kind: string }): series is HeatSeries {
  return series.kind === "heat";
}

/** Bars along the top edge where a figure was NaN or infinite. */
export function paintBroken(drawing: Drawing, { plot, broken }: ChartPicture, theme: ChartTheme): void {
  if (broken.length === 0) return;
  drawing.fillStyle = theme.error;
  drawing.beginPath();
  for (const step of broken) drawing.rect(plot.x(step) - 1, 1, 2, plotMargin.top - 3);
  drawing.fill();
}

/** Marks of single figures, above all lines and whole at the ends of the axes. */
export function paintMarkers(drawing: Drawing, { plot, traces }: ChartPicture, theme: ChartTheme): void {
  const marks = traces.filter(({ kind, xs }) => kind === "markers" && xs.length > 0);
  if (marks.length === 0) return;
  const room = 4;
  drawing.save();
  drawing.beginPath();
  drawing.rect(plotMargin.left - room, plotMargin.top - room, plot.plotWidth + 2 * room, plot.plotHeight + 2 * room);
  drawing.clip();
  for (const trace of marks) paintTrace(drawing, trace, placingOf(plot), theme);
  drawing.restore();
}

/** Draws a whole picture at once, as a file takes it. */
export function paintPicture(drawing: Drawing, picture: ChartPicture, theme: ChartTheme): void {
  const { plot, traces } = picture;
  paintZones(drawing, plot, theme);
  paintAxes(drawing, plot, theme);
  drawing.save();
  drawing.beginPath();
  drawing.rect(plotMargin.left, 0, plot.plotWidth, plotMargin.top + plot.plotHeight + 1);
  drawing.clip();
  paintHeats(drawing, plot, theme);
  for (const trace of traces) if (trace.kind !== "markers") paintTrace(drawing, trace, placingOf(plot), theme);
  paintBroken(drawing, picture, theme);
  drawing.restore();
  paintMarkers(drawing, picture, theme);
}
