import { figureText, useText } from "../i18n";
import { epochOfStep } from "../runs";
import { type ChartSpec, readSeries, tableSteps } from "./chart-series";
import { FigureTable } from "./figure-table";
import { useStatisticsTick } from "./use-statistics-tick";

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
  readonly stepsPerEpoch: number;
}

/** The figures of a chart as a table, newest last: for screen readers, for reading exactly, for copying. */
export function ChartTable({ title, spec, stepsPerEpoch }: ChartTableProps) {
  const text = useText();
  useStatisticsTick(1);
  const { axis } = spec;
  const places = axis === undefined ? [text("dashboards.epoch"), text("dashboards.step")] : [axis.label];
  const placesOf = (step: number): readonly string[] =>
    axis === undefined ? [String(Math.max(1, epochOfStep(step + 1, stepsPerEpoch))), String(step)] : [figureText(step)];
  return (
    <FigureTable
      title={title}
      heads={[...places, ...spec.series.map((series) => series.label)]}
      rows={rowsOf(spec).map(({ step, figures }) => ({ key: step, cells: [...placesOf(step), ...figures] }))}
    />
  );
}
