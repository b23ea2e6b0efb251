import { parametersOf } from "../../engine/catalog";
import type { EpochSummary } from "../../engine/contract";
import { type Graph, nodeOf } from "../../engine/model";
import type { Text } from "../i18n";
import type { StatisticTable } from "../runs";
import type { ChartSeries } from "./charts";
import type { CurveSettings } from "./curve-settings";

/** One figure of an epoch's summary: of training as it went, of the training rows in inference mode, of validation. */
export interface CurveFigures {
  readonly training: (epoch: EpochSummary) => number | null;
  /** Null unless the run was asked to evaluate its training rows. */
  readonly evaluated: (epoch: EpochSummary, graph: Graph) => number | null;
  readonly validation: (epoch: EpochSummary) => number | null;
}

export const lossFigures: CurveFigures = {
  training: (epoch) => epoch.loss,
  evaluated: ({ training_metrics }, graph) =>
    training_metrics.length === 0
      ? null
      : training_metrics.reduce((sum, { node, loss }) => sum + loss * lossWeight(graph, node), 0),
  validation: (epoch) => epoch.validation_loss,
};

export const accuracyFigures: CurveFigures = {
  training: (epoch) => epoch.accuracy,
  // As in training: of the first output with classes.
  evaluated: ({ training_metrics }) => training_metrics.find(({ accuracy }) => accuracy !== null)?.accuracy ?? null,
  validation: (epoch) => epoch.validation_accuracy,
};

/** What an Output's loss counts for in the loss of the whole network. */
function lossWeight(graph: Graph, output: string): number {
  const node = nodeOf(graph, output);
  const weight = (node && parametersOf(node, "output"))?.weight ?? Number.NaN;
  return Number.isNaN(weight) ? 1 : weight;
}

/** What the curves of a run are drawn from, beside its table of batches. */
export interface RunCurves {
  readonly epochs: readonly EpochSummary[];
  /** What was trained. */
  readonly graph: Graph;
}

/**
 * Series of one training curve: each batch (thin), the mean of the latest batches, the mean of each epoch, the training
 * rows evaluated in inference mode where that was asked for, and validation.
 * Until the first epoch is over there is nothing else to fit, so the axis then follows the batches.
 */
export function curveSeries(
  table: StatisticTable,
  column: number,
  { epochs, graph }: RunCurves,
  figures: CurveFigures,
  settings: CurveSettings,
  text: Text,
): readonly ChartSeries[] {
  const training = pointsOf(epochs, figures.training);
  const evaluated = pointsOf(epochs, (epoch) => figures.evaluated(epoch, graph));
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
  if (evaluated.values.length > 0) {
    series.push({
      kind: "points",
      id: "evaluated",
      label: text("dashboards.trainEvaluated"),
      color: "--series-3",
      ...evaluated,
      marker: "ring",
      joined: true,
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

/** A figure of each epoch that has it. */
export function pointsOf(
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
