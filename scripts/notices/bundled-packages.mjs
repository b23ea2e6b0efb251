/** Which npm packages' code stands in a bundle: written down by the bundler itself, since it alone knows what it kept. */
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { root } from "../setup/shell.mjs";

const record = ".bundled-packages.json";

/** @typedef {{ readonly name: string, readonly folder: string }} BundledPackage A package; `folder` relative to the repository. */

/**
 * The package a module belongs to, or null for our own. Virtual modules are helpers that the bundler adds of its own.
 * @param {string} id As the bundler names modules.
 */
export function packageFolderOf(id) {
  if (id.startsWith("\0")) {
    const owner = ["vite", "rolldown"].find((name) => id.startsWith(`\0${name}/`));
    return owner === undefined ? null : `node_modules/${owner}`;
  }
  const path = id.replaceAll("\\", "/").split("?")[0] ?? "";
  const found = /^.*?(node_modules\/(?:.*node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
  return found ?? null;
}

/** Vite plugin: leaves beside each bundle the list of packages in it. */
export function recordBundledPackages() {
  return {
    name: "record-bundled-packages",
    /**
     * @param {{ dir?: string }} options
     * @param {Record<string, { type: string, moduleIds?: readonly string[] }>} bundle
     */
    async writeBundle(options, bundle) {
      const modules = Object.values(bundle).flatMap(({ moduleIds }) => moduleIds ?? []);
      const folders = new Set(modules.map(packageFolderOf).filter((folder) => folder !== null));
      if (options.dir === undefined) throw new Error("the bundle has no folder");
      await writeFile(join(options.dir, record), `${JSON.stringify([...folders].sort(), null, 2)}\n`);
    },
  };
}

/**
 * The packages in the bundles named, by name; read from what the builds left.
 * @param {readonly string[]} bundles Folders of dist/.
 * @returns {readonly BundledPackage[]}
 */
export function bundledPackages(bundles) {
  const folders = new Set();
  for (const bundle of bundles) {
    const path = join(root, "dist", bundle, record);
    if (!existsSync(path)) throw new Error(`${path} is missing: build the bundles first (npm run build).`);
    for (const folder of JSON.parse(readFileSync(path, "utf8"))) folders.add(folder);
  }
  return [...folders].sort().map((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    // A package may keep further manifests inside; only the one at its root has a version.
    if (manifest.version === undefined) throw new Error(`${join(dirname(folder), manifest.name)} has no version`);
    return { name: manifest.name, folder };
  });
}
