import type { EpochSummary, OutputMetrics, RunOutcome } from "./generated";

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

/** A figure that an Output's rows come to. */
export type MetricName = Exclude<keyof OutputMetrics, "node" | "confusion" | "scaled_by">;

/** Every such figure, in the order in which they are shown. */
export const metricNames: readonly MetricName[] = [
  "loss",
  "accuracy",
  "precision",
  "recall",
  "f1",
  "auc",
  "r_squared",
  "root_mean_squared_error",
  "mean_absolute_error",
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

/** One figure of an Output over the folds. */
export interface FoldColumn {
  readonly name: MetricName;
  /** One for each fold; null where a fold lacks it. */
  readonly figures: readonly (number | null)[];
  /** Of the folds that have it. */
  readonly spread: Spread;
}

/** An Output's figures over the folds. */
export interface FoldTable {
  readonly node: string;
  /** The figures that some fold has. */
  readonly columns: readonly FoldColumn[];
  /** Whether the loss is of numbers that were scaled, not in the target's unit. */
  readonly isScaled: boolean;
}

/** The folds' figures, a table for each Output. */
export function foldTables(folds: readonly FoldFigures[]): readonly FoldTable[] {
  return (folds[0]?.metrics ?? []).map(({ node }) => {
    const all = folds.map(({ metrics }) => metrics.find((one) => one.node === node));
    const columns = metricNames.flatMap((name) => {
      const figures = all.map((metrics) => metrics?.[name] ?? null);
      const spread = spreadOf(figures.filter((figure) => figure !== null));
      return spread === null ? [] : [{ name, figures, spread }];
    });
    return { node, columns, isScaled: all.some((metrics) => metrics?.scaled_by !== undefined) };
  });
}

/** What the folds came to together. */
export interface FoldSummary {
  readonly loss: Spread | null;
  /** One for each Output; a metric that some fold lacks is left out. */
  readonly outputs: readonly Readonly<Record<string, Spread | string>>[];
}

/** Mean and deviation of the loss and of every metric. */
export function foldSummary(folds: readonly FoldFigures[]): FoldSummary {
  const outputs = foldTables(folds).map(({ node, columns }) => {
    const whole = columns.filter(({ figures }) => !figures.includes(null));
    return { node, ...Object.fromEntries(whole.map(({ name, spread }) => [name, spread])) };
  });
  return { loss: spreadOf(folds.map(({ loss }) => loss)), outputs };
}
