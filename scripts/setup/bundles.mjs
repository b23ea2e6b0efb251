/** The JavaScript the app runs, built by Vite into dist/; a bundle is rebuilt when the content of its sources changed. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root, SetupError, say } from "./shell.mjs";

/** @typedef {"renderer" | "main" | "preload" | "engine-host" | "cli" | "api"} BundleName */

/** @type {readonly BundleName[]} */
export const allBundles = ["main", "preload", "engine-host", "cli", "api", "renderer"];

const engineSources = [
  "engine/model",
  "engine/catalog",
  "engine/project",
  "engine/compiler",
  "engine/drawing",
  "engine/contract",
];
const recorder = "scripts/notices/bundled-packages.mjs";
const nodeConfiguration = ["vite.node.config.ts", recorder, "package.json", "package-lock.json"];

/**
 * What each bundle is made from: the folders its import rules let it read, and its configuration.
 * @type {Record<BundleName, { sources: readonly string[], result: string }>}
 */
const bundles = {
  renderer: {
    sources: [
      ...engineSources,
      "electron/contract",
      "electron/build/drawings",
      "renderer",
      "vite.config.ts",
      recorder,
      "package.json",
      "package-lock.json",
    ],
    result: "index.html",
  },
  main: {
    sources: [
      ...engineSources,
      "engine/files",
      "engine/runs",
      "electron/contract",
      "electron/main",
      ...nodeConfiguration,
    ],
    result: "index.cjs",
  },
  preload: {
    sources: ["engine/contract", "electron/contract", "electron/preload", ...nodeConfiguration],
    result: "index.cjs",
  },
  "engine-host": {
    sources: [...engineSources, "engine/runs", "electron/engine-host", ...nodeConfiguration],
    result: "index.cjs",
  },
  cli: {
    sources: [...engineSources, "engine/files", "engine/runs", "engine/session", "engine/cli", ...nodeConfiguration],
    result: "index.cjs",
  },
  api: {
    sources: [...engineSources, "engine/files", "engine/session", "engine/package", ...nodeConfiguration],
    result: "index.js",
  },
};

/**
 * Every file below a path, sorted, so that the fingerprint does not depend on the disk's order.
 * @param {string} path Relative to the repository.
 * @returns {Promise<string[]>}
 */
async function filesBelow(path) {
  const entries = await readdir(join(root, path), { withFileTypes: true }).catch(() => null);
  if (entries === null) return existsSync(join(root, path)) ? [path] : [];
  const nested = await Promise.all(
    entries.map((entry) => (entry.isDirectory() ? filesBelow(`${path}/${entry.name}`) : [`${path}/${entry.name}`])),
  );
  return nested.flat().sort();
}

/**
 * SHA-256 over the names and contents of a bundle's sources.
 * @param {BundleName} name
 */
async function fingerprint(name) {
  const files = (await Promise.all(bundles[name].sources.map(filesBelow))).flat();
  const contents = await Promise.all(files.map((file) => readFile(join(root, file))));
  const hash = createHash("sha256");
  for (const [index, file] of files.entries()) hash.update(`${file}\0`).update(contents[index] ?? "");
  return hash.digest("hex");
}

/**
 * Builds the bundles asked for, each only when its sources changed. Needs the npm packages.
 * @param {readonly BundleName[]} names
 */
export async function provideBundles(names) {
  const failures = [];
  for (const name of names) {
    const folder = join(root, "dist", name);
    const record = join(folder, ".fingerprint");
    const current = await fingerprint(name);
    const built = await readFile(record, "utf8").catch(() => null);
    if (built === current && existsSync(join(folder, bundles[name].result))) continue;
    say(`${name}: building`);
    const { build } = await import("vite");
    try {
      await build({
        root: name === "renderer" ? join(root, "renderer") : root,
        configFile: join(root, name === "renderer" ? "vite.config.ts" : "vite.node.config.ts"),
        mode: name === "renderer" ? "production" : name,
        logLevel: "warn",
      });
    } catch (failure) {
      const reason = failure instanceof Error ? failure.message : String(failure);
      failures.push(`The ${name} bundle could not be built: ${reason.trim()}`);
      continue;
    }
    await writeFile(record, current);
  }
  if (failures.length > 0) throw new SetupError(failures.join("\nlayerglass: "));
}
