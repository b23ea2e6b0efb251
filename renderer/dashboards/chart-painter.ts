import { type AxisScale, placeOf, roomyScale } from "./axis-scale";
import { type ChartFrame, type Plot, paintAxes, paintZones, plotMargin } from "./chart-axes";
import type { BandSeries, LineSeries, MeanSeries, PointSeries } from "./chart-series";
import { heatExtent, paintHeat } from "./heat-painter";
import {
  extentOf,
  isWithoutRecords,
  leastPositive,
  makePixelColumns,
  type PixelColumns,
  reduceToPixels,
  robustExtent,
  trailingMeans,
} from "./pixel-columns";

/** Draws charts; keeps the buffers that a picture needs from one frame to the next. */
export class ChartPainter {
  private columns: PixelColumns = makePixelColumns(0);
  /** Smooth lines of the present picture, by series id: both the axis and the line need them. */
  private readonly means = new Map<string, Float64Array>();

  paint(frame: ChartFrame): void {
    const { context, width, height, density } = frame;
    const plotWidth = Math.max(1, width - plotMargin.left - plotMargin.right);
    const plotHeight = Math.max(1, height - plotMargin.top - plotMargin.bottom);
    const pixels = Math.max(1, Math.round(plotWidth * density));
    if (this.columns.width !== pixels) this.columns = makePixelColumns(pixels);
    this.means.clear();
    for (const series of frame.spec.series) {
      if (series.kind !== "mean") continue;
      // A smooth line needs a place only every other pixel.
      const means = new Float64Array(Math.ceil(plotWidth / 2));
      // Seen from afar, each place stands for all batches since the one before it, or the line would be their noise.
      const perPlace = (frame.range.to - frame.range.from) / means.length;
      const window = Math.max(series.window, perPlace);
      trailingMeans(series.table, series.column, frame.range.from, frame.range.to, window, means);
      this.means.set(series.id, means);
    }
    const scale = this.scaleOf(frame);
    const perStep = plotWidth / (frame.range.to - frame.range.from);
    const plot: Plot = {
      ...frame,
      scale,
      plotWidth,
      plotHeight,
      x: (step) => plotMargin.left + (step - frame.range.from) * perStep,
      y: (value) => plotMargin.top + (1 - placeOf(scale, value)) * plotHeight,
    };
    paintZones(plot);
    paintAxes(plot);
    context.save();
    context.beginPath();
    context.rect(plotMargin.left, 0, plotWidth, plotMargin.top + plotHeight + 1);
    context.clip();
    for (const series of frame.spec.series) {
      if (series.kind === "heat") paintHeat(plot, series);
      else if (series.kind === "band") this.paintBand(plot, series);
      else if (series.kind === "line") this.paintLine(plot, series);
      else if (series.kind === "mean") this.paintMeans(plot, series);
      else paintPoints(plot, series);
    }
    context.restore();
  }

  private meansOf(series: MeanSeries): Float64Array {
    return this.means.get(series.id) ?? new Float64Array(0);
  }

  /** The vertical axis that fits what the frame shows. */
  private scaleOf({ spec, range }: ChartFrame): AxisScale {
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
        robustExtent(this.meansOf(series)).forEach(include);
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

  private paintLine(plot: Plot, series: LineSeries): void {
    const { context, range, theme } = plot;
    const { table, column } = series;
    if (!table.isDefined(column)) return;
    const start = Math.max(0, table.indexOf(range.from) - 1);
    const end = Math.min(table.length, table.indexOf(range.to) + 1);
    context.strokeStyle = theme.color(series.color);
    context.fillStyle = theme.color(series.color);
    context.lineWidth = series.faint ? 1 : 1.5;
    context.setLineDash(series.dashed ? [5, 3] : []);
    if (end - start <= this.columns.width * 2) {
      context.globalAlpha = series.faint ? faintAlpha(end - start, plot.plotWidth) : 1;
      this.paintRecords(plot, series, start, end);
    } else {
      reduceToPixels(table, column, range.from, range.to, this.columns);
      context.globalAlpha = series.faint ? 0.07 : 0.3;
      this.paintExtremes(plot);
      if (!series.faint) {
        context.globalAlpha = 1;
        this.strokeColumnMeans(plot);
      }
      this.markBrokenColumns(plot);
    }
    context.globalAlpha = 1;
    context.setLineDash([]);
  }

  private paintRecords(plot: Plot, { table, column }: LineSeries, start: number, end: number): void {
    const { context } = plot;
    let drawing = false;
    context.beginPath();
    const broken: number[] = [];
    for (let index = start; index < end; index += 1) {
      const x = plot.x(table.step(index));
      const value = table.value(column, index);
      const y = plot.y(value);
      if (!Number.isFinite(value)) broken.push(x);
      if (!Number.isFinite(y)) {
        drawing = false;
        continue;
      }
      if (drawing) context.lineTo(x, y);
      else context.moveTo(x, y);
      const next = index + 1 < end ? plot.y(table.value(column, index + 1)) : Number.NaN;
      // A record without neighbours would be an empty path: give it the width of the pen.
      if (!drawing && !Number.isFinite(next)) context.lineTo(x + 1, y);
      drawing = true;
    }
    context.stroke();
    markBroken(plot, broken);
  }

  /** One filled path of minimum-to-maximum bars, each stretched to meet its neighbour. */
  private paintExtremes(plot: Plot): void {
    const { context, density } = plot;
    const { width, low, high } = this.columns;
    const pixel = 1 / density;
    let previousTop = Number.NaN;
    let previousBottom = Number.NaN;
    context.beginPath();
    for (let index = 0; index < width; index += 1) {
      let top = plot.y(high[index] ?? Number.NaN);
      let bottom = plot.y(low[index] ?? Number.NaN);
      // On a log axis a minimum at or below zero runs to the bottom edge.
      if (Number.isNaN(bottom) && !Number.isNaN(top)) bottom = plotMargin.top + plot.plotHeight;
      if (Number.isNaN(top)) {
        previousTop = Number.NaN;
        continue;
      }
      const [ownTop, ownBottom] = [top, bottom];
      if (previousBottom < top) top = previousBottom;
      if (previousTop > bottom) bottom = previousTop;
      context.rect(plotMargin.left + index * pixel, top, pixel, Math.max(bottom - top, pixel));
      previousTop = ownTop;
      previousBottom = ownBottom;
    }
    context.fill();
  }

  private strokeColumnMeans(plot: Plot): void {
    const { context, density } = plot;
    context.beginPath();
    let drawing = false;
    this.columns.mean.forEach((mean, index) => {
      if (isWithoutRecords(this.columns, index)) return;
      const y = plot.y(mean);
      if (Number.isFinite(y)) {
        const x = plotMargin.left + (index + 0.5) / density;
        if (drawing) context.lineTo(x, y);
        else context.moveTo(x, y);
        drawing = true;
      } else drawing = false;
    });
    context.stroke();
  }

  private markBrokenColumns(plot: Plot): void {
    const places: number[] = [];
    this.columns.broken.forEach((broken, index) => {
      if (broken === 1) places.push(plotMargin.left + index / plot.density);
    });
    markBroken(plot, places);
  }

  private paintMeans(plot: Plot, series: MeanSeries): void {
    const { context } = plot;
    const means = this.meansOf(series);
    context.strokeStyle = plot.theme.color(series.color);
    context.lineWidth = 1.75;
    context.lineJoin = "round";
    context.beginPath();
    let drawing = false;
    const spacing = plot.plotWidth / Math.max(1, means.length - 1);
    means.forEach((mean, place) => {
      const y = plot.y(mean);
      if (Number.isFinite(y)) {
        const x = plotMargin.left + place * spacing;
        if (drawing) context.lineTo(x, y);
        else context.moveTo(x, y);
        drawing = true;
      } else drawing = false;
    });
    context.stroke();
  }

  private paintBand(plot: Plot, { table, lowColumn, highColumn, color, opacity }: BandSeries): void {
    const { context, range } = plot;
    if (!table.isDefined(lowColumn) || !table.isDefined(highColumn)) return;
    context.fillStyle = plot.theme.color(color);
    context.globalAlpha = opacity;
    const start = Math.max(0, table.indexOf(range.from) - 1);
    const end = Math.min(table.length, table.indexOf(range.to) + 1);
    const edges: { x: number; low: number; high: number }[] = [];
    const flush = (): void => {
      fillBetween(context, edges);
      edges.length = 0;
    };
    const take = (x: number, low: number, high: number): void => {
      if (Number.isFinite(low) && Number.isFinite(high)) edges.push({ x, low: plot.y(low), high: plot.y(high) });
      else flush();
    };
    if (end - start <= this.columns.width) {
      for (let index = start; index < end; index += 1) {
        take(plot.x(table.step(index)), table.value(lowColumn, index), table.value(highColumn, index));
      }
    } else {
      reduceToPixels(table, lowColumn, range.from, range.to, this.columns);
      const lows = this.columns.mean.slice();
      reduceToPixels(table, highColumn, range.from, range.to, this.columns);
      lows.forEach((low, index) => {
        if (isWithoutRecords(this.columns, index)) return;
        take(plotMargin.left + (index + 0.5) / plot.density, low, this.columns.mean[index] ?? Number.NaN);
      });
    }
    flush();
    context.globalAlpha = 1;
  }
}

function fillBetween(context: CanvasRenderingContext2D, edges: readonly { x: number; low: number; high: number }[]) {
  if (edges.length === 0) return;
  context.beginPath();
  for (const { x, high } of edges) context.lineTo(x, high);
  for (let index = edges.length - 1; index >= 0; index -= 1) {
    const edge = edges[index];
    if (edge !== undefined) context.lineTo(edge.x, edge.low);
  }
  context.closePath();
  context.fill();
}

function paintPoints(plot: Plot, { steps, values, color, marker, joined }: PointSeries): void {
  const { context, theme } = plot;
  context.strokeStyle = theme.color(color);
  context.lineWidth = 1.75;
  context.lineJoin = "round";
  context.beginPath();
  let drawing = false;
  const places: { x: number; y: number }[] = [];
  const broken: number[] = [];
  values.forEach((value, index) => {
    const x = plot.x(steps[index] ?? Number.NaN);
    const y = plot.y(value);
    if (!Number.isFinite(value)) broken.push(x);
    if (!Number.isFinite(y)) {
      drawing = false;
      return;
    }
    if (drawing) context.lineTo(x, y);
    else context.moveTo(x, y);
    drawing = true;
    places.push({ x, y });
  });
  // Marks that would touch each other say nothing: the line alone, their own or another's, then tells the story.
  const isCrowded = places.length > plot.plotWidth / 10;
  if (joined) context.stroke();
  markBroken(plot, broken);
  if (isCrowded) return;
  for (const { x, y } of places) {
    context.beginPath();
    context.arc(x, y, 2.75, 0, 2 * Math.PI);
    context.fillStyle = marker === "ring" ? theme.surface : theme.color(color);
    context.fill();
    context.stroke();
  }
}

/** Bars along the top edge where a figure was NaN or infinite. */
function markBroken(plot: Plot, places: readonly number[]): void {
  if (places.length === 0) return;
  const { context } = plot;
  const alpha = context.globalAlpha;
  context.globalAlpha = 1;
  context.fillStyle = plot.theme.error;
  context.beginPath();
  for (const x of places) context.rect(x - 1, 1, 2, plotMargin.top - 3);
  context.fill();
  context.globalAlpha = alpha;
}

function faintAlpha(records: number, width: number): number {
  return records > width / 2 ? 0.24 : 0.45;
}
