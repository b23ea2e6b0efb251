/**
 * `npm run known-results -- defaults DIR [--seeds N] [--only NAME] [--python PATH]`: what a new project makes of well-known
 * tables with nothing changed, beside scikit-learn's multi-layer perceptron on the same split. DIR holds the tables; those
 * that are not there are left out and said. Fails where a mean figure is more than 0.01 of accuracy or area under the curve,
 * or 0.03 of R², below scikit-learn's.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { root, run, SetupError, say } from "../setup/shell.mjs";

/**
 * @typedef {object} Subject
 * @property {string} name
 * @property {string} file In the folder of tables.
 * @property {string} target
 * @property {"accuracy" | "r_squared"} figure
 * @property {(lines: string[]) => string[]} [change] What is made of the file's lines, the header among them.
 */

/** Every sixteenth row of flights: 21 000 of them, over the whole year. */
const sixteenth = (/** @type {string[]} */ lines) => lines.filter((_, index) => index % 16 === 0);

/** The last column, in 100 000 dollars, in dollars. */
const inDollars = (/** @type {string[]} */ lines) =>
  lines.map((line, index) => {
    const at = line.lastIndexOf(",") + 1;
    return index === 0 ? line : `${line.slice(0, at)}${Math.round(Number(line.slice(at)) * 100_000)}`;
  });

/** @type {readonly Subject[]} */
export const subjects = [
  { name: "credit_g", file: "credit_g.csv", target: "creditability", figure: "accuracy" },
  { name: "heart disease", file: "heart_disease.csv", target: "diameter narrowing", figure: "accuracy" },
  { name: "adult", file: "adult.csv.gz", target: "income", figure: "accuracy" },
  { name: "diabetes", file: "diabetes.csv", target: "target", figure: "r_squared" },
  { name: "california, 100 k$", file: "california_housing.csv.gz", target: "MedHouseVal", figure: "r_squared" },
  {
    ...{ name: "california, $", file: "california_housing.csv.gz", target: "MedHouseVal", figure: "r_squared" },
    change: inDollars,
  },
  { name: "flights, 1/16", file: "flights.csv.gz", target: "arr_delay", figure: "r_squared", change: sixteenth },
];

/** Least difference from scikit-learn's mean at which a figure counts as worse. */
export const tolerance = { accuracy: 0.01, auc: 0.01, r_squared: 0.03 };

/** @typedef {Readonly<Record<string, number>>} Figures */

/**
 * @typedef {object} Compared
 * @property {string} name
 * @property {number} rows
 * @property {"accuracy" | "auc" | "r_squared"} figure
 * @property {readonly number[]} ours
 * @property {readonly number[]} theirs
 */

const mean = (/** @type {readonly number[]} */ numbers) =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** @param {Compared} compared */
export const isWorse = ({ figure, ours, theirs }) => !(mean(ours) >= mean(theirs) - tolerance[figure]);

/** @param {readonly Compared[]} all */
export function defaultsTable(all) {
  const lines = all.map((compared) => {
    const { name, rows, figure, ours, theirs } = compared;
    const shown = (/** @type {readonly number[]} */ figures) =>
      `${mean(figures).toFixed(3)} (${figures.map((one) => one.toFixed(3)).join(", ")})`;
    return `| ${name} | ${rows} | ${figure} | ${shown(ours)} | ${shown(theirs)} | ${isWorse(compared) ? "worse" : "holds"} |`;
  });
  return `| table | rows | figure | new project | scikit-learn | |\n|---|---|---|---|---|---|\n${lines.join("\n")}\n`;
}

/**
 * @param {readonly string[]} words
 * @returns {Promise<string>}
 */
async function cli(words) {
  const { code, stdout, stderr } = await run(process.execPath, [join(root, "dist", "cli", "index.cjs"), ...words]);
  if (code !== 0) throw new SetupError(`layerglass ${words.join(" ")} failed: ${stderr.trim()}`);
  return stdout;
}

/**
 * Figures of the validation rows under the weights a run ends with.
 * @param {string} project
 * @param {number} seed
 * @param {number} rows Those of the other side, which must be the same.
 * @returns {Promise<Figures>}
 */
async function trained(project, seed, rows) {
  const stdout = await cli(["train", project, "--json", "--seed", String(seed), "--statistics", "off"]);
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const [start] = events;
  if (start.training_rows + start.validation_rows !== rows) {
    throw new SetupError(`${project}: ${start.training_rows + start.validation_rows} rows, and ${rows} in Python`);
  }
  const [finish] = events.filter(({ event }) => event === "finish");
  const last = events.filter(({ event }) => event === "epoch").at(-1);
  return (finish.outcome?.validation?.metrics ?? last.validation_metrics)[0];
}

/**
 * The same of scikit-learn.
 * @param {string} python
 * @param {string} project
 * @param {readonly number[]} seeds
 * @returns {Promise<{ rows: number, figures: Figures[] }>}
 */
async function reference(python, project, seeds) {
  const script = join(root, "scripts", "known-results", "reference.py");
  // One thread: on a machine that does other work too, the threads of its matrix library wait for each other.
  const env = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  const { code, stdout, stderr } = await run(python, [script, project, ...seeds.map(String)], { env });
  if (code !== 0) throw new SetupError(`${script} failed: ${stderr.trim().slice(-2000)}`);
  return JSON.parse(stdout);
}

/** @param {string} python */
async function requireScikitLearn(python) {
  const { code } = await run(python, ["-c", "import sklearn, pandas"]).catch(() => ({ code: 1 }));
  if (code === 0) return;
  throw new SetupError(
    `${python} has no scikit-learn: python3 -m venv FOLDER && FOLDER/bin/pip install scikit-learn==1.9.1 pandas, then --python FOLDER/bin/python`,
  );
}

/**
 * @param {string} folder
 * @param {{ seeds: number, only: string | undefined, python: string }} options
 * @returns {Promise<Compared[]>}
 */
export async function compareDefaults(folder, { seeds: count, only, python }) {
  await requireScikitLearn(python);
  const work = mkdtempSync(join(tmpdir(), "layerglass-defaults-"));
  const seeds = Array.from({ length: count }, (_, index) => index + 1);
  /** @type {Compared[]} */
  const all = [];
  try {
    for (const [index, { name, file, target, figure, change }] of subjects.entries()) {
      const source = join(resolve(folder), file);
      if (only !== undefined && !name.includes(only)) continue;
      if (!existsSync(source)) {
        say(`${name}: no ${source}, left out`);
        continue;
      }
      const bytes = readFileSync(source);
      const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
      const lines = text.trimEnd().split(/\r?\n/);
      const [table, project] = [join(work, `${index}.csv`), join(work, `${index}.layerglass`)];
      writeFileSync(table, `${(change ? change(lines) : lines).join("\n")}\n`);
      await cli(["new", "--data", table, "--target", target, "--out", project]);
      const theirs = await reference(python, project, seeds);
      const ours = [];
      for (const seed of seeds) ours.push(await trained(project, seed, theirs.rows));
      for (const one of figure === "accuracy" ? /** @type {const} */ (["accuracy", "auc"]) : [figure]) {
        const of = (/** @type {readonly Figures[]} */ figures) => figures.map((found) => found[one] ?? Number.NaN);
        all.push({ name, rows: theirs.rows, figure: one, ours: of(ours), theirs: of(theirs.figures) });
      }
      say(`${name}: done`);
    }
  } finally {
    rmSync(work, { recursive: true });
  }
  return all;
}
