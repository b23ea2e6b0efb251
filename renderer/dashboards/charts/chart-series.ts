import type { FigureUnit } from "../../i18n";
import { emptySummary, type HistogramHistory, type StatisticTable } from "../../runs";

/** CSS variable that holds a series' colour in the present theme. */
export type SeriesColor = `--series-${1 | 2 | 3 | 4 | 5 | 6}` | "--text-muted";

interface SeriesBase {
  readonly id: string;
  readonly label: string;
  readonly color: SeriesColor;
  /** Name of the run it is of, told where a chart shows several. */
  readonly run?: string;
  /** Whether the vertical axis makes room for it; a faint raw line may run out of the picture. */
  readonly fit: boolean;
}

/** A statistic over steps: a line while records are few, minimum to maximum a pixel column when they are many. */
export interface LineSeries extends SeriesBase {
  readonly kind: "line";
  readonly table: StatisticTable;
  readonly column: number;
  readonly faint: boolean;
  readonly dashed: boolean;
}

/** Mean of the last `window` training steps of a statistic. */
export interface MeanSeries extends SeriesBase {
  readonly kind: "mean";
  readonly table: StatisticTable;
  readonly column: number;
  readonly window: number;
  readonly dashed?: boolean;
}

/** Single figures, such as one an epoch; `joined` by a line where no other line leads from one to the next. */
export interface PointSeries extends SeriesBase {
  readonly kind: "points";
  readonly steps: readonly number[];
  readonly values: readonly number[];
  readonly marker: "dot" | "ring";
  readonly joined: boolean;
  readonly dashed?: boolean;
}

/** The space between two statistics, filled. */
export interface BandSeries extends SeriesBase {
  readonly kind: "band";
  readonly table: StatisticTable;
  readonly lowColumn: number;
  readonly highColumn: number;
  readonly opacity: number;
}

/** Histograms over time: the darker a cell, the denser the values there. */
export interface HeatSeries extends SeriesBase {
  readonly kind: "heat";
  readonly history: HistogramHistory;
}

export type ChartSeries = HeatSeries | LineSeries | MeanSeries | PointSeries | BandSeries;

/** A range of figures drawn behind the series, with its meaning. */
export interface ChartZone {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

/** Horizontal axis of a chart whose series stand at other figures than the run's steps. */
export interface FigureAxis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly textAt: (figure: number) => string;
}

/** What one chart shows. */
export interface ChartSpec {
  readonly series: readonly ChartSeries[];
  readonly zones: readonly ChartZone[];
  readonly unit: FigureUnit;
  readonly scale: "linear" | "log";
  /** Ends of the vertical axis that do not follow the figures. */
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly stepUnit: "step" | "epoch";
  /** In place of the run's steps. */
  readonly axis?: FigureAxis;
}

/** What a chart's series are called: with their run's name where they are of more than one. */
export function seriesLabels({ series }: Pick<ChartSpec, "series">): ReadonlyMap<string, string> {
  const hasRuns = new Set(series.map(({ run }) => run)).size > 1;
  return new Map(
    series.map(({ id, label, run }) => [id, hasRuns && run !== undefined ? `${label} · ${run}` : label] as const),
  );
}

/** Whether a series is drawn with a broken line. */
export function isDashed(series: ChartSeries): boolean {
  return "dashed" in series && series.dashed === true;
}

/** What a series reads at a step (`null`: its newest); bands read as two figures, heat as none. Empty when there is nothing there. */
export function readSeries(series: ChartSeries, step: number | null): readonly number[] {
  if (series.kind === "points") {
    const index = step === null ? series.steps.length - 1 : nearestIndex(series.steps, step);
    const value = series.values[index];
    return value === undefined ? [] : [value];
  }
  if (series.kind === "heat") return [];
  const { table } = series;
  const index = step === null ? table.length - 1 : table.nearest(step);
  if (index < 0) return [];
  if (series.kind === "band") return [table.value(series.lowColumn, index), table.value(series.highColumn, index)];
  if (series.kind === "line") return [table.value(series.column, index)];
  const start = table.indexOf(table.step(index) - series.window + 1e-9);
  return [table.summarize(series.column, Math.min(start, index), index + 1, emptySummary()).mean];
}

/** Index of the step nearest to `step` in an ascending list; -1 when it is empty. */
export function nearestIndex(steps: readonly number[], step: number): number {
  let best = -1;
  let distance = Number.POSITIVE_INFINITY;
  for (let index = 0; index < steps.length; index += 1) {
    const away = Math.abs((steps[index] ?? 0) - step);
    if (away >= distance) break;
    best = index;
    distance = away;
  }
  return best;
}

/** Steps at which a table of the chart has rows: those of its points, else up to `limit` evenly spread records. */
export function tableSteps(spec: ChartSpec, limit: number): readonly number[] {
  const points = spec.series.filter((series) => series.kind === "points");
  const longest = points.reduce<readonly number[]>(
    (steps, series) => (series.steps.length > steps.length ? series.steps : steps),
    [],
  );
  if (longest.length > 0) return evenly(longest.length, limit).map((index) => longest[index] ?? 0);
  const recorded = spec.series.find((series) => series.kind !== "points" && series.kind !== "heat");
  if (recorded === undefined) return [];
  return evenly(recorded.table.length, limit).map((index) => recorded.table.step(index));
}

/** At most `limit` indices below `count`, evenly spread, with the first and the last. */
function evenly(count: number, limit: number): readonly number[] {
  if (count <= limit) return Array.from({ length: count }, (_, index) => index);
  return Array.from({ length: limit }, (_, index) => Math.round((index * (count - 1)) / (limit - 1)));
}
