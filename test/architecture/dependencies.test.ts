import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { isAllowedLicence, lockFaults } from "../../scripts/long-checks/audit.mjs";

describe("what the project depends on", () => {
  test("every npm package is pinned by a hash and under a licence of the policy", () => {
    expect(lockFaults(JSON.parse(readFileSync("package-lock.json", "utf8")))).toEqual([]);
  });

  test("a package without either is found", () => {
    const packages = { "": {}, "node_modules/a": { license: "GPL-3.0-only" } };
    expect(lockFaults({ packages })).toEqual([
      "node_modules/a has no integrity hash",
      "node_modules/a is under GPL-3.0-only",
    ]);
    expect(isAllowedLicence("(MIT OR GPL-2.0) AND ISC")).toBe(true);
    expect(isAllowedLicence("MIT AND GPL-2.0")).toBe(false);
  });

  test("direct dependencies are exact versions", () => {
    const { devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(
      Object.values<string>(devDependencies).filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)),
    ).toEqual([]);
  });
});
