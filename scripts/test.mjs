/** `npm test`: everything that must hold, from a fresh clone; its last line is the sum of all tests. */
import { performance } from "node:perf_hooks";
import { runStages, rustChecks, rustTests, scriptChecks, scriptTests, windowTests } from "./checks.mjs";
import { allBundles } from "./setup/bundles.mjs";
import { prepare } from "./setup/prepare.mjs";
import { command } from "./setup/shell.mjs";
import { hasDisplay } from "./setup/virtual-display.mjs";

const begun = performance.now();
const elapsed = () => ((performance.now() - begun) / 1_000).toFixed(1);

/** @param {readonly import("./checks.mjs").StageResult[]} results */
function summarize(results) {
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  process.stdout.write(`\nwhole run ${elapsed()} s\n${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

await command(async () => {
  /** @type {import("./checks.mjs").StageResult[]} */
  const results = [];
  // The engine's last crates compile on one core: the checks that need no engine take the other.
  const meanwhile = async () => {
    results.push(...(await runStages(scriptChecks)));
  };
  await prepare({ bundles: allBundles, addon: true, electron: true, display: !hasDisplay(), meanwhile }).catch(
    (failure) => {
      process.exitCode = 1;
      process.stdout.write("FAILED set-up\n");
      process.once("exit", () => process.stdout.write("0 passed, 1 failed\n"));
      throw failure;
    },
  );
  process.stdout.write(`ok     set-up             ${elapsed().padStart(6)} s\n`);
  // Two lanes for two cores; what opens windows and waits for frames comes last, undisturbed.
  const lanes = await Promise.all([runStages(scriptTests), runStages([...rustChecks, ...rustTests])]);
  results.push(...lanes.flat(), ...(await runStages(windowTests)));
  return summarize(results);
});
