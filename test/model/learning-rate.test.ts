import { describe, expect, test } from "vitest";
import { learningRateAt, referenceTrainingSetup, type ScheduleSetup, stepsPerEpoch } from "../../engine/model";

/** 100 rows in batches of 10: ten steps an epoch, ten epochs, a hundred steps. */
const base = {
  ...referenceTrainingSetup,
  optimizer: { kind: "sgd", learning_rate: 0.5, decay: 0, momentum: 0, nesterov: false },
  epochs: 10,
  batch_size: 10,
} as const;
const rateAt = (schedule: ScheduleSetup, ...steps: number[]) =>
  steps.map((step) => learningRateAt({ ...base, schedule }, 100, step));

describe("the learning rate of a step", () => {
  test("stays constant, and on a plateau until the run is known", () => {
    expect(rateAt({ kind: "constant" }, 0, 99)).toEqual([0.5, 0.5]);
    const plateau = { factor: 0.5, patience: 1, minimum_delta: 0, minimum_learning_rate: 0 };
    expect(rateAt({ kind: "reduce_on_plateau", ...plateau }, 0, 99)).toEqual([0.5, 0.5]);
  });

  test("falls by steps and epochs", () => {
    expect(rateAt({ kind: "inverse_time", rate: 0.1 }, 0, 10, 90)).toEqual([0.5, 0.25, 0.05]);
    expect(rateAt({ kind: "step", epochs: 3, factor: 0.5 }, 29, 30, 60, 99)).toEqual([0.5, 0.25, 0.125, 0.0625]);
    expect(rateAt({ kind: "exponential", factor: 0.5 }, 9, 10, 39)).toEqual([0.5, 0.25, 0.0625]);
  });

  test("rises in a line and falls along half a cosine", () => {
    const schedule = { kind: "cosine", warmup_epochs: 2, final_fraction: 0.1 } as const;
    const rates = rateAt(schedule, 0, 10, 20, 60, 100);
    [0, 0.25, 0.5, 0.275, 0.05].forEach((rate, index) => {
      expect(rates[index]).toBeCloseTo(rate, 12);
    });
  });

  test("goes through one cycle", () => {
    const schedule = { kind: "one_cycle", rising_share: 0.25, initial_divisor: 10, final_divisor: 5 } as const;
    const rates = rateAt(schedule, 0, 12, 24, 99);
    [0.05, 0.275, 0.5, 0.01].forEach((rate, index) => {
      expect(rates[index]).toBeCloseTo(rate, 12);
    });
  });

  test("is divided by the optimizer's own decay too", () => {
    const training = { ...base, optimizer: { ...base.optimizer, decay: 0.1 }, schedule: { kind: "constant" } } as const;
    expect(learningRateAt(training, 100, 10)).toBe(0.25);
  });
});

test("an epoch has a batch for every row, or only whole ones", () => {
  expect(stepsPerEpoch(101, { batch_size: 10, drop_last_batch: false })).toBe(11);
  expect(stepsPerEpoch(101, { batch_size: 10, drop_last_batch: true })).toBe(10);
  expect(stepsPerEpoch(9, { batch_size: 10, drop_last_batch: true })).toBe(0);
});
