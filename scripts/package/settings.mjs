/** What electron-builder.yml says, for the makers that read it besides electron-builder. Needs the npm packages. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "../setup/shell.mjs";

/**
 * @typedef {object} PackageSettings The part that is read here.
 * @property {string} appId
 * @property {string} productName
 * @property {readonly string[]} files
 * @property {readonly string[]} asarUnpack
 * @property {Readonly<Record<string, boolean>>} electronFuses
 * @property {readonly { ext: string, mimeType: string }[]} fileAssociations
 * @property {{ maintainer: string, synopsis: string, description: string, target: readonly Target[] }} linux
 * @property {{ depends: readonly string[], recommends: readonly string[] }} deb
 * @property {{ depends: readonly string[] }} rpm
 * @property {{ target: readonly Target[] }} win
 * @property {{ target: readonly Target[] }} mac
 *
 * @typedef {{ target: string, arch: readonly string[] }} Target
 */

/** @returns {PackageSettings} */
export function packageSettings() {
  const { load } = createRequire(import.meta.url)("js-yaml");
  return load(readFileSync(join(root, "electron-builder.yml"), "utf8"));
}

/** Name, version and description of package.json, and the Electron that ships. */
export function product() {
  const { version, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return { version: String(version), electron: String(devDependencies.electron) };
}
