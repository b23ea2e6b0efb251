/**
 * `npm run package [-- --all]`: installers of the app, in out/package. docs/packaging.md tells what is in them.
 *
 * - without more: everything that can be made here without tools from elsewhere; what cannot is named with the reason
 * - `--all`: everything this system can make with electron-builder's own tools; refuses the development fallback
 */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeNotices } from "./notices/write-notices.mjs";
import { makeLinuxPackages, makeUnpacked } from "./package/linux-packages.mjs";
import { fallbackMark, packagedRuntime } from "./package/runtime.mjs";
import { packageSettings, product } from "./package/settings.mjs";
import { runElectronBuilder } from "./package/unpacked.mjs";
import { prepare } from "./setup/prepare.mjs";
import { command, findProgram, root, SetupError, say } from "./setup/shell.mjs";

const output = join(root, "out", "package");
const usage = "Usage: npm run package [-- --all]";

function parseCommandLine() {
  try {
    return parseArgs({
      options: { all: { type: "boolean", default: false } },
    }).values;
  } catch {
    throw new SetupError(usage);
  }
}

/** Tells each target of the settings that this machine does not make, and why. */
function tellWhatIsLeft(/** @type {boolean} */ hasAppImage) {
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
  const { all } = parseCommandLine();
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
    return;
  }
  if (!findProgram("dpkg-deb")) {
    throw new SetupError("dpkg-deb is missing. On Debian or Ubuntu: sudo apt-get install -y dpkg");
  }
  const unpacked = await makeUnpacked(runtime, version, output);
  await makeLinuxPackages(unpacked, { version, output, isFallback: runtime.isFallback });
  if (all) {
    const { electronFuses } = packageSettings();
    await runElectronBuilder(
      { electron: runtime.folder, electronVersion: runtime.version, version, fuses: electronFuses, output },
      ["AppImage"],
    );
  }
  tellWhatIsLeft(all);
});
