/** Everything by others that ships with the app: packages in the bundles, crates in the addon, and the runtime. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root, run, SetupError } from "../setup/shell.mjs";
import { bundledPackages } from "./bundled-packages.mjs";
import { licenceText, spdxExpression } from "./licences.mjs";

/**
 * @typedef {object} Component
 * @property {"npm" | "crate" | "runtime"} kind
 * @property {string} name
 * @property {string} version
 * @property {string} licence SPDX expression.
 * @property {string} homepage
 * @property {string} purl Package URL.
 * @property {string} text Licence text.
 */

/** @param {string | { name?: string } | undefined} person */
const nameOf = (person) => (typeof person === "string" ? person.replace(/\s*<.*$/, "") : (person?.name ?? null));

/**
 * @param {string} name
 * @param {string} version
 */
const npmPurl = (name, version) => `pkg:npm/${name.replace(/^@/, "%40")}@${version}`;

/**
 * @param {string} folder Relative to the repository.
 * @param {"npm" | "runtime"} kind
 * @returns {Component}
 */
function fromNpm(folder, kind) {
  const { name, version, license, homepage, author, repository } = JSON.parse(
    readFileSync(join(root, folder, "package.json"), "utf8"),
  );
  const address = homepage ?? (typeof repository === "string" ? repository : repository?.url) ?? "";
  const holders = nameOf(author) ?? `the authors of ${name}`;
  return {
    kind,
    name,
    version,
    licence: license,
    homepage: address.replace(/^git\+/, "").replace(/\.git$/, ""),
    purl: npmPurl(name, version),
    text: licenceText({ name, licence: license, folder: join(root, folder), holders }),
  };
}

/**
 * The crates linked into the addon for this platform: normal dependencies, without those that only run in the compiler.
 * @returns {Promise<readonly Component[]>}
 */
async function crates() {
  const host = /^host: (.+)$/m.exec((await run("rustc", ["-vV"])).stdout)?.[1];
  if (host === undefined) throw new SetupError("rustc did not say which platform it builds for.");
  const asked = ["metadata", "--format-version", "1", "--locked", "--filter-platform", host];
  const answer = await run("cargo", asked);
  if (answer.code !== 0) throw new SetupError(`cargo could not list the engine's crates: ${answer.stderr.trim()}`);
  const { packages, resolve } = JSON.parse(answer.stdout);
  /** @type {Map<string, any>} */
  const known = new Map(packages.map((/** @type {any} */ crate) => [crate.id, crate]));
  /** @type {Map<string, any>} */
  const nodes = new Map(resolve.nodes.map((/** @type {any} */ node) => [node.id, node]));
  const waiting = packages
    .filter((/** @type {any} */ { name }) => name === "layerglass-binding")
    .map((/** @type {any} */ { id }) => id);
  const linked = new Set();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const runsInCompiler = known.get(id).targets.some((/** @type {any} */ { kind }) => kind.includes("proc-macro"));
    if (linked.has(id) || runsInCompiler) continue;
    linked.add(id);
    for (const { pkg, dep_kinds } of nodes.get(id).deps) {
      if (dep_kinds.some((/** @type {any} */ { kind }) => kind === null)) waiting.push(pkg);
    }
  }
  return [...linked]
    .map((id) => known.get(id))
    .filter(({ source }) => source !== null)
    .map(({ name, version, license, homepage, repository, authors, manifest_path }) => ({
      kind: /** @type {const} */ ("crate"),
      name,
      version,
      licence: spdxExpression(license),
      homepage: homepage ?? repository ?? "",
      purl: `pkg:cargo/${name}@${version}`,
      text: licenceText({
        name,
        licence: license,
        folder: dirname(manifest_path),
        holders: authors.map(nameOf).join(", ") || `the authors of ${name}`,
      }),
    }));
}

/** Rust's own library, which every addon holds. @returns {Promise<Component>} */
async function rustLibrary() {
  const version = /^rustc (\S+)/.exec((await run("rustc", ["--version"])).stdout)?.[1] ?? "unknown";
  return {
    kind: "runtime",
    name: "Rust standard library",
    version,
    licence: "MIT OR Apache-2.0",
    homepage: "https://www.rust-lang.org",
    purl: `pkg:generic/rust-std@${version}`,
    text: licenceText({
      name: "Rust standard library",
      licence: "MIT OR Apache-2.0",
      folder: "",
      holders: "The Rust Project contributors",
    }),
  };
}

/** Electron, whose own licences and Chromium's stand beside the program. @returns {Component} */
function electron() {
  const found = fromNpm("node_modules/electron", "runtime");
  return {
    ...found,
    name: "Electron",
    text: `${found.text}\n\nElectron contains Chromium and Node.js. Their licences are in LICENSES.chromium.html beside the program.`,
  };
}

/**
 * Every component, by kind and name.
 * @param {readonly string[]} bundles Folders of dist/ that ship.
 * @param {{ runtime: boolean }} options Whether Electron ships, too.
 * @returns {Promise<readonly Component[]>}
 */
export async function shippedComponents(bundles, { runtime }) {
  const npm = bundledPackages(bundles).map(({ folder }) => fromNpm(folder, "npm"));
  const native = existsSync(join(root, "Cargo.lock")) ? await crates() : [];
  return [...(runtime ? [electron()] : []), await rustLibrary(), ...npm, ...native].sort(
    (one, other) =>
      one.kind.localeCompare(other.kind) ||
      one.name.localeCompare(other.name, "en") ||
      one.version.localeCompare(other.version),
  );
}
