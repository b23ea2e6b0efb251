import { useRef, useState } from "react";
import { useText } from "../i18n";
import { epochOfStep, figureText } from "../runs";
import { Button } from "../ui";
import { type ChartSpec, readSeries, tableSteps } from "./chart-series";
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
  const table = useRef<HTMLTableElement>(null);
  const [copied, setCopied] = useState<"copied" | "selected" | null>(null);
  const rows = rowsOf(spec);
  const heads = [text("dashboards.epoch"), text("dashboards.step"), ...spec.series.map((series) => series.label)];
  const cells = (row: TableRow): readonly string[] => [
    String(Math.max(1, epochOfStep(row.step + 1, stepsPerEpoch))),
    String(row.step),
    ...row.figures,
  ];

  const copy = async (): Promise<void> => {
    const lines = [heads, ...rows.map(cells)].map((line) => line.join("\t"));
    try {
      await navigator.clipboard.writeText(lines.join("\n"));
      setCopied("copied");
    } catch {
      // The clipboard may be out of bounds; then the table is selected for the platform's own copy key.
      if (table.current !== null) getSelection()?.selectAllChildren(table.current);
      setCopied("selected");
    }
  };

  return (
    <div className="chart-table">
      <div className="chart-table-scroll">
        <table ref={table}>
          <caption className="visually-hidden">{title}</caption>
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.step}>
                {cells(row).map((cell, index) => (
                  <td key={heads[index]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <div className="chart-table-foot">
          <Button variant="quiet" onClick={() => void copy()}>
            {text("dashboards.copyTable")}
          </Button>
          <span role="status">
            {copied === "copied" && text("dashboards.copied")}
            {copied === "selected" && text("dashboards.selectedToCopy")}
          </span>
        </div>
      </div>
    </div>
  );
}
