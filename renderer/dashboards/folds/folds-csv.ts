import { type FoldFigures, foldTables, type MetricName, metricNames } from "../../../engine/contract";
import type { MessageKey } from "../../i18n";
import { csvText } from "../charts";
import { metricColumn } from "../metric-figures";

/** What stands in the file beside figures, in a language. */
export interface FoldsWords {
  readonly text: (key: MessageKey) => string;
  /** What an Output is called. */
  readonly outputName: (node: string) => string;
}

/** A cross-validation as comma-separated values at full precision: a row a fold, then mean and σ, for each Output. */
export function foldsCsv(folds: readonly FoldFigures[], { text, outputName }: FoldsWords): string {
  const tables = foldTables(folds);
  const shown = metricNames.filter((name) => tables.some(({ columns }) => columns.some((one) => one.name === name)));
  const head = [
    ...(["output", "fold", "trainingRows", "validationRows"] as const).map((name) => text(`folds.${name}`)),
    text("dashboards.epoch"),
    ...shown.map((name) => text(metricColumn(name).label)),
  ];
  const rows = tables.flatMap(({ node, columns }) => {
    const output = outputName(node);
    const of = (name: MetricName) => columns.find((column) => column.name === name);
    return [
      ...folds.map(({ fold, training_rows, validation_rows, epoch }, index) => [
        ...[output, fold + 1, training_rows, validation_rows, epoch],
        ...shown.map((name) => of(name)?.figures[index] ?? null),
      ]),
      [output, text("folds.mean"), null, null, null, ...shown.map((name) => of(name)?.spread.mean ?? null)],
      [output, text("folds.deviation"), null, null, null, ...shown.map((name) => of(name)?.spread.deviation ?? null)],
    ];
  });
  return csvText([head, ...rows]);
}
