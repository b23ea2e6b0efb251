import type { AlongGradient } from "../../engine/contract";
import { figureText, type Text } from "../i18n";
import { StatisticTable } from "../runs";
import type { BandSeries, ChartSpec, PointSeries, SeriesColor } from "./charts";

/** Step sizes from where the network stands (0) to the greatest one, as an axis. */
function sizeAxis({ step_sizes }: AlongGradient, text: Text): NonNullable<ChartSpec["axis"]> {
  return {
    label: text("analysis.stepSize"),
    from: 0,
    to: step_sizes.at(-1) ?? 0,
    textAt: (size) => `η = ${figureText(size, "number", 3)}`,
  };
}

/** Whether there is anything along the gradient: not where a learning rate of 0 leaves the network where it is. */
export function isAlongMoving({ step_sizes }: AlongGradient): boolean {
  const last = step_sizes.at(-1) ?? 0;
  return Number.isFinite(last) && last > 0;
}

/** Figures at each step size, after the one where the network stands. */
function sizeSeries(
  { step_sizes }: AlongGradient,
  series: { readonly id: string; readonly label: string; readonly color: SeriesColor },
  atStart: number,
  values: readonly number[],
): PointSeries {
  return {
    ...series,
    kind: "points",
    steps: [0, ...step_sizes],
    values: [atStart, ...values],
    marker: "dot",
    joined: true,
    fit: true,
  };
}

/** From the least to the greatest loss, over the step sizes that were tried. */
function lossBand({ step_sizes, minimum, maximum }: AlongGradient, text: Text): BandSeries {
  const table = new StatisticTable(["minimum", "maximum"], step_sizes.length);
  for (const size of step_sizes) table.append(size, 1, [[minimum], [maximum]], 0);
  return {
    kind: "band",
    id: "extremes",
    label: text("analysis.extremes"),
    color: "--series-1",
    fit: false,
    table,
    lowColumn: 0,
    highColumn: 1,
    opacity: 0.16,
  };
}

const plain = { zones: [], unit: "number", scale: "linear", minimum: null, maximum: null, stepUnit: "step" } as const;

/** Loss against step size. */
export function lossAlong(along: AlongGradient, text: Text): ChartSpec {
  const series = { id: "loss", label: text("dashboards.loss"), color: "--series-1" } as const;
  const line = sizeSeries(along, series, along.loss, along.losses);
  return { ...plain, series: [lossBand(along, text), line], axis: sizeAxis(along, text) };
}

/** How far the gradient is from the first one, against step size. */
export function distanceAlong(along: AlongGradient, text: Text): ChartSpec {
  const series = { id: "distance", label: text("analysis.distance"), color: "--series-2" } as const;
  const line = sizeSeries(along, series, 0, along.gradient_distances);
  return { ...plain, minimum: 0, series: [line], axis: sizeAxis(along, text) };
}
