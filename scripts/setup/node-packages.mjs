/** The npm packages of package-lock.json in node_modules. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root, run, SetupError, say } from "./shell.mjs";

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage
 * @param {string} path
 * @returns {Promise<Record<string, LockedPackage> | null>}
 */
async function lockedPackages(path) {
  try {
    return JSON.parse(await readFile(path, "utf8")).packages;
  } catch {
    return null;
  }
}

/**
 * Whether node_modules holds exactly what package-lock.json asks for, judged by the record npm leaves there as its
 * last act. Packages for other platforms are optional and may be absent.
 */
async function isCurrent() {
  const wanted = await lockedPackages(join(root, "package-lock.json"));
  const installed = await lockedPackages(join(root, "node_modules", ".package-lock.json"));
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([place, locked]) => {
    if (place === "") return true;
    const found = installed[place];
    if (!found) return locked.optional === true;
    return found.version === locked.version && found.integrity === locked.integrity;
  });
}

/** Installs the locked packages unless they are there. */
export async function provideNodePackages() {
  if (await isCurrent()) return;
  say("npm packages: installing");
  const installed = await run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  if (installed.code !== 0) {
    const reason = installed.stderr.split("\n").find((line) => /npm (error|ERR!)/.test(line));
    throw new SetupError(`npm ci failed: ${reason ?? installed.stderr.trim()}. Check the network and start again.`);
  }
}
