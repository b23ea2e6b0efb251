/** The frameworks the engine is compared with, installed on demand into .venv/. */
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findProgram, root, run, SetupError, say } from "../setup/shell.mjs";

const folder = join(root, ".venv");
const python = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");

/** @type {Record<string, readonly string[]>} Peer of peers.py → packages it needs besides numpy. */
const packages = {
  jax: ["jax"],
  sklearn: ["scikit-learn"],
  torch: ["torch"],
  torchcompile: ["torch"],
  "keras-jax": ["keras", "jax"],
  "keras-tf": ["keras", "tensorflow-cpu"],
  polars: ["polars"],
  pyarrow: ["pyarrow"],
};

/** Those that train. */
export const knownPeers = ["jax", "sklearn", "torch", "torchcompile", "keras-jax", "keras-tf"];

/**
 * Installs what the peers need, unless it is there, and answers the Python to run them with.
 * @param {readonly string[]} peers
 */
export async function providePeers(peers) {
  const wanted = [...new Set(["numpy", ...peers.flatMap((peer) => packages[peer] ?? [])])].sort();
  const record = join(folder, "installed.json");
  const installed = existsSync(record) ? JSON.parse(await readFile(record, "utf8")) : [];
  const missing = wanted.filter((name) => !installed.includes(name));
  if (missing.length === 0) return python;
  if (!existsSync(python)) {
    const system = findProgram("python3") ?? findProgram("python");
    if (!system) throw new SetupError("Python 3.10 or newer is needed to run the peers and was not found.");
    const made = await run(system, ["-m", "venv", folder]);
    if (made.code !== 0) {
      throw new SetupError(`Python could not make .venv. On Debian or Ubuntu: sudo apt-get install -y python3-venv`);
    }
  }
  say(`peers: installing ${missing.join(" ")} into .venv`);
  const pip = await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...missing]);
  if (pip.code !== 0)
    throw new SetupError(`pip could not install ${missing.join(" ")}: ${pip.stderr.trim().split("\n").at(-1)}`);
  await writeFile(record, JSON.stringify([...installed, ...missing]));
  return python;
}
