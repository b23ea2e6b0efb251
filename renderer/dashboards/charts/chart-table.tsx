import { useEffect, useState } from "react";
import { figureText, useText } from "../../i18n";
import { epochOfStep } from "../../runs";
import type { ChartFeed } from "./chart-feed";
import { type ChartSpec, readSeries, seriesLabels, tableSteps } from "./chart-series";
import { FigureTable } from "./figure-table";

const ROWS_SHOWN = 100;

interface TableRow {
  readonly step: number;
  readonly figures: readonly string[];
}

function rowsOf(spec: ChartSpec): readonly TableRow[] {
  return tableSteps(spec, ROWS_SHOWN).map((step) => ({
    step,
    figures: spec.series.map((series) => {
      const figures = readSeries(series, step);
      return figures.length === 0 ? "–" : figures.map((figure) => figureText(figure, spec.unit)).join(" … ");
    }),
  }));
}

interface ChartTableProps {
  readonly title: string;
  readonly spec: ChartSpec;
  readonly feed: ChartFeed;
}

/** The figures of a chart as a table, newest last: for screen readers, for reading exactly, for copying. */
export function ChartTable({ title, spec, feed }: ChartTableProps) {
  const text = useText();
  const [, setTick] = useState(0);
  useEffect(() => feed.subscribe(() => setTick((tick) => tick + 1), 1), [feed]);
  const { stepsPerEpoch } = feed.extent();
  const { axis } = spec;
  const places = axis === undefined ? [text("dashboards.epoch"), text("dashboards.step")] : [axis.label];
  const placesOf = (step: number): readonly string[] =>
    axis === undefined ? [String(Math.max(1, epochOfStep(step + 1, stepsPerEpoch))), String(step)] : [figureText(step)];
  return (
    <FigureTable
      title={title}
      heads={[...places, ...seriesLabels(spec).values()]}
      rows={rowsOf(spec).map(({ step, figures }) => ({ key: step, cells: [...placesOf(step), ...figures] }))}
    />
  );
}
