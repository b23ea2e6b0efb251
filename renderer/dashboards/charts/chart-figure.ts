import type { Text } from "../../i18n";
import { epochOfStep } from "../../runs";
import type { ChartFeed, StepExtent } from "./chart-feed";
import type { ChartGroup } from "./chart-group";
import { PictureMaker, paintPicture } from "./chart-picture";
import { type ChartSeries, type ChartSpec, isDashed, seriesLabels } from "./chart-series";
import { chartRows, csvText, type StepColumns } from "./csv";
import type { FigureExport, LegendEntry } from "./figure-page";

/** CSS pixels of a chart in a file: what a page of print or a slide takes, whatever the panel's size. */
const size = { width: 640, height: 360 } as const;

/** Where a chart's horizontal axis begins and ends while nothing is zoomed. */
export function extentOfChart({ axis }: ChartSpec, feed: ChartFeed): StepExtent {
  return axis === undefined ? feed.extent() : { start: axis.from, end: axis.to, stepsPerEpoch: 0 };
}

function markOf(series: ChartSeries): LegendEntry["mark"] {
  if (series.kind === "band" || series.kind === "heat") return "area";
  if (isDashed(series)) return "dashed";
  return series.kind === "points" ? "point" : "line";
}

function opacityOf(series: ChartSeries): number {
  if (series.kind === "band") return Math.min(1, series.opacity * 1.6);
  return series.kind === "line" && series.faint ? 0.5 : 1;
}

/** A chart as it can be written to a file: the stretch that is shown, with every record in it. */
export function chartFigure(spec: ChartSpec, group: ChartGroup, feed: ChartFeed, text: Text): FigureExport {
  const { start, end, stepsPerEpoch } = extentOfChart(spec, feed);
  const range = group.range ?? { from: start, to: end };
  const labels = seriesLabels(spec);
  const steps: StepColumns =
    spec.axis === undefined
      ? {
          heads: [text("dashboards.epoch"), text("dashboards.step")],
          cells: (step) => [Math.max(1, epochOfStep(step + 1, stepsPerEpoch)), step],
        }
      : { heads: [spec.axis.label], cells: (figure) => [figure] };
  return {
    ...size,
    legend: spec.series.map((series) => ({
      label: labels.get(series.id) ?? series.label,
      color: series.color,
      opacity: opacityOf(series),
      mark: markOf(series),
    })),
    paint: (drawing, theme, density) =>
      paintPicture(drawing, new PictureMaker().make({ ...size, density, spec, range, stepsPerEpoch }), theme),
    csv: () => csvText(chartRows(spec, range, steps)),
  };
}
