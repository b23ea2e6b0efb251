/** `npm run long-checks -- NAME …`: checks that take longer, or need more tools, than an ordinary test. */
import { audit } from "./long-checks/audit.mjs";
import { cycles } from "./long-checks/cycles.mjs";
import { engineChecks } from "./long-checks/engine.mjs";
import { memory } from "./long-checks/memory.mjs";
import { pollock } from "./long-checks/pollock.mjs";
import { recovery } from "./long-checks/recovery.mjs";
import { windowChecks } from "./long-checks/window.mjs";
import { command, SetupError, say } from "./setup/shell.mjs";

/**
 * @typedef {object} LongCheck
 * @property {string} [operand] What the word behind its name is.
 * @property {string} about What it checks, how long it takes and what it needs.
 * @property {(operand: string | null) => Promise<void>} run Takes the word behind its name where `operand` says that it needs one; throws `SetupError` when the check fails.
 */

/** @type {Record<string, LongCheck>} */
const checks = {
  ...engineChecks,
  ...windowChecks,
  audit,
  cycles,
  memory,
  pollock,
  recovery,
};

function usage() {
  const longest = Math.max(...Object.keys(checks).map((name) => name.length));
  const lines = Object.entries(checks).map(
    ([name, { about, operand }]) => `  ${name.padEnd(longest)}  ${operand ? `${operand}: ` : ""}${about}`,
  );
  return `Usage: npm run long-checks -- NAME …\n${lines.join("\n")}`;
}

await command(async () => {
  const words = process.argv.slice(2);
  /** @type {{ name: string, check: LongCheck, operand: string | null }[]} */
  const wanted = [];
  while (words.length > 0) {
    const name = words.shift() ?? "";
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    const operand = check?.operand ? words.shift() : null;
    if (check === undefined || operand === undefined) throw new SetupError(usage());
    wanted.push({ name, check, operand });
  }
  if (wanted.length === 0) throw new SetupError(usage());
  for (const { name, check, operand } of wanted) {
    say(`${name}: begins`);
    await check.run(operand);
    say(`${name}: passed`);
  }
});
