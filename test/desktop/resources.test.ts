import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { resourcesOf } from "../../electron/main/resources";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

describe("where the app's files lie", () => {
  test("in a clone, below its root", () => {
    const found = resourcesOf(join(root, "dist", "main"), join(root, ".runtime", "electron"));
    expect(found.samples).toBe(join(root, "samples"));
    expect(found.addon).toBe(join(root, "dist", "native", "layerglass.node"));
    expect(existsSync(found.samples)).toBe(true);
    expect(existsSync(found.licence)).toBe(true);
  });

  test("in a package, inside the archive, except what must be a file of the disk", () => {
    const resources = join("/opt", "Layerglass", "resources");
    const found = resourcesOf(join(resources, "app.asar", "dist", "main"), join("/opt", "Layerglass", "layerglass"));
    expect(found.page).toBe(join(resources, "app.asar", "dist", "renderer"));
    expect(found.preload).toBe(join(resources, "app.asar", "dist", "preload", "index.cjs"));
    expect(found.engineHost).toBe(join(resources, "app.asar", "dist", "engine-host", "index.cjs"));
    expect(found.notices).toBe(join(resources, "app.asar", "dist", "notices"));
    expect(found.addon).toBe(join(resources, "app.asar.unpacked", "dist", "native", "layerglass.node"));
    expect(found.samples).toBe(join(resources, "app.asar.unpacked", "samples"));
    expect(found.runtimeLicences).toBe(join("/opt", "Layerglass"));
  });

  test("a clone in a folder that is called like the archive's copy is still a clone", () => {
    const clone = join("/home", "person", "app.asar.d");
    expect(resourcesOf(join(clone, "dist", "main"), "/usr/bin/electron").samples).toBe(join(clone, "samples"));
  });
});
