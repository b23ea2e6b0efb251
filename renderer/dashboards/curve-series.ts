import type { EpochSummary } from "../../engine/contract";
import type { Text } from "../i18n";
import type { StatisticTable } from "../runs";
import type { ChartSeries } from "./chart-series";
import type { CurveSettings } from "./curve-settings";

/** One figure of an epoch's summary, training and validation. */
export interface CurveFigures {
  readonly training: (epoch: EpochSummary) => number | null;
  readonly validation: (epoch: EpochSummary) => number | null;
}

export const lossFigures: CurveFigures = {
  training: (epoch) => epoch.loss,
  validation: (epoch) => epoch.validation_loss,
};

export const accuracyFigures: CurveFigures = {
  training: (epoch) => epoch.accuracy,
  validation: (epoch) => epoch.validation_accuracy,
};

/**
 * Series of one training curve: each batch (thin), the mean of the latest batches, the mean of each epoch, and validation.
 * Until the first epoch is over there is nothing else to fit, so the axis then follows the batches.
 */
export function curveSeries(
  table: StatisticTable,
  column: number,
  epochs: readonly EpochSummary[],
  figures: CurveFigures,
  settings: CurveSettings,
  text: Text,
): readonly ChartSeries[] {
  const training = pointsOf(epochs, figures.training);
  const validation = pointsOf(epochs, figures.validation);
  const isSmoothed = settings.smoothing > 0;
  const series: ChartSeries[] = [
    {
      kind: "line",
      id: "batch",
      label: text("dashboards.trainBatch"),
      color: "--series-1",
      table,
      column,
      faint: true,
      dashed: false,
      fit: settings.fitsBatches || (!isSmoothed && training.values.length === 0),
    },
  ];
  if (isSmoothed) {
    series.push({
      kind: "mean",
      id: "smooth",
      label: text("dashboards.trainSmooth", { count: settings.smoothing }),
      color: "--series-1",
      table,
      column,
      window: settings.smoothing,
      fit: true,
    });
  }
  if (training.values.length > 0) {
    series.push({
      kind: "points",
      id: "epoch",
      label: text("dashboards.trainEpoch"),
      color: "--series-1",
      ...training,
      marker: "dot",
      joined: !isSmoothed,
      fit: true,
    });
  }
  if (validation.values.length > 0) {
    series.push({
      kind: "points",
      id: "validation",
      label: text("dashboards.validation"),
      color: "--series-2",
      ...validation,
      marker: "ring",
      joined: true,
      fit: true,
    });
  }
  return series;
}

function pointsOf(
  epochs: readonly EpochSummary[],
  figure: (epoch: EpochSummary) => number | null,
): { readonly steps: readonly number[]; readonly values: readonly number[] } {
  const steps: number[] = [];
  const values: number[] = [];
  for (const epoch of epochs) {
    const value = figure(epoch);
    if (value === null) continue;
    steps.push(epoch.steps);
    values.push(value);
  }
  return { steps, values };
}
