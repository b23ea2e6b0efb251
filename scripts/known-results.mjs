/**
 * `npm run known-results [-- --seeds N --epochs N]`: trains the sample through the command line with and without
 * BatchNorm, on standardised and raw inputs, prints the table of docs/reference-tests.md, and fails when what is known
 * of these settings does not hold. `-- defaults DIR` does so of a new project over well-known tables
 * (`scripts/known-results/defaults.mjs`).
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compareDefaults, defaultsTable, isWorse } from "./known-results/defaults.mjs";
import { prepare } from "./setup/prepare.mjs";
import { command, root, run, SetupError, say } from "./setup/shell.mjs";

/** Share of the larger class among the validation rows: what a network that has learnt nothing gets. */
export const majorityShare = 0.754;

/**
 * @typedef {object} Setting
 * @property {"standardised" | "raw"} inputs
 * @property {boolean} batchNorm
 * @property {readonly string[]} options
 */

/** @type {readonly Setting[]} */
export const settings = [
  { inputs: "standardised", batchNorm: true, options: [] },
  { inputs: "standardised", batchNorm: false, options: ["--without", "batch_norm"] },
  { inputs: "raw", batchNorm: true, options: ["--without", "scale"] },
  { inputs: "raw", batchNorm: false, options: ["--without", "scale", "--without", "batch_norm"] },
];

/**
 * Validation accuracy after each epoch of one run.
 * @param {Setting} setting
 * @param {number} seed
 * @param {number} epochs
 * @returns {Promise<number[]>}
 */
export async function accuracies(setting, seed, epochs) {
  const { code, stdout, stderr } = await run(process.execPath, [
    join(root, "dist", "cli", "index.cjs"),
    "train",
    join(root, "samples", "why-batch-normalization.layerglass"),
    "--json",
    ...["--epochs", String(epochs), "--seed", String(seed), "--statistics", "off"],
    ...setting.options,
  ]);
  if (code !== 0) throw new SetupError(`training failed: ${stderr.trim()}`);
  const events = stdout.trim().split("\n");
  const figures = events.map((line) => JSON.parse(line)).filter(({ event }) => event === "epoch");
  return figures.map(({ validation_accuracy }) => validation_accuracy);
}

/**
 * @typedef {object} Outcome
 * @property {Setting} setting
 * @property {number} mean Of the final validation accuracies, one a seed.
 * @property {number} deviation
 * @property {number} worst
 * @property {number} best The best epoch of any seed.
 * @property {number} first Mean after the first epoch.
 */

/**
 * @param {Setting} setting
 * @param {readonly (readonly number[])[]} runs Accuracies by epoch, one run a seed.
 * @returns {Outcome}
 */
export function outcome(setting, runs) {
  const last = runs.map((run) => run.at(-1) ?? Number.NaN);
  const mean = average(last);
  return {
    setting,
    mean,
    deviation: Math.sqrt(average(last.map((accuracy) => (accuracy - mean) ** 2))),
    worst: Math.min(...last),
    best: Math.max(...runs.flat()),
    first: average(runs.map((run) => run[0] ?? Number.NaN)),
  };
}

/** @param {readonly number[]} numbers */
function average(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/**
 * What is known and does not hold, in words; empty when all of it holds.
 * @param {readonly Outcome[]} outcomes In the order of `settings`.
 * @returns {string[]}
 */
export function contradictions(outcomes) {
  const [normalized, plain, , rawPlain] = outcomes;
  if (!normalized || !plain || !rawPlain) throw new Error("one outcome a setting");
  const faults = [];
  if (!(normalized.mean >= 0.835))
    faults.push(`with BatchNorm, standardised: mean ${normalized.mean}, expected ≥ 0.835`);
  const isWorse = plain.mean <= normalized.mean - 0.02 || plain.deviation >= 3 * normalized.deviation + 0.01;
  if (!isWorse) faults.push(`without BatchNorm, standardised: ${plain.mean} is neither clearly worse nor unstable`);
  if (!(Math.abs(rawPlain.best - majorityShare) <= 0.01)) {
    faults.push(`without BatchNorm, raw: reaches ${rawPlain.best}, expected to be stuck near ${majorityShare}`);
  }
  return faults;
}

/** @param {readonly Outcome[]} outcomes */
export function table(outcomes) {
  const rows = outcomes.map(({ setting, mean, deviation, worst, best, first }) => [
    setting.inputs,
    setting.batchNorm ? "yes" : "no",
    `${mean.toFixed(4)} ± ${deviation.toFixed(4)}`,
    ...[worst, first, best].map((accuracy) => accuracy.toFixed(4)),
  ]);
  const lines = [["inputs", "BatchNorm", "mean ± sd", "worst", "epoch 1", "best epoch"], ...rows];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/**
 * Trains every setting at seeds 1 … `seeds`.
 * @param {{ seeds: number, epochs: number }} extent
 */
export async function measure({ seeds, epochs }) {
  const outcomes = [];
  for (const setting of settings) {
    const runs = [];
    for (let seed = 1; seed <= seeds; seed++) runs.push(await accuracies(setting, seed, epochs));
    outcomes.push(outcome(setting, runs));
  }
  return outcomes;
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seeds: { type: "string", default: "3" },
      epochs: { type: "string", default: "20" },
      only: { type: "string" },
      python: { type: "string", default: "python3" },
    },
  });
  await prepare({ bundles: ["cli"], addon: true });
  const [of, folder] = positionals;
  if (of === "defaults" && folder !== undefined) {
    const { only, python, seeds } = values;
    const compared = await compareDefaults(folder, { only, python, seeds: Number(seeds) });
    process.stdout.write(defaultsTable(compared));
    return compared.some(isWorse) ? 1 : 0;
  }
  if (of !== undefined) throw new SetupError("usage: npm run known-results [-- defaults FOLDER_OF_TABLES]");
  const outcomes = await measure({ seeds: Number(values.seeds), epochs: Number(values.epochs) });
  process.stdout.write(
    `Final validation accuracy, ${values.epochs} epochs, ${values.seeds} seeds\n\n${table(outcomes)}\n`,
  );
  const faults = contradictions(outcomes);
  for (const fault of faults) say(fault);
  return faults.length === 0 ? 0 : 1;
}

if (process.argv[1] === import.meta.filename) await command(main);
