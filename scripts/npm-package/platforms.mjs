/** The platforms the engine is prebuilt for, named as npm packages of addons commonly are. */
import { SetupError } from "../setup/shell.mjs";

/**
 * @typedef {object} Platform
 * @property {string} name The end of its package's name.
 * @property {readonly string[]} os As npm's `os`, `cpu` and `libc`.
 * @property {readonly string[]} cpu
 * @property {readonly string[]} [libc]
 */

/** Those of the release workflow. @type {readonly Platform[]} */
export const platforms = [
  { name: "linux-x64-gnu", os: ["linux"], cpu: ["x64"], libc: ["glibc"] },
  { name: "linux-arm64-gnu", os: ["linux"], cpu: ["arm64"], libc: ["glibc"] },
  { name: "win32-x64-msvc", os: ["win32"], cpu: ["x64"] },
  { name: "win32-arm64-msvc", os: ["win32"], cpu: ["arm64"] },
  { name: "darwin-x64", os: ["darwin"], cpu: ["x64"] },
  { name: "darwin-arm64", os: ["darwin"], cpu: ["arm64"] },
];

/** @param {Platform} platform */
export const platformPackage = (platform) => `@layerglass/engine-${platform.name}`;

/** The platform of this machine. */
export function thisPlatform() {
  const isGlibc = process.platform !== "linux" || "glibcVersionRuntime" in reportHeader();
  const found = platforms.find(({ os, cpu }) => os.includes(process.platform) && cpu.includes(process.arch));
  if (found === undefined || !isGlibc) {
    const known = platforms.map(({ name }) => name).join(", ");
    const here = `${process.platform} ${process.arch}${isGlibc ? "" : " with another C library than glibc"}`;
    throw new SetupError(`No npm package is made for ${here}; packages are made for ${known}.`);
  }
  return found;
}

/** @returns {object} */
function reportHeader() {
  const report = /** @type {{ header: object }} */ (process.report.getReport());
  return report.header;
}
