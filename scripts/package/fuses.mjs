/** Electron's fuses: which the settings ask for, which a runtime has, and how they stand in a package. */
import { SetupError } from "../setup/shell.mjs";
import { packageSettings } from "./settings.mjs";

/** A fuse is a character in the executable. */
const on = "1".charCodeAt(0);
const off = "0".charCodeAt(0);

/** @param {string} name As @electron/fuses writes it. */
const settingOf = (name) => name.charAt(0).toLowerCase() + name.slice(1);

/**
 * How the fuses of an executable stand, by the names of electron-builder.yml; a fuse the runtime does not have is left out.
 * @param {string} executable
 * @returns {Promise<Record<string, boolean>>}
 */
export async function readFuses(executable) {
  const { FuseV1Options, getCurrentFuseWire } = await import("@electron/fuses");
  const wire = /** @type {Readonly<Record<number, number>>} */ (
    /** @type {unknown} */ (await getCurrentFuseWire(executable))
  );
  /** @type {Record<string, boolean>} */
  const fuses = {};
  for (const [name, index] of Object.entries(FuseV1Options)) {
    if (typeof index !== "number") continue;
    const state = wire[index];
    if (state === on || state === off) fuses[settingOf(name)] = state === on;
  }
  return fuses;
}

/**
 * The wanted fuses that a runtime has, and the names of those it lacks.
 * @param {string} executable
 */
export async function fusesFor(executable) {
  const there = await readFuses(executable);
  const wanted = Object.entries(packageSettings().electronFuses);
  return {
    set: Object.fromEntries(wanted.filter(([name]) => name in there)),
    missing: wanted.filter(([name]) => !(name in there)).map(([name]) => name),
  };
}

/**
 * Fuses by name, as @electron/fuses takes them.
 * @param {Readonly<Record<string, boolean>>} fuses
 * @returns {Promise<import("@electron/fuses").FuseConfig>}
 */
export async function fuseConfiguration(fuses) {
  const { FuseV1Options, FuseVersion } = await import("@electron/fuses");
  const indices = Object.entries(FuseV1Options).filter(([name]) => settingOf(name) in fuses);
  return {
    version: FuseVersion.V1,
    ...Object.fromEntries(indices.map(([name, index]) => [index, fuses[settingOf(name)]])),
  };
}

/**
 * Refuses a package whose fuses do not stand as the settings say.
 * @param {string} executable
 * @param {Readonly<Record<string, boolean>>} wanted
 */
export async function checkFuses(executable, wanted) {
  const found = await readFuses(executable);
  for (const [name, value] of Object.entries(wanted)) {
    if (found[name] !== value) {
      throw new SetupError(`The fuse ${name} of ${executable} is ${found[name] ?? "absent"}; expected ${value}.`);
    }
  }
  return found;
}
