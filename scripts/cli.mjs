/** `npm run --silent cli -- check|compile|train FILE`: the engine from a terminal. */
import { spawn } from "node:child_process";
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
  // Ctrl+C reaches the child by itself; this process must outlive it to pass on its exit code.
  process.on("SIGINT", () => {});
  return new Promise((resolve) => child.on("close", (code) => resolve(code ?? 1)));
}

if (process.argv[1] === import.meta.filename) await command(() => runCli(process.argv.slice(2)));
