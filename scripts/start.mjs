/** `npm start [FILE]`: opens the app on a project, by default the first sample; without a display, trains it here. */
import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { runCli } from "./cli.mjs";
import { allBundles } from "./setup/bundles.mjs";
import { sandboxFacts, sandboxObstacle } from "./setup/chromium-sandbox.mjs";
import { electronRuntime } from "./setup/electron-runtime.mjs";
import { prepare } from "./setup/prepare.mjs";
import { command, root, SetupError, say } from "./setup/shell.mjs";

const sample = join(root, "samples", "why-batch-normalization.layerglass");

await command(async () => {
  const given = process.argv[2];
  const project = given ? resolve(process.env.INIT_CWD ?? root, given) : sample;
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    say("No display (DISPLAY and WAYLAND_DISPLAY are not set): training the sample in this terminal instead.");
    return runCli(["train", project]);
  }
  await prepare({ bundles: allBundles, addon: true, electron: true });
  const runtime = electronRuntime();
  if (!runtime) throw new SetupError("Electron's runtime is missing; delete the .runtime folder and start again.");
  if (process.platform === "linux") {
    const obstacle = sandboxObstacle(await sandboxFacts(runtime.executable), runtime.executable);
    if (obstacle !== null) throw new SetupError(obstacle);
  }
  // Chromium would tell the terminal of every system service it misses; only what ends it is worth a line.
  const app = spawn(runtime.executable, ["--log-level=3", ...runtime.arguments, project], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined },
  });
  process.on("SIGINT", () => {});
  return new Promise((finish) => app.on("close", (code) => finish(code ?? 1)));
});
