import type { EpochSummary, OutputMetrics, RunOutcome } from "../contract";
import { aligned } from "./metrics-table";

/** What the validation rows of one fold came to, under the weights that its run kept. */
export interface FoldFigures {
  /** Of the part that validated, from 0. */
  readonly fold: number;
  readonly training_rows: number;
  readonly validation_rows: number;
  /** The epoch of these weights, from 1. */
  readonly epoch: number;
  readonly loss: number;
  readonly metrics: readonly OutputMetrics[];
}

/** Mean over the folds, and their standard deviation (divided by the number of folds, as numpy's `std`). */
export interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

type MetricName = Exclude<keyof OutputMetrics, "node" | "confusion" | "scaled_by">;

const names: readonly (readonly [MetricName, string])[] = [
  ["loss", "loss"],
  ["accuracy", "accuracy"],
  ["precision", "precision"],
  ["recall", "recall"],
  ["f1", "F1"],
  ["auc", "AUC"],
  ["r_squared", "R²"],
  ["root_mean_squared_error", "RMSE"],
  ["mean_absolute_error", "MAE"],
];

/** The figures of the weights a run ended with: what was put back at its end, or its last epoch's. Null where nothing validated. */
export function keptFigures(
  last: EpochSummary | null,
  outcome: RunOutcome | null,
): Pick<FoldFigures, "epoch" | "loss" | "metrics"> | null {
  if (last === null) return null;
  if (outcome?.validation) {
    const { loss, metrics } = outcome.validation;
    return { epoch: outcome.restored_best ? (outcome.best_epoch ?? last.epoch) : last.epoch, loss, metrics };
  }
  const { epoch, validation_loss, validation_metrics } = last;
  return validation_loss === null ? null : { epoch, loss: validation_loss, metrics: validation_metrics };
}

/** Mean and deviation of numbers; null of none. */
export function spreadOf(figures: readonly number[]): Spread | null {
  const { length } = figures;
  if (length === 0) return null;
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / length;
  return { mean, deviation: Math.sqrt(figures.reduce((sum, figure) => sum + (figure - mean) ** 2, 0) / length) };
}

/** What the folds came to together. */
export interface FoldSummary {
  readonly loss: Spread | null;
  /** One for each Output; a metric that some fold lacks is left out. */
  readonly outputs: readonly Readonly<Record<string, Spread | string>>[];
}

/** Mean and deviation of the loss and of every metric. */
export function foldSummary(folds: readonly FoldFigures[]): FoldSummary {
  const outputs = (folds[0]?.metrics ?? []).map(({ node }) => {
    const spreads = names.flatMap(([name]) => {
      const found = folds.map(({ metrics }) => metrics.find((one) => one.node === node)?.[name] ?? null);
      const spread = found.every((figure) => figure !== null) ? spreadOf(found) : null;
      return spread === null ? [] : [[name, spread] as const];
    });
    return { node, ...Object.fromEntries(spreads) };
  });
  return { loss: spreadOf(folds.map(({ loss }) => loss)), outputs };
}

/** A row a fold, then mean and deviation, for each Output. */
export function foldsText(folds: readonly FoldFigures[], count: number): string {
  const figure = (value: number | undefined): string => (value === undefined ? "–" : value.toPrecision(4));
  const tables = (folds[0]?.metrics ?? []).map(({ node }) => {
    const of = folds.map(({ metrics }) => metrics.find((one) => one.node === node));
    const shown = names.filter(([name]) => of.some((metrics) => (metrics?.[name] ?? null) !== null));
    const column = (name: MetricName) =>
      of.flatMap((metrics) => {
        const value = metrics?.[name] ?? null;
        return value === null ? [] : [value];
      });
    const last = (title: string, read: (spread: Spread) => number) => [
      title,
      "",
      "",
      ...shown.map(([name]) => {
        const spread = spreadOf(column(name));
        return figure(spread === null ? undefined : read(spread));
      }),
    ];
    const lines = [
      ["fold", "rows", "epoch", ...shown.map(([, title]) => title)],
      ...folds.map(({ fold, validation_rows, epoch }, index) => [
        `${fold + 1}/${count}`,
        String(validation_rows),
        String(epoch),
        ...shown.map(([name]) => figure(of[index]?.[name] ?? undefined)),
      ]),
      last("mean", ({ mean }) => mean),
      last("σ", ({ deviation }) => deviation),
    ];
    return `validation of ${node}, under the weights each run kept\n${aligned(lines, 1)}`;
  });
  return tables.join("\n");
}
