import {
  type EpochSummary,
  type MetricName,
  metricNames,
  type OutputMetrics,
  type RunOutcome,
} from "../../engine/contract";
import type { FigureUnit, MessageKey } from "../i18n";

/** Rows over which metrics are taken. */
export type MetricRows = "validation" | "training";

/** One metric as a column: where it stands, how it is called and written, and which way it is better. */
export interface MetricColumn {
  readonly id: MetricName;
  readonly label: MessageKey;
  readonly unit: FigureUnit;
  readonly better: "higher" | "lower";
}

const shownAs: Readonly<Record<MetricName, Omit<MetricColumn, "id">>> = {
  loss: { label: "dashboards.loss", unit: "number", better: "lower" },
  accuracy: { label: "dashboards.accuracy", unit: "share", better: "higher" },
  precision: { label: "dashboards.precision", unit: "share", better: "higher" },
  recall: { label: "dashboards.recall", unit: "share", better: "higher" },
  f1: { label: "dashboards.f1", unit: "number", better: "higher" },
  auc: { label: "dashboards.auc", unit: "number", better: "higher" },
  r_squared: { label: "dashboards.rSquared", unit: "number", better: "higher" },
  root_mean_squared_error: { label: "dashboards.rootMeanSquaredError", unit: "number", better: "lower" },
  mean_absolute_error: { label: "dashboards.meanAbsoluteError", unit: "number", better: "lower" },
};

/** How one metric is shown. */
export const metricColumn = (id: MetricName): MetricColumn => ({ id, ...shownAs[id] });

const columns: readonly MetricColumn[] = metricNames.map(metricColumn);

/** Metrics of one output at the end of one epoch. */
export interface EpochMetrics {
  readonly epoch: number;
  readonly metrics: OutputMetrics;
}

const metricsOf = (epoch: EpochSummary, rows: MetricRows): readonly OutputMetrics[] =>
  rows === "validation" ? epoch.validation_metrics : epoch.training_metrics;

/** Output nodes with metrics over these rows, in the order of the run's losses. */
export function measuredOutputs(epochs: readonly EpochSummary[], rows: MetricRows): readonly string[] {
  const last = epochs.at(-1);
  return last ? metricsOf(last, rows).map(({ node }) => node) : [];
}

/** An output's metrics, epoch by epoch. */
export function metricsByEpoch(
  epochs: readonly EpochSummary[],
  rows: MetricRows,
  output: string,
): readonly EpochMetrics[] {
  return epochs.flatMap((summary) => {
    const metrics = metricsOf(summary, rows).find(({ node }) => node === output);
    return metrics ? [{ epoch: summary.epoch, metrics }] : [];
  });
}

/** Metrics that the output has: those of a class for classes, those of a number for numbers. */
export function definedColumns(rows: readonly EpochMetrics[]): readonly MetricColumn[] {
  return columns.filter(({ id }) => rows.some(({ metrics }) => metrics[id] !== null));
}

/** Metrics that one set of figures has. */
export function metricColumnsOf(metrics: OutputMetrics): readonly MetricColumn[] {
  return columns.filter(({ id }) => metrics[id] !== null);
}

/** Best figure of each column over the epochs, by column id. */
export function bestFigures(
  shown: readonly MetricColumn[],
  rows: readonly EpochMetrics[],
): ReadonlyMap<string, number> {
  const best = new Map<string, number>();
  for (const { id, better } of shown) {
    for (const { metrics } of rows) {
      const value = metrics[id];
      const before = best.get(id);
      if (value === null || Number.isNaN(value)) continue;
      if (before === undefined || (better === "higher" ? value > before : value < before)) best.set(id, value);
    }
  }
  return best;
}

/** The loss that decides which epoch is best: of validation, or of training where no rows validate. */
export function watchedLoss({ loss, validation_loss }: EpochSummary): number {
  return validation_loss ?? loss;
}

/** The best epoch: as the run's end tells it, or by the watched loss so far; null before the first. */
export function bestEpoch(epochs: readonly EpochSummary[], outcome: RunOutcome | null): number | null {
  if (outcome) return outcome.best_epoch;
  let best: EpochSummary | null = null;
  for (const epoch of epochs) {
    if (best === null || watchedLoss(epoch) < watchedLoss(best)) best = epoch;
  }
  return best?.epoch ?? null;
}
