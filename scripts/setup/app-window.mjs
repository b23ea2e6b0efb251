/** The app in its window, opened from a terminal. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { explainSandboxFault, isSandboxFault, sandboxFacts } from "./chromium-sandbox.mjs";
import { root, SetupError } from "./shell.mjs";

/** How long the last lines of an ended app may take; a helper of it that lives on holds the stream open for ever. */
const lastLinesMs = 1_000;

/**
 * Opens the app and waits until it ends. What it writes to stderr passes through, but for what `SetupError` says better.
 * @param {import("./electron-runtime.mjs").ElectronRuntime} runtime
 * @param {readonly string[]} args
 * @returns {Promise<number>} Its exit code.
 */
export async function openWindow(runtime, args) {
  // Chromium would tell the terminal of every system service it misses; only what ends it is worth a line.
  const app = spawn(runtime.executable, ["--log-level=3", ...runtime.arguments, ...args], {
    cwd: root,
    stdio: ["inherit", "inherit", "pipe"],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined },
  });
  let hasSandboxFault = false;
  createInterface({ input: app.stderr }).on("line", (line) => {
    if (isSandboxFault(line)) hasSandboxFault = true;
    else process.stderr.write(`${line}\n`);
  });
  const reported = once(app.stderr, "close");
  const [code] = await once(app, "exit");
  await Promise.race([reported, delay(lastLinesMs, undefined, { ref: false })]);
  app.stderr.destroy();
  if (hasSandboxFault) {
    throw new SetupError(explainSandboxFault(sandboxFacts(runtime.executable), runtime.executable));
  }
  return code ?? 1;
}
