/** Brings a clone to the state a command needs, in parallel where it can; what is current is left alone. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { provideBundles } from "./bundles.mjs";
import { provideElectron } from "./electron-runtime.mjs";
import { provideAddon } from "./native-addon.mjs";
import { provideNodePackages } from "./node-packages.mjs";
import { root, SetupError, say } from "./shell.mjs";
import { provideSystemLibraries } from "./system-libraries.mjs";
import { checkNode, checkRust } from "./toolchain.mjs";

const lockPath = join(root, ".runtime", "set-up.lock");

/**
 * Whether a process is there.
 * @param {number} pid
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Keeps two set-ups of one clone from writing the same files; a lock whose owner is gone is taken over. */
async function takeLock() {
  mkdirSync(join(root, ".runtime"), { recursive: true });
  for (let announced = false; ; ) {
    try {
      writeFileSync(lockPath, String(process.pid), { flag: "wx" });
      const release = () => {
        process.off("exit", release);
        rmSync(lockPath, { force: true });
      };
      process.on("exit", release);
      return release;
    } catch {
      let owner = Number.NaN;
      try {
        owner = Number(readFileSync(lockPath, "utf8"));
      } catch {
        continue;
      }
      if (!isAlive(owner)) rmSync(lockPath, { force: true });
      else if (!announced) {
        announced = true;
        say("waiting for another set-up of this clone to finish");
      }
      await delay(200);
    }
  }
}

/**
 * @typedef {object} Needs
 * @property {readonly import("./bundles.mjs").BundleName[]} bundles
 * @property {boolean} [addon] The native engine.
 * @property {boolean} [electron] The runtime and its system libraries.
 * @property {boolean} [display] A virtual display for drawing without a screen.
 * @property {() => Promise<void>} [meanwhile] What needs the npm packages alone: begun as soon as they are there, and
 *   waited for.
 */

/**
 * Provides everything a command needs. Every lane runs to its end before the first failure is reported, so that
 * nothing is left half-written.
 * @param {Needs} needs
 */
export async function prepare({ bundles, addon = false, electron = false, display = false, meanwhile }) {
  checkNode();
  if (addon) await checkRust();
  const release = await takeLock();
  const packages = provideNodePackages();
  const lanes = await Promise.allSettled([
    packages,
    addon ? provideAddon() : null,
    packages.then(() => provideBundles(bundles)),
    electron ? packages.then(provideElectron) : null,
    electron ? provideSystemLibraries({ display }) : null,
    meanwhile ? packages.then(meanwhile) : null,
  ]);
  release();
  const failures = new Set(lanes.flatMap((lane) => (lane.status === "rejected" ? [lane.reason] : [])));
  for (const failure of failures) if (!(failure instanceof SetupError)) throw failure;
  if (failures.size > 0) throw new SetupError([...failures].map((failure) => failure.message).join("\nlayerglass: "));
}
