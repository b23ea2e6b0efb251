import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageFolderOf } from "../../scripts/notices/bundled-packages.mjs";
import { isAllowed, licenceText } from "../../scripts/notices/licences.mjs";
import { writeNotices } from "../../scripts/notices/write-notices.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "layerglass-notices-"));
const written = (name: string) => readFileSync(join(folder, name), "utf8");
let components: Awaited<ReturnType<typeof writeNotices>>;

beforeAll(async () => {
  components = await writeNotices({ folder });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe("the third-party notices", () => {
  test("name every package whose code the source maps show in a bundle", () => {
    const maps = ["main", "preload", "engine-host", "cli", "renderer/assets"].flatMap((bundle) =>
      readdirSync(join(root, "dist", bundle))
        .filter((name) => name.endsWith(".map"))
        .map((name) => join("dist", bundle, name)),
    );
    const inMaps = maps.flatMap((map) =>
      (JSON.parse(readFileSync(join(root, map), "utf8")).sources as string[]).map(packageFolderOf),
    );
    const names = new Set(
      inMaps
        .filter((path) => path !== null)
        .map((path) => JSON.parse(readFileSync(join(root, path, "package.json"), "utf8")).name),
    );
    expect([...names]).toEqual(expect.arrayContaining(["react", "react-dom", "@xyflow/react", "zod", "zustand"]));
    const named = components.filter(({ kind }) => kind === "npm").map(({ name }) => name);
    expect([...names].filter((name) => !named.includes(name))).toEqual([]);
  });

  test("name the engine's crates, without those that run in the compiler alone", () => {
    const crates = components.filter(({ kind }) => kind === "crate").map(({ name }) => name);
    expect(crates).toEqual(expect.arrayContaining(["napi", "serde_json", "encoding_rs", "flate2"]));
    expect(crates).not.toContain("syn");
    expect(crates.filter((name) => name.startsWith("layerglass"))).toEqual([]);
  });

  test("carry the licence text of each, and an address", () => {
    const text = written("THIRD-PARTY-NOTICES.txt");
    for (const component of components) {
      expect(component.text.length, component.name).toBeGreaterThan(200);
      expect(component.version, component.name).toMatch(/^\d+\.\d+/);
      expect(text).toContain(`${component.name} ${component.version} — ${component.licence}`);
      expect(text).toContain(component.text);
    }
    expect(components.map(({ name }) => name)).toEqual(expect.arrayContaining(["Electron", "Rust standard library"]));
  });

  test("are what the window's list and the bill of materials hold, too", () => {
    expect(JSON.parse(written("notices.json"))).toEqual(components);
    const bom = JSON.parse(written("layerglass.cdx.json"));
    expect(bom).toMatchObject({
      bomFormat: "CycloneDX",
      specVersion: "1.6",
      metadata: { component: { name: "layerglass" } },
    });
    const byPurl = new Set(bom.components.map(({ purl }: { purl: string }) => purl));
    expect([...byPurl].sort()).toEqual([...new Set(components.map(({ purl }) => purl))].sort());
    const main = bom.dependencies.find(({ ref }: { ref: string }) => ref === "layerglass");
    expect(main.dependsOn).toHaveLength(components.length);
  });
});

describe("the list of allowed licences", () => {
  test.each([
    ["MIT", true],
    ["MIT OR Apache-2.0", true],
    ["MIT/Apache-2.0", true],
    ["GPL-3.0-only OR MIT", true],
    ["(Apache-2.0 OR MIT) AND BSD-3-Clause", true],
    ["Apache-2.0 WITH LLVM-exception", true],
    ["GPL-3.0-only", false],
    ["MIT AND GPL-3.0-only", false],
    ["MPL-2.0", false],
    ["", false],
    ["SEE LICENSE IN FILE", false],
  ])("answers %s with %s", (expression, allowed) => {
    expect(isAllowed(expression)).toBe(allowed);
  });

  test("a component without any text of its licence is refused by name", () => {
    expect(() => licenceText({ name: "mute", licence: "ISC", folder: "", holders: "nobody" })).toThrow(/mute .*ISC/);
  });
});
