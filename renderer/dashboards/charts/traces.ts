import type { StepRange } from "./chart-group";
import type { BandSeries, ChartSeries, LineSeries, PointSeries, SeriesColor } from "./chart-series";
import { isWithoutRecords, makePixelColumns, type PixelColumns, reduceToPixels, trailingMeans } from "./pixel-columns";

/** How a trace is drawn. */
export interface TraceStyle {
  readonly color: SeriesColor;
  readonly opacity: number;
  /** Of the pen, in CSS pixels; 0 draws no line. */
  readonly width: number;
  readonly dash: readonly number[];
  readonly fill: "none" | "color" | "surface";
}

interface TraceBase {
  readonly style: TraceStyle;
  /** Places across, in steps. */
  readonly xs: ArrayLike<number>;
}

/** A line through figures, or a mark at each; broken off at NaN. */
export interface FigureTrace extends TraceBase {
  readonly kind: "line" | "markers";
  readonly ys: ArrayLike<number>;
}

/** What lies between two figures at each place, filled; broken off at NaN. */
export interface BandTrace extends TraceBase {
  readonly kind: "band";
  readonly lows: ArrayLike<number>;
  readonly highs: ArrayLike<number>;
}

/** A bar from least to greatest for each pixel column, from each place on, `span` steps wide; none at NaN. */
export interface ExtentTrace extends TraceBase {
  readonly kind: "extent";
  readonly lows: ArrayLike<number>;
  readonly highs: ArrayLike<number>;
  readonly span: number;
}

/** Something drawn of a series. */
export type Trace = FigureTrace | BandTrace | ExtentTrace;

/** What the series of a chart come to in a stretch of steps. */
export interface ReducedSeries {
  /** As many, and of the same kinds, for the same series at any time. */
  readonly traces: readonly Trace[];
  /** Steps at which a figure is NaN or infinite. */
  readonly broken: readonly number[];
  /** Smooth lines by their series. */
  readonly means: ReadonlyMap<ChartSeries, Float64Array>;
}

/** The stretch shown, and the pixel columns there are for it. */
export interface TraceFrame {
  readonly range: StepRange;
  /** Device pixels. */
  readonly columns: number;
  /** CSS pixels. */
  readonly width: number;
}

/** Reduces series to what a row of pixels can show; keeps its buffers from one picture to the next. */
export class SeriesReducer {
  private readonly buffers = new Map<string, PixelColumns>();

  reduce(series: readonly ChartSeries[], frame: TraceFrame): ReducedSeries {
    const traces: Trace[] = [];
    const broken: number[] = [];
    const means = new Map<ChartSeries, Float64Array>();
    for (const each of series) {
      if (each.kind === "line") traces.push(...this.lineTraces(each, frame, broken));
      else if (each.kind === "band") traces.push(this.bandTrace(each, frame));
      else if (each.kind === "points") traces.push(...pointTraces(each, frame, broken));
      else if (each.kind === "mean") {
        // A smooth line needs a place only every other pixel.
        const smooth = new Float64Array(Math.ceil(frame.width / 2));
        const { from, to } = frame.range;
        // Seen from afar, each place stands for all batches since the one before it, or the line would be their noise.
        const window = Math.max(each.window, (to - from) / smooth.length);
        trailingMeans(each.table, each.column, from, to, window, smooth);
        means.set(each, smooth);
        const spacing = (to - from) / Math.max(1, smooth.length - 1);
        traces.push({
          kind: "line",
          style: { ...line, color: each.color, width: 1.75, dash: each.dashed === true ? dashes : [] },
          xs: Float64Array.from(smooth, (_, place) => from + place * spacing),
          ys: smooth,
        });
      }
    }
    return { traces, broken, means };
  }

  private columnsFor(id: string, width: number): PixelColumns {
    const held = this.buffers.get(id);
    if (held?.width === width) return held;
    const made = makePixelColumns(width);
    this.buffers.set(id, made);
    return made;
  }

  /** Two traces: minimum to maximum of each pixel column, and the line. Few records are a line alone. */
  private lineTraces(series: LineSeries, { range, columns: count, width }: TraceFrame, broken: number[]): Trace[] {
    const { table, column, color, faint } = series;
    const dash = series.dashed ? dashes : [];
    const style = { ...line, color, width: faint ? 1 : 1.5, dash };
    const area: TraceStyle = { color, opacity: faint ? 0.07 : 0.3, width: 0, dash: [], fill: "color" };
    const start = Math.max(0, table.indexOf(range.from) - 1);
    const end = table.isDefined(column) ? Math.min(table.length, table.indexOf(range.to) + 1) : start;
    if (end - start <= count * 2) {
      const opacity = faint ? (end - start > width / 2 ? 0.24 : 0.45) : 1;
      const xs: number[] = [];
      const ys: number[] = [];
      for (let index = start; index < end; index += 1) {
        const value = table.value(column, index);
        if (!Number.isFinite(value)) broken.push(table.step(index));
        xs.push(table.step(index));
        ys.push(Number.isFinite(value) ? value : Number.NaN);
      }
      return [
        { kind: "extent", style: area, xs: [], lows: [], highs: [], span: 0 },
        { kind: "line", style: { ...style, opacity }, xs, ys },
      ];
    }
    const columns = this.columnsFor(series.id, count);
    reduceToPixels(table, column, range.from, range.to, columns);
    const span = (range.to - range.from) / count;
    const lefts = new Float64Array(count);
    const middles: number[] = [];
    const means: number[] = [];
    for (let pixel = 0; pixel < count; pixel += 1) {
      lefts[pixel] = range.from + pixel * span;
      if (columns.broken[pixel] === 1) broken.push(range.from + pixel * span);
      // A faint line is its extremes alone. Columns between records far apart are no gap.
      if (faint || isWithoutRecords(columns, pixel)) continue;
      middles.push(range.from + (pixel + 0.5) * span);
      means.push(columns.mean[pixel] ?? Number.NaN);
    }
    return [
      { kind: "extent", style: area, xs: lefts, lows: columns.low, highs: columns.high, span },
      { kind: "line", style, xs: middles, ys: means },
    ];
  }

  private bandTrace(series: BandSeries, { range, columns: count }: TraceFrame): Trace {
    const { table, lowColumn, highColumn, color, opacity } = series;
    const style: TraceStyle = { color, opacity, width: 0, dash: [], fill: "color" };
    const isDefined = table.isDefined(lowColumn) && table.isDefined(highColumn);
    const start = Math.max(0, table.indexOf(range.from) - 1);
    const end = isDefined ? Math.min(table.length, table.indexOf(range.to) + 1) : start;
    const xs: number[] = [];
    const lows: number[] = [];
    const highs: number[] = [];
    if (end - start <= count) {
      for (let index = start; index < end; index += 1) {
        xs.push(table.step(index));
        lows.push(table.value(lowColumn, index));
        highs.push(table.value(highColumn, index));
      }
    } else {
      const low = this.columnsFor(`${series.id} low`, count);
      const high = this.columnsFor(`${series.id} high`, count);
      reduceToPixels(table, lowColumn, range.from, range.to, low);
      reduceToPixels(table, highColumn, range.from, range.to, high);
      const span = (range.to - range.from) / count;
      for (let pixel = 0; pixel < count; pixel += 1) {
        if (isWithoutRecords(high, pixel)) continue;
        xs.push(range.from + (pixel + 0.5) * span);
        lows.push(low.mean[pixel] ?? Number.NaN);
        highs.push(high.mean[pixel] ?? Number.NaN);
      }
    }
    return { kind: "band", style, xs, lows, highs };
  }
}

const dashes: readonly number[] = [5, 3];
const line = { opacity: 1, fill: "none" } as const;

/** Two traces: the line that joins the points, and their marks. */
function pointTraces(series: PointSeries, { range, width }: TraceFrame, broken: number[]): Trace[] {
  const { steps, values, color, marker, joined } = series;
  const style: TraceStyle = { ...line, color, width: 1.75, dash: series.dashed === true ? dashes : [] };
  const ys = values.map((value) => (Number.isFinite(value) ? value : Number.NaN));
  ys.forEach((value, index) => {
    if (Number.isNaN(value)) broken.push(steps[index] ?? Number.NaN);
  });
  // Marks that would touch each other say nothing: the line alone, their own or another's, then tells the story.
  const inSight = steps.flatMap((step, index) => (step >= range.from && step <= range.to ? [index] : []));
  const marked = inSight.length > width / 10 ? [] : inSight;
  const marks: TraceStyle = { ...style, dash: [], fill: marker === "ring" ? "surface" : "color" };
  return [
    { kind: "line", style, xs: joined ? steps : [], ys: joined ? ys : [] },
    {
      kind: "markers",
      style: marks,
      xs: marked.map((index) => steps[index] ?? 0),
      ys: marked.map((index) => ys[index] ?? Number.NaN),
    },
  ];
}
