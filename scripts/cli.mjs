/** `npm run --silent cli -- check|compile|train FILE`: the engine from a terminal. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { prepare } from "./setup/prepare.mjs";
import { command, root } from "./setup/shell.mjs";

/**
 * Runs the terminal program in the folder the person typed in, sharing this terminal.
 * @param {readonly string[]} args
 * @returns {Promise<number>} Its exit code.
 */
export async function runCli(args) {
  await prepare({ bundles: ["cli"], addon: true });
  const child = spawn(process.execPath, [join(root, "dist", "cli", "index.cjs"), ...args], {
    cwd: process.env.INIT_CWD ?? root,
    stdio: "inherit",
  });
  // Ctrl+C reaches the child by itself, other signals may be for this process alone; it must outlive the child to pass
  // on its exit code.
  process.on("SIGINT", () => {});
  for (const signal of /** @type {const} */ (["SIGTERM", "SIGHUP"])) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) =>
    child.on("close", (code, signal) => resolve(code ?? (signal === null ? 1 : 128 + constants.signals[signal]))),
  );
}

if (process.argv[1] === import.meta.filename) await command(() => runCli(process.argv.slice(2)));
