/** `npm start [FILE]`: opens the app on a project, by default the first sample; without a display, trains it here. */
import { join, resolve } from "node:path";
import { runCli } from "./cli.mjs";
import { openWindow } from "./setup/app-window.mjs";
import { allBundles } from "./setup/bundles.mjs";
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
  // Ctrl+C reaches the app by itself; this process must outlive it to pass on its exit code.
  process.on("SIGINT", () => {});
  return openWindow(runtime, [project]);
});
