import { describe, expect, test } from "vitest";
import { isCliBuilt, jsonEvents, runBuiltCli, sample } from "../support/built-cli";

interface Result {
  /** Validation accuracy after the last epoch. */
  readonly final: number;
  /** Lowest validation accuracy after the first epoch, when training should have settled. */
  readonly worst: number;
  readonly first: number;
  readonly all: readonly number[];
}

async function train(seed: number, ...without: readonly string[]): Promise<Result> {
  const options = without.flatMap((kind) => ["--without", kind]);
  const { exitCode, out, error } = await runBuiltCli("train", sample, "--json", "--seed", String(seed), ...options);
  if (exitCode !== 0) throw new Error(error);
  const accuracies = jsonEvents(out)
    .filter(({ event }) => event === "epoch")
    .map(({ validation_accuracy }) => Number(validation_accuracy));
  expect(accuracies).toHaveLength(20);
  const [first = 0, ...later] = accuracies;
  return { final: later.at(-1) ?? 0, first, worst: Math.min(...later), all: accuracies };
}

async function threeSeeds(...without: readonly string[]) {
  const results: Result[] = [];
  for (const seed of [1, 2, 3]) results.push(await train(seed, ...without));
  const finals = results.map(({ final }) => final);
  return { results, mean: finals.reduce((sum, value) => sum + value, 0) / finals.length };
}

/**
 * The same network and table in Keras (20 epochs, batch 16, SGD 0.1 with Nesterov momentum 0.9, three seeds), final
 * validation accuracy: standardised 0.843 ± 0.007 with BatchNorm and 0.732 ± 0.064 without; raw 0.782 ± 0.006 with and
 * 0.754 ± 0 without, which is the share of the larger class.
 */
describe.skipIf(!isCliBuilt)("the sample at seeds 1, 2 and 3 gives the known results", () => {
  test("with BatchNorm, standardised: at least 0.835, after one epoch nearly there, never unstable", async () => {
    const { results, mean } = await threeSeeds();
    expect(mean).toBeGreaterThanOrEqual(0.835);
    for (const { first, worst } of results) {
      expect(first).toBeGreaterThan(0.825);
      expect(worst).toBeGreaterThan(0.81);
    }
  }, 120_000);

  test("without BatchNorm, standardised: clearly worse, and unstable on the way", async () => {
    const { results, mean } = await threeSeeds("batch_norm");
    expect(mean).toBeLessThan(0.82);
    expect(Math.min(...results.map(({ worst }) => worst))).toBeLessThan(0.75);
  }, 120_000);

  test("raw with BatchNorm: learns, but less than on scaled inputs", async () => {
    const { mean } = await threeSeeds("scale");
    expect(mean).toBeGreaterThan(0.765);
    expect(mean).toBeLessThan(0.805);
  }, 120_000);

  test("raw without BatchNorm: stuck at one answer for every row, mostly the larger class", async () => {
    const { results } = await threeSeeds("scale", "batch_norm");
    const accuracies = results.flatMap(({ all }) => all);
    // Each epoch ends with a batch of one row at a high rate, which may tip the one answer to the smaller class.
    for (const accuracy of accuracies) expect(Math.max(accuracy, 1 - accuracy)).toBeCloseTo(0.7539, 2);
    const larger = accuracies.filter((accuracy) => accuracy > 0.5);
    expect(larger.length / accuracies.length).toBeGreaterThan(0.5);
  }, 120_000);
});
