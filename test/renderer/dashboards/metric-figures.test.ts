import { describe, expect, it } from "vitest";
import type { EpochSummary, OutputMetrics, RunOutcome } from "../../../engine/contract";
import {
  bestEpoch,
  bestFigures,
  definedColumns,
  measuredOutputs,
  metricsByEpoch,
} from "../../../renderer/dashboards/metric-figures";

function metrics(node: string, figures: Partial<OutputMetrics>): OutputMetrics {
  return {
    node,
    loss: 1,
    accuracy: null,
    precision: null,
    recall: null,
    f1: null,
    auc: null,
    confusion: [],
    r_squared: null,
    root_mean_squared_error: null,
    mean_absolute_error: null,
    ...figures,
  };
}

function summary(epoch: number, figures: Partial<EpochSummary>): EpochSummary {
  return {
    epoch,
    loss: 1 / epoch,
    accuracy: null,
    validation_loss: null,
    validation_accuracy: null,
    rows_per_second: 1,
    steps: epoch * 10,
    learning_rate: 0.1,
    validation_metrics: [],
    training_metrics: [],
    ...figures,
  };
}

const epochs = [
  summary(1, {
    validation_loss: 0.5,
    validation_metrics: [metrics("kind", { loss: 0.4, accuracy: 0.7, auc: 0.9 }), metrics("price", { r_squared: -1 })],
  }),
  summary(2, {
    validation_loss: 0.3,
    validation_metrics: [
      metrics("kind", { loss: 0.6, accuracy: 0.9, auc: null }),
      metrics("price", { r_squared: 0.5 }),
    ],
  }),
  summary(3, {
    validation_loss: 0.4,
    validation_metrics: [
      metrics("kind", { loss: Number.NaN, accuracy: 0.8, auc: 0.8 }),
      metrics("price", { r_squared: 0.25 }),
    ],
  }),
];
const outcome: RunOutcome = {
  reason: "early_stopping",
  best_epoch: 1,
  restored_best: false,
  population_statistics: false,
  validation: null,
};

describe("metrics of a run", () => {
  it("belong to an output and to rows", () => {
    expect(measuredOutputs(epochs, "validation")).toEqual(["kind", "price"]);
    expect(measuredOutputs(epochs, "training")).toEqual([]);
    expect(measuredOutputs([], "validation")).toEqual([]);
    expect(
      metricsByEpoch(epochs, "validation", "price").map(({ epoch, metrics: of }) => [epoch, of.r_squared]),
    ).toEqual([
      [1, -1],
      [2, 0.5],
      [3, 0.25],
    ]);
  });

  it("have a column for each figure that the output has at any epoch", () => {
    const columns = (output: string) =>
      definedColumns(metricsByEpoch(epochs, "validation", output)).map(({ id }) => id);
    expect(columns("kind")).toEqual(["loss", "accuracy", "auc"]);
    expect(columns("price")).toEqual(["loss", "r_squared"]);
  });

  it("are best where the loss is least and the rest greatest; what is no number never is", () => {
    const rows = metricsByEpoch(epochs, "validation", "kind");
    expect([...bestFigures(definedColumns(rows), rows)]).toEqual([
      ["loss", 0.4],
      ["accuracy", 0.9],
      ["auc", 0.9],
    ]);
  });

  it("have their best epoch by the validation loss, else by the training loss, else as the run's end tells", () => {
    expect(bestEpoch(epochs, null)).toBe(2);
    expect(bestEpoch([summary(1, {}), summary(2, {})], null)).toBe(2);
    expect(bestEpoch([], null)).toBeNull();
    expect(bestEpoch(epochs, outcome)).toBe(1);
  });
});
