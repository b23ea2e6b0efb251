import type { StepRange } from "./chart-group";
import { type ChartSeries, type ChartSpec, readSeries, seriesLabels } from "./chart-series";

/** A cell of a table: words, a figure, or nothing. */
export type CsvCell = string | number | null;

/** A table as comma-separated values: figures at full precision, words quoted where they must be. */
export function csvText(rows: Iterable<readonly CsvCell[]>): string {
  const lines: string[] = [];
  for (const row of rows) lines.push(row.map(cellText).join(","));
  return `${lines.join("\r\n")}\r\n`;
}

function cellText(cell: CsvCell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  // A spreadsheet would take such words for a formula.
  const words = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
}

/** The columns of one series: their heads, and the records they hold in order of their steps. */
interface SeriesColumns {
  readonly heads: readonly string[];
  readonly length: number;
  step(index: number): number;
  cells(index: number): readonly CsvCell[];
}

function columnsOf(series: ChartSeries, label: string): SeriesColumns {
  if (series.kind === "points") {
    const { steps, values } = series;
    return {
      heads: [label],
      length: steps.length,
      step: (index) => steps[index] ?? Number.NaN,
      cells: (index) => [values[index] ?? null],
    };
  }
  if (series.kind === "heat") {
    const { history } = series;
    const { edges } = history;
    const bins = Array.from(edges)
      .slice(1)
      .map((to, bin) => `${label} ${edges[bin]} … ${to}`);
    return {
      heads: [`${label} < ${edges[0]}`, ...bins, `${label} ≥ ${edges[edges.length - 1]}`, `${label} NaN`],
      length: history.length,
      step: (index) => history.step(index),
      cells: (index) => Array.from(history.cells(index) ?? []),
    };
  }
  const { table } = series;
  return {
    heads: series.kind === "band" ? [`${label} (low)`, `${label} (high)`] : [label],
    length: table.length,
    step: (index) => table.step(index),
    cells: (index) =>
      series.kind === "mean"
        ? readSeries(series, table.step(index))
        : series.kind === "band"
          ? [table.value(series.lowColumn, index), table.value(series.highColumn, index)]
          : [table.value(series.column, index)],
  };
}

/** What stands in front of the figures of each row: heads, and the cells of a step. */
export interface StepColumns {
  readonly heads: readonly string[];
  cells(step: number): readonly CsvCell[];
}

/** Every record of a chart's series in a stretch of steps, a row a step; a series without a record there has an empty cell. */
export function* chartRows(spec: ChartSpec, range: StepRange, steps: StepColumns): Generator<readonly CsvCell[]> {
  const labels = seriesLabels(spec);
  const columns = spec.series.map((series) => columnsOf(series, labels.get(series.id) ?? series.label));
  yield [...steps.heads, ...columns.flatMap(({ heads }) => heads)];
  const places = columns.map((column) => firstAtOrAfter(column, range.from));
  for (;;) {
    let step = Number.POSITIVE_INFINITY;
    columns.forEach((column, index) => {
      const place = places[index] ?? 0;
      if (place < column.length) step = Math.min(step, column.step(place));
    });
    if (!(step <= range.to)) return;
    const row: CsvCell[] = [...steps.cells(step)];
    columns.forEach((column, index) => {
      const place = places[index] ?? 0;
      if (place < column.length && column.step(place) === step) {
        row.push(...column.cells(place));
        places[index] = place + 1;
      } else row.push(...column.heads.map(() => null));
    });
    yield row;
  }
}

function firstAtOrAfter({ length, step }: SeriesColumns, from: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (step(middle) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
