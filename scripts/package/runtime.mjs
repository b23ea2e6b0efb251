/**
 * The Electron a package is made of: the official one or, where that cannot be downloaded, the development fallback. A
 * package of the latter says so in its file's name and in a file beside its executable.
 */
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { electronRuntime } from "../setup/electron-runtime.mjs";
import { root, SetupError } from "../setup/shell.mjs";

/** Name of the file, and part of the name of each package, that tells the fallback. */
export const fallbackMark = "DEVELOPMENT-RUNTIME";

/**
 * @typedef {object} PackagedRuntime
 * @property {string} folder A copy without any app in it.
 * @property {string} executable
 * @property {string} version
 * @property {boolean} isFallback Whether it is not the Electron that ships.
 */

/**
 * Copies the runtime to where packages are made.
 * @param {string} wanted The version that ships.
 * @returns {Promise<PackagedRuntime>}
 */
export async function packagedRuntime(wanted) {
  const runtime = electronRuntime();
  if (!runtime) throw new SetupError("Electron's runtime is missing; delete the .runtime folder and start again.");
  const from = dirname(runtime.executable);
  const folder = join(root, "out", "electron");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // In development the runtime has a link to this clone, which no package may have.
  const apps = ["app", "default_app.asar"].map((name) => join(from, "resources", name));
  await cp(from, folder, { recursive: true, verbatimSymlinks: true, filter: (path) => !apps.includes(path) });
  const isFallback = runtime.version !== wanted;
  if (isFallback) {
    const text = `Made with Electron ${runtime.version}, the development fallback, instead of ${wanted}: to be tested, not to be handed on.\n`;
    await writeFile(join(folder, fallbackMark), text);
  }
  return { folder, executable: join(folder, basename(runtime.executable)), version: runtime.version, isFallback };
}
