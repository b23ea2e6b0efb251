#!/usr/bin/env node
/** `npm run --silent cli -- check|compile|train FILE`: the engine from a terminal; `layerglass` where this clone is linked. */
import { spawn, spawnSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { isAlive, prepare } from "./setup/prepare.mjs";
import { command, root } from "./setup/shell.mjs";

/**
 * Runs the terminal program in the folder the person typed in, sharing this terminal.
 * @param {readonly string[]} args
 * @returns {Promise<number>} Its exit code.
 */
export async function runCli(args) {
  await prepare({ bundles: ["cli"], addon: true });
  const child = spawn(process.execPath, [join(root, "dist", "cli", "index.cjs"), ...args], {
    cwd: (startedByNpm && process.env.INIT_CWD) || process.cwd(),
    stdio: "inherit",
  });
  // Ctrl+C reaches the child by itself, other signals may be for this process alone; it must outlive the child to pass
  // on its exit code.
  process.on("SIGINT", () => {});
  for (const signal of /** @type {const} */ (["SIGTERM", "SIGHUP"])) process.on(signal, () => child.kill(signal));
  const watch = watchNpm(() => child.kill("SIGTERM"));
  child.on("close", () => clearInterval(watch));
  return new Promise((resolve) =>
    child.on("close", (code, signal) => resolve(code ?? (signal === null ? 1 : 128 + constants.signals[signal]))),
  );
}

/** npm runs scripts in the clone and says in INIT_CWD where the person was. */
const startedByNpm = process.env.npm_lifecycle_event === "cli";

/** Milliseconds between two looks at npm. */
const npmLook = 200;

/**
 * npm and the shell it runs scripts with take a signal for themselves and go without passing it on: what npm started ends
 * when one of them is gone.
 * @param {() => void} end
 */
function watchNpm(end) {
  if (!startedByNpm || process.platform === "win32") return undefined;
  const shell = process.ppid;
  const npm = Number(spawnSync("ps", ["-o", "ppid=", "-p", String(shell)], { encoding: "utf8" }).stdout);
  const watch = setInterval(() => {
    if (process.ppid === shell && (!(npm > 1) || isAlive(npm))) return;
    clearInterval(watch);
    end();
  }, npmLook);
  return watch;
}

if (realpathSync(process.argv[1] ?? "") === import.meta.filename) {
  await command(() => runCli(process.argv.slice(2)));
}
