/**
 * `npm run package [-- --all | --check]`: installers of the app, in out/package. docs/packaging.md tells what is in them.
 *
 * - without more: everything that can be made here without tools from elsewhere; what cannot is named with the reason
 * - `--check`: the same, then installs, uses, upgrades and removes the .deb on a clean system in a folder
 * - `--all`: everything this system can make with electron-builder's own tools; refuses the development fallback
 */
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeNotices } from "./notices/write-notices.mjs";
import { checkInstall } from "./package/check/install-check.mjs";
import { checkFuses } from "./package/fuses.mjs";
import { debOf, makeLinuxPackages, makeUnpacked, megabytes } from "./package/linux-packages.mjs";
import { fallbackMark, packagedRuntime } from "./package/runtime.mjs";
import { packageSettings, product } from "./package/settings.mjs";
import { runElectronBuilder } from "./package/unpacked.mjs";
import { prepare } from "./setup/prepare.mjs";
import { command, findProgram, root, SetupError, say } from "./setup/shell.mjs";

const output = join(root, "out", "package");
const usage = "Usage: npm run package [-- --all | --check]";
/** Of the package that the check upgrades from. */
const olderVersion = "0.0.1";

function parseCommandLine() {
  try {
    return parseArgs({
      options: { all: { type: "boolean", default: false }, check: { type: "boolean", default: false } },
    }).values;
  } catch {
    throw new SetupError(usage);
  }
}

/** Where electron-builder leaves the app it packed on Windows and macOS. @param {string} folder */
function builtExecutable(folder) {
  const isArm = process.arch === "arm64";
  return process.platform === "win32"
    ? join(folder, isArm ? "win-arm64-unpacked" : "win-unpacked", "layerglass.exe")
    : join(folder, isArm ? "mac-arm64" : "mac", "Layerglass.app");
}

/**
 * Takes the .deb through an installed package's life, and prints the figures.
 * @param {import("./package/runtime.mjs").PackagedRuntime} runtime
 * @param {string} deb
 * @param {string} version
 */
async function check(runtime, deb, version) {
  const older = join(root, "out", "older");
  await rm(older, { recursive: true, force: true });
  await mkdir(older, { recursive: true });
  const unpacked = await makeUnpacked(runtime, olderVersion, older);
  const olderDeb = await debOf(unpacked, {
    version: olderVersion,
    output: older,
    isFallback: runtime.isFallback,
    compression: "none",
  });
  const figures = await checkInstall({ deb, olderDeb, version });
  for (const name of (await readdir(output)).filter((file) =>
    /^layerglass.*\.(deb|rpm|tar\.gz|AppImage)$/i.test(file),
  )) {
    say(`${name}: ${await megabytes(join(output, name))}`);
  }
  const { installed_megabytes: installed, start_millis: starts } = figures;
  say(`installed: ${installed.toFixed(0)} MiB; started by its entry, page shown after ${starts.join(", ")} ms`);
  say("the package's check holds; pictures and figures lie in out/package/check");
}

/** Tells each target of the settings that this machine does not make, and why. */
function reportWhatIsLeft(/** @type {boolean} */ hasAppImage) {
  const { linux, win, mac } = packageSettings();
  const here = process.arch;
  /** @param {string} kind */
  const reasonOnLinux = (kind) => {
    if (kind === "AppImage" && !hasAppImage) {
      return "needs electron-builder's AppImage tools, which it downloads from GitHub; use --all where that can be reached";
    }
    return kind === "rpm" && !findProgram("rpmbuild")
      ? "rpmbuild is missing; on Debian or Ubuntu: sudo apt-get install -y rpm"
      : null;
  };
  for (const { target, arch } of linux.target) {
    const reason = reasonOnLinux(target);
    for (const one of arch) {
      if (one !== here) say(`not made: ${target} ${one}: the engine is native, so it needs a machine of that kind`);
      else if (reason !== null) say(`not made: ${target} ${one}: ${reason}`);
    }
  }
  for (const { target } of win.target) say(`not made: ${target}: needs Windows, since the engine is native`);
  for (const { target } of mac.target) say(`not made: ${target}: needs macOS, since the engine is native`);
}

await command(async () => {
  const { all, check: isChecked } = parseCommandLine();
  if (isChecked && process.platform !== "linux") throw new SetupError("--check installs the .deb, so it needs Linux.");
  await prepare({ bundles: ["main", "preload", "engine-host", "renderer"], addon: true, electron: true });
  await writeNotices();
  const { version, electron } = product();
  const runtime = await packagedRuntime(electron);
  if (runtime.isFallback) {
    const text = `Electron ${electron} could not be had: the packages carry ${runtime.version}, are called ${fallbackMark} and are not to be handed on`;
    if (all) throw new SetupError(text);
    say(text);
  }
  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true });
  if (process.platform !== "linux") {
    const { electronFuses, win, mac } = packageSettings();
    const targets = (process.platform === "win32" ? win : mac).target.map(({ target }) => target);
    await runElectronBuilder(
      { electron: runtime.folder, electronVersion: runtime.version, version, fuses: electronFuses, output },
      targets,
    );
    await checkFuses(builtExecutable(output), electronFuses);
    return;
  }
  if (!findProgram("dpkg-deb")) {
    throw new SetupError("dpkg-deb is missing. On Debian or Ubuntu: sudo apt-get install -y dpkg");
  }
  const unpacked = await makeUnpacked(runtime, version, output);
  const { deb } = await makeLinuxPackages(unpacked, { version, output, isFallback: runtime.isFallback });
  if (all) {
    const { electronFuses } = packageSettings();
    await runElectronBuilder(
      { electron: runtime.folder, electronVersion: runtime.version, version, fuses: electronFuses, output },
      ["AppImage"],
    );
  }
  reportWhatIsLeft(all);
  if (isChecked) await check(runtime, deb, version);
});
