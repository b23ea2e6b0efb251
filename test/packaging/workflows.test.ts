import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { platforms } from "../../scripts/npm-package/platforms.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(root, ".github", "workflows");
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

describe.each(readdirSync(folder))(".github/workflows/%s", (file) => {
  const text = readFileSync(join(folder, file), "utf8");

  test("pins every action by its full hash, with the version beside it", () => {
    const uses = [...text.matchAll(/uses:\s*(.+)$/gm)].map(([, action]) => action);
    expect(uses.length).toBeGreaterThan(2);
    expect(uses.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action ?? ""))).toEqual([]);
  });

  test("may read the repository and no more, unless a job says so", () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n/m);
    expect(text).toMatch(/^concurrency:/m);
    expect(text).not.toMatch(/write-all|pull_request_target/);
  });

  test("names npm scripts that exist", () => {
    const named = [...text.matchAll(/npm (?:run (?:--silent )?)?([\w-]+)/g)].map(([, name]) => name ?? "");
    expect(named).toContain("test");
    const ownOfNpm = ["ci", "config", "publish"];
    expect(named.filter((name) => !ownOfNpm.includes(name) && !(name in scripts))).toEqual([]);
  });

  test("refuses a runtime that is not the official one", () => {
    expect(text).toContain("node_modules/electron/install.js");
    expect(text).toContain(".runtime -maxdepth 1 -name 'electron-*'");
  });
});

test("the release makes the engine's npm package on each of its platforms, and publishes with provenance", () => {
  const text = readFileSync(join(folder, "release.yml"), "utf8");
  const made = [...text.matchAll(/\{ name: (\w+)-(\w+), os: /g)].map(([, system, cpu]) => `${system} ${cpu}`);
  const named: Record<string, string> = { linux: "linux", win32: "windows", darwin: "macos" };
  expect(platforms.map(({ os, cpu }) => `${named[os[0] ?? ""]} ${cpu[0]}`)).toEqual(made);
  expect(text).toContain("npm run npm-package -- --platform");
  expect(text).toContain("npm run npm-package -- --main");
  const publishing = text.slice(text.indexOf("\n  publish-npm:"));
  expect(publishing).toMatch(/needs: publish\n[\s\S]*environment: npm\n[\s\S]*id-token: write/);
  expect(publishing).toContain("--provenance --access public");
  expect(publishing).toContain(`= ${platforms.length}\n`);
});
