/** `npm run long-checks -- NAME …`: checks that take longer, or need more tools, than an ordinary test. */
import { audit } from "./long-checks/audit.mjs";
import { cycles } from "./long-checks/cycles.mjs";
import { engineChecks } from "./long-checks/engine.mjs";
import { recovery } from "./long-checks/recovery.mjs";
import { windowChecks } from "./long-checks/window.mjs";
import { command, SetupError, say } from "./setup/shell.mjs";

/**
 * @typedef {object} LongCheck
 * @property {string} about What it checks, how long it takes and what it needs.
 * @property {() => Promise<void>} run Throws `SetupError` when the check fails.
 */

/** @type {Record<string, LongCheck>} */
const checks = {
  ...engineChecks,
  ...windowChecks,
  audit,
  cycles,
  recovery,
};

function usage() {
  const longest = Math.max(...Object.keys(checks).map((name) => name.length));
  const lines = Object.entries(checks).map(([name, { about }]) => `  ${name.padEnd(longest)}  ${about}`);
  return `Usage: npm run long-checks -- NAME …\n${lines.join("\n")}`;
}

await command(async () => {
  const wanted = process.argv.slice(2);
  if (wanted.length === 0 || !wanted.every((name) => Object.hasOwn(checks, name))) throw new SetupError(usage());
  for (const name of wanted) {
    say(`${name}: begins`);
    await checks[name]?.run();
    say(`${name}: passed`);
  }
});
