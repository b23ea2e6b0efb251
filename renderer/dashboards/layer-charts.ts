import type { Series, StatisticName } from "../../engine/contract";
import type { FigureUnit, MessageKey, Text } from "../i18n";
import type { ProbeStatistics, StatisticTable } from "../runs";
import type { ChartSeries, ChartSpec, ChartZone, SeriesColor } from "./charts";

interface ChartLine {
  readonly statistic: StatisticName;
  readonly label: MessageKey;
  readonly color: SeriesColor;
  readonly dashed?: boolean;
}

interface ChartBand {
  readonly low: StatisticName;
  readonly high: StatisticName;
  readonly label: MessageKey;
  readonly opacity: number;
}

/** One chart of the layer panel; shown when at least one of its lines is defined for the place. */
export interface LayerChart {
  readonly id: string;
  readonly title: MessageKey;
  readonly qualifier?: MessageKey;
  readonly explanation: MessageKey;
  readonly unit: FigureUnit;
  readonly scale: "linear" | "log";
  readonly minimum?: number;
  readonly zones?: readonly { readonly from: number; readonly to: number; readonly label: MessageKey }[];
  readonly bands?: readonly ChartBand[];
  readonly lines: readonly ChartLine[];
}

const layerDistribution: LayerChart = {
  id: "distribution",
  title: "dashboards.distribution",
  explanation: "dashboards.distributionExplanation",
  unit: "number",
  scale: "linear",
  bands: [
    { low: "percentile_1", high: "percentile_99", label: "dashboards.band98", opacity: 0.18 },
    { low: "percentile_15", high: "percentile_85", label: "dashboards.band70", opacity: 0.36 },
  ],
  lines: [{ statistic: "percentile_50", label: "dashboards.median", color: "--series-1" }],
};

const unitDistribution: LayerChart = {
  ...layerDistribution,
  explanation: "dashboards.oneUnitExplanation",
  bands: [{ low: "unit_percentile_15", high: "unit_percentile_85", label: "dashboards.band70", opacity: 0.3 }],
  lines: [{ statistic: "unit_percentile_50", label: "dashboards.median", color: "--series-1" }],
};

/** The distribution chart, of the whole layer or of one typical unit. */
export function distributionChart(of: "layer" | "unit"): LayerChart {
  return of === "layer" ? layerDistribution : unitDistribution;
}

/** Every kept histogram of a place over time, with its median. */
export function heatChartSpec(
  { table, histograms }: Pick<ProbeStatistics, "table" | "histograms">,
  stepUnit: ChartSpec["stepUnit"],
  text: Text,
): ChartSpec {
  const history = histograms.get("histogram");
  const [median] = layerChartSpec(layerDistribution, table, new Set(["percentile_50"]), stepUnit, text).series;
  return {
    series: [
      ...(history === undefined
        ? []
        : [
            {
              kind: "heat",
              id: "heat",
              label: text("dashboards.density"),
              color: "--series-1",
              history,
              fit: true,
            } as const,
          ]),
      ...(median === undefined ? [] : [{ ...median, color: "--series-2", fit: false } as const]),
    ],
    zones: [],
    unit: "number",
    scale: "linear",
    minimum: null,
    maximum: null,
    stepUnit,
  };
}

/** log10 of the update over the weight in which training is healthy. */
export const healthyUpdate = { from: -3.5, to: -2.5 } as const;

/** Every other chart over time, in the order in which trouble usually shows. */
export const layerCharts: readonly LayerChart[] = [
  {
    id: "saturation",
    title: "dashboards.saturationChart",
    explanation: "dashboards.saturationExplanation",
    unit: "share",
    scale: "linear",
    minimum: 0,
    lines: [
      { statistic: "saturation", label: "dashboards.stat.saturation", color: "--series-2" },
      { statistic: "dead", label: "dashboards.stat.dead", color: "--series-4" },
    ],
  },
  {
    id: "gradient",
    title: "dashboards.gradientChart",
    explanation: "dashboards.gradientExplanation",
    unit: "number",
    scale: "log",
    lines: [{ statistic: "gradient_norm", label: "dashboards.stat.gradient_norm", color: "--series-1" }],
  },
  {
    id: "update",
    title: "dashboards.updateChart",
    qualifier: "dashboards.log10",
    explanation: "dashboards.updateExplanation",
    unit: "log10",
    scale: "linear",
    zones: [{ ...healthyUpdate, label: "dashboards.updateHealthy" }],
    lines: [{ statistic: "update_ratio", label: "dashboards.stat.update_ratio", color: "--series-1" }],
  },
  {
    id: "weight",
    title: "dashboards.weightChart",
    explanation: "dashboards.weightExplanation",
    unit: "number",
    scale: "linear",
    lines: [{ statistic: "weight_norm", label: "dashboards.stat.weight_norm", color: "--series-1" }],
  },
  {
    id: "mean",
    title: "dashboards.meanChart",
    explanation: "dashboards.meanExplanation",
    unit: "number",
    scale: "linear",
    lines: [
      { statistic: "batch_mean", label: "dashboards.batch", color: "--series-6" },
      { statistic: "running_mean", label: "dashboards.running", color: "--series-2", dashed: true },
    ],
  },
  {
    id: "variance",
    title: "dashboards.varianceChart",
    explanation: "dashboards.varianceExplanation",
    unit: "number",
    scale: "log",
    lines: [
      { statistic: "batch_variance", label: "dashboards.batch", color: "--series-6" },
      { statistic: "running_variance", label: "dashboards.running", color: "--series-2", dashed: true },
    ],
  },
  {
    id: "drift",
    title: "dashboards.driftChart",
    explanation: "dashboards.driftExplanation",
    unit: "number",
    scale: "linear",
    lines: [
      { statistic: "drift_mean_average", label: "dashboards.driftMean", color: "--series-1" },
      { statistic: "drift_mean_maximum", label: "dashboards.driftMeanMaximum", color: "--series-1", dashed: true },
      { statistic: "drift_variance_average", label: "dashboards.driftVariance", color: "--series-2" },
      {
        statistic: "drift_variance_maximum",
        label: "dashboards.driftVarianceMaximum",
        color: "--series-2",
        dashed: true,
      },
    ],
  },
  {
    id: "gap",
    title: "dashboards.gapChart",
    qualifier: "dashboards.gapWholeNetwork",
    explanation: "dashboards.gapExplanation",
    unit: "number",
    scale: "linear",
    lines: [{ statistic: "train_eval_gap", label: "dashboards.stat.train_eval_gap", color: "--series-1" }],
  },
  {
    id: "gamma",
    title: "dashboards.gammaChart",
    explanation: "dashboards.gammaExplanation",
    unit: "number",
    scale: "linear",
    bands: [{ low: "gamma_15", high: "gamma_85", label: "dashboards.band70", opacity: 0.3 }],
    lines: [{ statistic: "gamma_50", label: "dashboards.median", color: "--series-1" }],
  },
  {
    id: "beta",
    title: "dashboards.betaChart",
    explanation: "dashboards.betaExplanation",
    unit: "number",
    scale: "linear",
    bands: [{ low: "beta_15", high: "beta_85", label: "dashboards.band70", opacity: 0.3 }],
    lines: [{ statistic: "beta_50", label: "dashboards.median", color: "--series-1" }],
  },
];

/** Whether a chart has anything to say about a place. */
export function isChartDefined(chart: LayerChart, table: StatisticTable): boolean {
  return chart.lines.some((line) => table.isDefined(table.column(line.statistic)));
}

/** What to draw for a place: those of the chart's bands and lines that are `defined`, over the place's records. */
export function layerChartSpec(
  chart: LayerChart,
  table: StatisticTable,
  defined: ReadonlySet<string>,
  stepUnit: ChartSpec["stepUnit"],
  text: Text,
): ChartSpec {
  const series: ChartSeries[] = [];
  for (const band of chart.bands ?? []) {
    if (!defined.has(band.low) || !defined.has(band.high)) continue;
    series.push({
      kind: "band",
      id: band.low,
      label: text(band.label),
      color: "--series-1",
      table,
      lowColumn: table.column(band.low),
      highColumn: table.column(band.high),
      opacity: band.opacity,
      fit: true,
    });
  }
  for (const line of chart.lines) {
    if (!defined.has(line.statistic)) continue;
    series.push({
      kind: "line",
      id: line.statistic,
      label: text(line.label),
      color: line.color,
      table,
      column: table.column(line.statistic),
      faint: false,
      dashed: line.dashed ?? false,
      fit: true,
    });
  }
  const zones: ChartZone[] = (chart.zones ?? []).map(({ from, to, label }) => ({ from, to, label: text(label) }));
  return {
    series,
    zones,
    unit: chart.unit,
    scale: chart.scale,
    minimum: chart.minimum ?? null,
    maximum: null,
    stepUnit,
  };
}

/** How the figures of a series are written. */
export function seriesUnit(series: Series | undefined): FigureUnit {
  if (series?.unit === "log10") return "log10";
  return series?.unit === "share" ? "share" : "number";
}
