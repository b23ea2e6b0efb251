import { type FoldFigures, foldTables, type MetricName } from "../contract";
import { aligned } from "./metrics-table";

const titles: Readonly<Record<MetricName, string>> = {
  loss: "loss",
  accuracy: "accuracy",
  precision: "precision",
  recall: "recall",
  f1: "F1",
  auc: "AUC",
  r_squared: "R²",
  root_mean_squared_error: "RMSE",
  mean_absolute_error: "MAE",
};

const figure = (value: number | null | undefined): string => value?.toPrecision(4) ?? "–";

/** A row a fold of `count`, then mean and deviation, for each Output. */
export function foldsText(folds: readonly FoldFigures[], count: number): string {
  const tables = foldTables(folds).map(({ node, columns }) => {
    const lines = [
      ["fold", "rows", "epoch", ...columns.map(({ name }) => titles[name])],
      ...folds.map(({ fold, validation_rows, epoch }, index) => [
        `${fold + 1}/${count}`,
        String(validation_rows),
        String(epoch),
        ...columns.map(({ figures }) => figure(figures[index])),
      ]),
      ["mean", "", "", ...columns.map(({ spread }) => figure(spread.mean))],
      ["σ", "", "", ...columns.map(({ spread }) => figure(spread.deviation))],
    ];
    return `validation of ${node}, under the weights each run kept\n${aligned(lines, 1)}`;
  });
  return tables.join("\n");
}
