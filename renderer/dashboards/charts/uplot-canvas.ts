import uPlot from "uplot";
import { figurePlace } from "./axis-scale";
import { type ChartPicture, paintBroken, paintHeats, paintMarkers } from "./chart-picture";
import type { ChartTheme } from "./chart-theme";
import { type AxisTick, figureTicks, type Plot, paintZones, plotMargin, stepTicks } from "./plot";
import { type Placing, tracePath } from "./trace-path";
import type { Trace } from "./traces";
import "uplot/dist/uPlot.min.css";

/** What an axis's places come from; uPlot's own search for round figures is passed over. */
const ticksGiven = { incrs: () => [1e300], space: 1 } as const;

/** uPlot takes null for no figure under the crosshair, which its types do not tell. */
const noIndex: unknown = null;

const noSeries: readonly Trace[] = [
  { kind: "line", style: { color: "--text-muted", opacity: 1, width: 0, dash: [], fill: "none" }, xs: [], ys: [] },
];

/** What uPlot cannot change once a chart is made. */
function structureOf({ plot, traces }: ChartPicture): string {
  const { spec, stepsPerEpoch } = plot;
  return JSON.stringify([
    spec.scale,
    spec.unit,
    spec.stepUnit,
    spec.axis === undefined,
    stepsPerEpoch,
    traces.map(({ kind, style }) => [kind, { ...style, opacity: 0, dash: style.dash.length }]),
  ]);
}

/** One picture after the other, drawn by uPlot: axes and grid, traces, crosshair and selection. */
export class UplotCanvas {
  private chart: uPlot | null = null;
  private structure = "";
  private picture: ChartPicture | null = null;
  private theme: ChartTheme | null = null;
  private cursor: number | null = null;

  constructor(private readonly host: HTMLElement) {}

  /** Device pixels a CSS pixel. */
  static get density(): number {
    return uPlot.pxRatio;
  }

  draw(picture: ChartPicture, theme: ChartTheme): void {
    this.picture = picture;
    this.theme = theme;
    const structure = structureOf(picture);
    if (structure !== this.structure) {
      this.destroy();
      this.structure = structure;
    }
    const { width, height, range } = picture.plot;
    this.chart ??= this.makeChart(picture, theme.font);
    const chart = this.chart;
    tracesOf(picture).forEach(({ style }, index) => {
      const series = chart.series[index + 1];
      if (series !== undefined) series.alpha = style.opacity;
    });
    chart.batch(() => {
      if (chart.width !== width || chart.height !== height) chart.setSize({ width, height });
      chart.setData(dataOf(picture), false);
      chart.setScale("x", { min: range.from, max: range.to });
    });
    this.point(this.cursor);
  }

  /** Puts the crosshair on a step; away for null and beside the picture. */
  point(step: number | null): void {
    this.cursor = step;
    if (this.chart === null || this.picture === null) return;
    const { from, to } = this.picture.plot.range;
    const isShown = step !== null && step >= from && step <= to;
    const left = isShown ? this.picture.plot.x(step) - plotMargin.left : -10;
    if (this.chart.cursor.left !== left) this.chart.setCursor({ left, top: isShown ? 0 : -10 }, false);
  }

  /** Marks the stretch that a drag is about to zoom into. */
  select(stretch: { readonly from: number; readonly to: number } | null): void {
    if (this.chart === null || this.picture === null) return;
    const { plot } = this.picture;
    const left = stretch === null ? 0 : plot.x(stretch.from) - plotMargin.left;
    const width = stretch === null ? 0 : plot.x(stretch.to) - plotMargin.left - left;
    this.chart.setSelect({ left, width, top: 0, height: stretch === null ? 0 : plot.plotHeight }, false);
  }

  destroy(): void {
    this.chart?.destroy();
    this.chart = null;
    this.structure = "";
  }

  private makeChart(picture: ChartPicture, font: string): uPlot {
    const { spec, width, height } = picture.plot;
    const color = (name: "text" | "line" | "axis") => () => this.theme?.[name] ?? "";
    const axis = (scale: "x" | "y", ticks: (plot: Plot) => readonly AxisTick[]) => {
      const now = () => (this.picture === null ? [] : ticks(this.picture.plot));
      return {
        ...ticksGiven,
        scale,
        font: `11px ${font}`,
        stroke: color("text"),
        filter: (_chart: uPlot, splits: number[]) => splits,
        splits: () => now().map(({ at }) => at),
        values: () => now().map(({ text }) => text),
      };
    };
    const every = (_chart: uPlot, splits: number[]) => splits;
    const onPage = (paint: (context: CanvasRenderingContext2D, now: ChartPicture, theme: ChartTheme) => void) => {
      return ({ ctx }: uPlot) => {
        if (this.picture === null || this.theme === null) return;
        ctx.save();
        ctx.scale(uPlot.pxRatio, uPlot.pxRatio);
        paint(ctx, this.picture, this.theme);
        ctx.restore();
      };
    };
    const off = () => null;
    return new uPlot(
      {
        mode: 2,
        width,
        height,
        padding: [plotMargin.top, plotMargin.right, 0, 0],
        legend: { show: false },
        cursor: {
          y: false,
          points: { show: false },
          drag: { x: false, y: false },
          dataIdx: () => noIndex as number,
          // Pointer, pen and keys are heard by the chart, which has its group follow.
          bind: {
            mousedown: off,
            mouseup: off,
            click: off,
            dblclick: off,
            mousemove: off,
            mouseleave: off,
            mouseenter: off,
          },
        },
        scales: {
          x: { time: false, auto: false, range: () => this.stretch() },
          y: { distr: spec.scale === "log" ? 3 : 1, auto: true, range: () => this.figures() },
        },
        axes: [
          {
            ...axis("x", stepTicks),
            side: 2,
            size: plotMargin.bottom,
            gap: 2,
            grid: { show: false },
            ticks: { show: true, size: 4, width: 1, stroke: color("axis"), filter: every },
            border: { show: true, width: 1, stroke: color("axis") },
          },
          {
            ...axis("y", figureTicks),
            side: 3,
            size: plotMargin.left,
            gap: 6,
            grid: { show: true, width: 1, stroke: color("line"), filter: every },
            ticks: { show: false },
          },
        ],
        series: [{}, ...tracesOf(picture).map((trace, index) => this.seriesFor(trace, index))],
        hooks: {
          drawClear: [onPage((context, { plot }, theme) => paintZones(context, plot, theme))],
          drawAxes: [onPage((context, { plot }, theme) => paintHeats(context, plot, theme))],
          // uPlot would cut marks off at the edges of the plot.
          draw: [onPage(paintBroken), onPage(paintMarkers)],
        },
      },
      dataOf(picture),
      this.host,
    );
  }

  private stretch(): [number, number] {
    const range = this.picture?.plot.range;
    return [range?.from ?? 0, range?.to ?? 1];
  }

  private figures(): [number, number] {
    const scale = this.picture?.plot.scale;
    return [scale?.minimum ?? 0, scale?.maximum ?? 1];
  }

  private seriesFor({ style }: Trace, index: number): uPlot.Series {
    const color = () => this.theme?.color(style.color) ?? "";
    return {
      auto: false,
      pxAlign: 0,
      width: style.width,
      dash: [...style.dash],
      ...(style.width > 0 && { stroke: color }),
      ...(style.fill !== "none" && { fill: style.fill === "color" ? color : () => this.theme?.surface ?? "" }),
      points: { show: false },
      paths: (chart) => {
        const trace = this.picture === null ? undefined : tracesOf(this.picture)[index];
        if (this.picture === null || trace === undefined || trace.xs.length === 0) return null;
        const path = new Path2D();
        tracePath(path, trace, devicePlacing(this.picture.plot, chart.bbox));
        return { stroke: path, fill: path, clip: null, flags: 0 };
      },
    };
  }
}

/** What uPlot holds as series: it takes no chart without any. */
function tracesOf({ traces }: ChartPicture): readonly Trace[] {
  const drawn = traces.filter(({ kind }) => kind !== "markers");
  return drawn.length === 0 ? noSeries : drawn;
}

/** The traces' figures as uPlot holds them: those across, and those up. */
function dataOf(picture: ChartPicture): uPlot.AlignedData {
  const columns = tracesOf(picture).map((trace) => [trace.xs, "ys" in trace ? trace.ys : trace.highs]);
  // With figures across of their own for each series, which uPlot's types do not tell.
  const data: unknown = [null, ...columns];
  return data as uPlot.AlignedData;
}

/** Where traces lie in the canvas's own pixels. */
function devicePlacing({ range, scale }: Plot, { left, top, width, height }: uPlot.BBox): Placing {
  const perStep = width / (range.to - range.from);
  return {
    x: (step) => left + (step - range.from) * perStep,
    y: figurePlace(scale, top, height),
    unit: uPlot.pxRatio,
    bottom: top + height,
  };
}
