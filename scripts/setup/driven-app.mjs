/** The real app, started by a script that then drives its window. */
import { electronRuntime } from "./electron-runtime.mjs";
import { SetupError } from "./shell.mjs";

/**
 * What starts the built app. Needs everything that `prepare` sets up: the npm packages, too, which on a fresh clone come
 * only while a script runs.
 */
export async function appStarter() {
  const { _electron } = await import("@playwright/test");
  const runtime = electronRuntime();
  if (!runtime) throw new SetupError("Electron's runtime is missing; delete the .runtime folder and start again.");
  /**
   * @param {Record<string, string>} display What `withDisplay` gives.
   * @param {string} profile Folder of the app's settings.
   * @param {readonly string[]} args
   */
  return (display, profile, args) =>
    _electron.launch({
      executablePath: runtime.executable,
      args: [...runtime.arguments, `--user-data-dir=${profile}`, ...args],
      env: { .../** @type {Record<string, string>} */ (process.env), ...display },
    });
}
