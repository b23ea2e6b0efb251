/** The stages of `npm run check` and `npm test`: what each runs and how its tests are counted. */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { root, run } from "./setup/shell.mjs";

/**
 * @typedef {object} StageResult
 * @property {string} name
 * @property {boolean} ok
 * @property {number} passed Tests passed; 0 for a stage without tests.
 * @property {number} failed Tests failed; at least 1 when the stage failed.
 */

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {() => Promise<import("./setup/shell.mjs").Finished>} start
 * @property {(finished: import("./setup/shell.mjs").Finished) => Promise<{ passed: number, failed: number }>} [count]
 */

const stageLimitMs = 15 * 60_000;

/**
 * A tool of the npm packages.
 * @param {string} tool
 * @param {readonly string[]} args
 */
function packaged(tool, args) {
  return run(process.execPath, [join(root, "node_modules", ...tool.split("/")), ...args], {
    timeoutMs: stageLimitMs,
  });
}

/** @param {readonly string[]} args */
function cargo(args) {
  return run("cargo", args, { timeoutMs: stageLimitMs });
}

const tscPath = "typescript/bin/tsc";

/** @type {readonly Stage[]} */
export const scriptChecks = [
  {
    name: "lint",
    start: () => run(join(root, "node_modules", ".bin", "biome"), ["check", "--error-on-warnings", "."]),
  },
  ...["pure", "node", "web", "e2e"].map((runtime) => ({
    name: `types (${runtime})`,
    start: () => packaged(tscPath, ["-p", `tsconfig.${runtime}.json`]),
  })),
  {
    name: "import rules",
    start: () =>
      packaged("dependency-cruiser/bin/dependency-cruise.mjs", [
        "--config",
        "scripts/import-rules.cjs",
        "electron",
        "engine",
        "renderer",
        "test",
      ]),
  },
];

/** @type {readonly Stage[]} */
export const rustChecks = [
  { name: "rustfmt", start: () => cargo(["fmt", "--all", "--check"]) },
  { name: "clippy", start: () => cargo(["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]) },
];

/** @type {readonly Stage[]} */
export const rustTests = [
  {
    name: "Rust tests",
    // Without examples, which clippy has compiled, and the documentation, which has none.
    start: () => cargo(["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast"]),
    count: async ({ stdout }) => {
      const counts = { passed: 0, failed: 0 };
      for (const [, passed, failed] of stdout.matchAll(/^test result: .*? (\d+) passed; (\d+) failed;/gm)) {
        counts.passed += Number(passed);
        counts.failed += Number(failed);
      }
      return counts;
    },
  },
  { name: "generated types", start: () => run(process.execPath, [join(root, "scripts", "generate.mjs"), "--check"]) },
];

const results = join(root, "test-results");
const vitestReport = join(results, "vitest.json");
const playwrightReport = join(results, "playwright.json");

/** @type {readonly Stage[]} */
export const scriptTests = [
  {
    name: "unit tests",
    start: async () => {
      await rm(vitestReport, { force: true });
      return packaged("vitest/vitest.mjs", [
        "run",
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${vitestReport}`,
      ]);
    },
    count: async () => {
      const report = JSON.parse(await readFile(vitestReport, "utf8"));
      return { passed: report.numPassedTests, failed: report.numFailedTests };
    },
  },
];

/** @type {readonly Stage[]} */
export const windowTests = [
  {
    name: "end-to-end tests",
    start: async () => {
      await rm(playwrightReport, { force: true });
      return packaged("@playwright/test/cli.js", ["test"]);
    },
    count: async () => {
      const { stats } = JSON.parse(await readFile(playwrightReport, "utf8"));
      return { passed: stats.expected + stats.flaky, failed: stats.unexpected };
    },
  },
];

/**
 * Runs stages one after the other, each to its end, and tells of each as it ends; a failed one shows its whole output.
 * @param {readonly Stage[]} stages
 * @returns {Promise<StageResult[]>}
 */
export async function runStages(stages) {
  const finished = [];
  for (const stage of stages) finished.push(await runStage(stage));
  return finished;
}

/**
 * @param {Stage} stage
 * @returns {Promise<StageResult>}
 */
async function runStage({ name, start, count }) {
  const begun = performance.now();
  const output = await start();
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  const counts = count ? await count(output).catch(() => ({ passed: 0, failed: 0 })) : { passed: 0, failed: 0 };
  const ok = output.code === 0 && counts.failed === 0 && (count === undefined || counts.passed > 0);
  const failed = ok ? 0 : Math.max(1, counts.failed);
  const tally = count ? `  ${counts.passed} passed, ${failed} failed` : "";
  if (!ok) process.stdout.write(`\n${output.stdout}${output.stderr}\n`);
  process.stdout.write(`${ok ? "ok    " : "FAILED"} ${name.padEnd(18)} ${seconds.padStart(6)} s${tally}\n`);
  return { name, ok, passed: counts.passed, failed };
}
