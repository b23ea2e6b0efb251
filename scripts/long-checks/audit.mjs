/**
 * Known vulnerabilities, licences and sources of everything the project depends on; the policy stands in
 * docs/security.md. Where the advisory services cannot be reached it says so, and checks what needs no network.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findProgram, root, run, SetupError, say } from "../setup/shell.mjs";

/** Licences a development package may have; deny.toml says the same for crates. */
const allowedLicences = new Set([
  "MIT",
  "ISC",
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "CC-BY-3.0",
  "CC-BY-4.0",
  "MPL-2.0",
  "Python-2.0",
  "Unlicense",
  "WTFPL",
  "Zlib",
]);

/**
 * Whether a licence expression can be met with allowed licences: all parts of `AND`, one part of `OR`.
 * @param {string} expression
 */
export function isAllowedLicence(expression) {
  const bare = expression.replace(/[()]/g, "");
  return bare.split(" AND ").every((all) => all.split(" OR ").some((one) => allowedLicences.has(one.trim())));
}

/**
 * What is wrong with a package-lock: entries without a hash, or under a licence that is not allowed.
 * @param {{ packages: Record<string, { integrity?: string, license?: string, link?: boolean }> }} lock
 */
export function lockFaults(lock) {
  return Object.entries(lock.packages).flatMap(([path, { integrity, license, link }]) => {
    if (path === "" || link) return [];
    const faults = [];
    if (!integrity) faults.push(`${path} has no integrity hash`);
    if (!license || !isAllowedLicence(license)) faults.push(`${path} is under ${license ?? "no licence"}`);
    return faults;
  });
}

/** @returns {Promise<string[]>} Faults. */
async function auditPackages() {
  const faults = lockFaults(JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")));
  const { stdout } = await run("npm", ["audit", "--json", "--audit-level=moderate"]);
  const report = JSON.parse(stdout || "{}");
  if (!report.metadata) {
    say("npm: the advisory service cannot be reached; only licences and hashes were checked, not vulnerabilities");
    return faults;
  }
  for (const { name, severity, range } of Object.values(report.vulnerabilities ?? {})) {
    if (severity === "info" || severity === "low") say(`npm: ${name} ${range}: ${severity}`);
    else faults.push(`${name} ${range} has a known vulnerability (${severity})`);
  }
  return faults;
}

/** @returns {Promise<string[]>} Faults. */
async function auditCrates() {
  if (!findProgram("cargo-deny")) {
    throw new SetupError("cargo-deny is needed: cargo install --locked cargo-deny@0.20.2");
  }
  const checked = await run("cargo", ["deny", "check", "bans", "licenses", "sources"], {
    output: "shown",
  });
  const faults = checked.code === 0 ? [] : ["cargo deny found a crate that deny.toml does not allow"];
  const { code, stderr } = await run("cargo", ["deny", "check", "advisories"]);
  if (
    /failed to (fetch|clone|load) advisory database|unable to (fetch|clone)|IoError|dns error|connect/i.test(stderr) &&
    code !== 0
  ) {
    say("crates: the advisory database cannot be reached; only licences, sources and bans were checked");
  } else if (code !== 0) {
    say(stderr);
    faults.push("cargo deny found a crate with a known vulnerability");
  }
  return faults;
}

/** @type {import("../long-checks.mjs").LongCheck} */
export const audit = {
  about:
    "known vulnerabilities, licences and sources of every package and crate; needs cargo-deny, says so when offline",
  run: async () => {
    const faults = [...(await auditPackages()), ...(await auditCrates())];
    if (faults.length > 0) throw new SetupError(faults.join("\n"));
  },
};
