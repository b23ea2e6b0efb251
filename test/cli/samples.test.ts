import { describe, expect, test } from "vitest";
import { isCliBuilt, jsonEvents, runBuiltCli } from "../support/built-cli";
import { repositoryPath } from "../support/golden";
import { type TableSample, tableSamples } from "../support/table-samples";

/** The figure of the validation rows under the weights that a training of the sample ends with. */
async function trained({ slug, figure }: TableSample, seed: number): Promise<number> {
  const project = repositoryPath("samples", `${slug}.layerglass`);
  const { exitCode, out, error } = await runBuiltCli("train", project, "--json", "--seed", String(seed));
  expect([exitCode, error]).toEqual([0, ""]);
  const finish = jsonEvents(out).at(-1) as { outcome: { validation: { metrics: readonly Record<string, number>[] } } };
  return Number(finish.outcome.validation.metrics[0]?.[figure]);
}

// Whole trainings, some seconds each: seed 1 is the project's own.
describe.skipIf(!isCliBuilt).each(tableSamples)("$name trains at once to the figure it states", (sample) => {
  test(`${sample.figure} ${sample.stated.toFixed(2)}`, async () => {
    const figures: number[] = [];
    for (const seed of [1, 2, 3]) figures.push(await trained(sample, seed));
    for (const figure of figures) expect(Math.abs(figure - sample.stated)).toBeLessThanOrEqual(sample.margin);
    const mean = figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
    // The last digits of a sum may differ between processors, and with them where a training stops.
    expect(Math.abs(mean - sample.stated)).toBeLessThanOrEqual(0.01);
  }, 240_000);
});
