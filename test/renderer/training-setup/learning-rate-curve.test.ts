import { expect, test } from "vitest";
import { learningRateAt, referenceTrainingSetup } from "../../../engine/model";
import { curvePoints, learningRates } from "../../../renderer/training-setup/learning-rate-curve";

const training = {
  ...referenceTrainingSetup,
  schedule: { kind: "cosine", warmup_epochs: 1, final_fraction: 0 },
} as const;

test("the curve goes from the first step to the last, with places enough", () => {
  const rates = learningRates(training, 1000) ?? [];
  expect(rates).toHaveLength(160);
  expect(rates[0]).toBe(learningRateAt(training, 1000, 0));
  expect(rates.at(-1)).toBe(learningRateAt(training, 1000, 63 * 20 - 1));
  expect(Math.max(...rates)).toBeGreaterThan(0.099);
});

test("a short run has a place a step; one without a step has no curve", () => {
  expect(learningRates({ ...training, epochs: 2 }, 48)).toHaveLength(6);
  expect(learningRates({ ...training, epochs: 1 }, 10)).toHaveLength(1);
  expect(learningRates({ ...training, drop_last_batch: true }, 10)).toBeNull();
});

test("the curve of a run whose only step is the first of a warm-up lies on the axis", () => {
  const rates = learningRates({ ...training, epochs: 1 }, 10) ?? [];
  expect(rates).toEqual([0]);
  expect(curvePoints(rates)).toEqual(["0,36", "100,36"]);
  expect(curvePoints([0, 0.05, 0.1])).toEqual(["0,36", "50,20", "100,4"]);
});
