/** The engine as a Node addon: built by cargo, which alone decides what is current, and copied into dist/. */
import { copyFile, mkdir, rename, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { root, run, SetupError, say } from "./shell.mjs";

/** Where the app and the terminal program load the addon from. */
export const addonPath = join(root, "dist", "native", "layerglass.node");

/**
 * The shared library among cargo's messages.
 * @param {string} messages One JSON object a line.
 */
function builtLibrary(messages) {
  for (const line of messages.split("\n")) {
    if (!line.startsWith("{")) continue;
    const message = JSON.parse(line);
    if (message.reason !== "compiler-artifact" || !message.package_id.includes("layerglass-binding")) continue;
    const library = message.filenames.find((/** @type {string} */ name) => /\.(so|dylib|dll)$/.test(name));
    if (library) return library;
  }
  return null;
}

/** @param {string} path */
async function modified(path) {
  try {
    return (await stat(path)).mtime.getTime();
  } catch {
    return null;
  }
}

/** Builds the addon and copies it where it is loaded from, replacing the old one whole. */
export async function provideAddon() {
  if ((await modified(addonPath)) === null) say("engine: building (some minutes the first time)");
  const built = await run("cargo", [
    "build",
    "--release",
    "--package",
    "layerglass-binding",
    "--message-format=json-render-diagnostics",
  ]);
  if (built.code !== 0) {
    say(built.stderr.trimEnd());
    if (/linker `cc` not found/.test(built.stderr)) {
      throw new SetupError(
        "A C linker is needed to build the engine. On Debian or Ubuntu: apt-get install -y build-essential",
      );
    }
    throw new SetupError("The engine could not be built; cargo's messages are above.");
  }
  const found = builtLibrary(built.stdout);
  if (!found) throw new SetupError("cargo built no shared library for layerglass-binding.");
  const { atime, mtime } = await stat(found);
  if ((await modified(addonPath)) === mtime.getTime()) return;
  // A running app has the old file mapped: it must be replaced, never written into.
  await mkdir(join(root, "dist", "native"), { recursive: true });
  const next = `${addonPath}.${process.pid}`;
  await copyFile(found, next);
  await utimes(next, atime, mtime);
  await rename(next, addonPath);
}
