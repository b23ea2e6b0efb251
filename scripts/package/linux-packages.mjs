/** The packages a Linux machine makes by itself: the folder, the archive, the .deb and the .rpm. */
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { findProgram, root, run, SetupError, say } from "../setup/shell.mjs";
import { makeDeb } from "./deb.mjs";
import { checkFuses, fusesFor } from "./fuses.mjs";
import { layLinuxTree } from "./linux-tree.mjs";
import { makeRpm } from "./rpm.mjs";
import { fallbackMark } from "./runtime.mjs";
import { runElectronBuilder } from "./unpacked.mjs";

/** @param {string} file */
export async function megabytes(file) {
  return `${((await stat(file)).size / 1e6).toFixed(1)} MB`;
}

const isArm = process.arch === "arm64";

/**
 * Makes the unpacked app of one version and sees to its fuses.
 * @param {import("./runtime.mjs").PackagedRuntime} runtime
 * @param {string} version
 * @param {string} output
 */
export async function makeUnpacked(runtime, version, output) {
  const { set, missing } = await fusesFor(runtime.executable);
  for (const name of missing) say(`Electron ${runtime.version} has no fuse ${name}`);
  await runElectronBuilder(
    { electron: runtime.folder, electronVersion: runtime.version, version, fuses: set, output },
    ["dir"],
  );
  const folder = join(output, isArm ? "linux-arm64-unpacked" : "linux-unpacked");
  const fuses = await checkFuses(join(folder, "layerglass"), set);
  const reported = Object.entries(fuses).map(([name, value]) => `${name} ${value ? "on" : "off"}`);
  say(`fuses read back: ${reported.join(", ")}`);
  return folder;
}

/**
 * A .deb from the unpacked app.
 * @param {string} unpacked
 * @param {{ version: string, output: string, isFallback: boolean, compression: "xz" | "none" }} options
 */
export async function debOf(unpacked, { version, output, isFallback, compression }) {
  const tree = join(root, "out", "tree");
  await layLinuxTree(unpacked, tree);
  const arch = isArm ? "arm64" : "amd64";
  const file = join(output, `layerglass_${version}_${arch}${isFallback ? `.${fallbackMark}` : ""}.deb`);
  // A tilde sorts before the release.
  await makeDeb(tree, { version: isFallback ? `${version}~development.runtime` : version, arch, file, compression });
  await rm(tree, { recursive: true, force: true });
  return file;
}

/**
 * Everything this machine can make of the unpacked app, with sizes told. Answers where the .deb lies.
 * @param {string} unpacked
 * @param {{ version: string, output: string, isFallback: boolean }} options
 */
export async function makeLinuxPackages(unpacked, { version, output, isFallback }) {
  const mark = isFallback ? `.${fallbackMark}` : "";
  /** @param {string} file */
  const report = async (file) => say(`made ${file.slice(root.length + 1)} (${await megabytes(file)})`);

  const archive = join(output, `layerglass-${version}-linux-${process.arch}${mark}.tar.gz`);
  const inside = `layerglass-${version}`;
  const packed = await run("tar", [
    ...["--owner=0", "--group=0", "--numeric-owner", "--sort=name", "-C", unpacked],
    ...[`--transform=s,^\\.,${inside},`, "-czf", archive, "."],
  ]);
  if (packed.code !== 0) throw new SetupError(`tar could not make ${archive}: ${packed.stderr.trim()}`);
  await report(archive);

  const deb = await debOf(unpacked, { version, output, isFallback, compression: "xz" });
  await report(deb);

  if (findProgram("rpmbuild")) {
    const tree = join(root, "out", "tree");
    const arch = isArm ? "aarch64" : "x86_64";
    const file = join(output, `layerglass-${version}-1.${arch}${mark}.rpm`);
    await layLinuxTree(unpacked, tree);
    await makeRpm(tree, { version, release: isFallback ? "0.development.runtime" : "1", arch, file });
    await rm(tree, { recursive: true, force: true });
    await report(file);
  }
  return { deb };
}
