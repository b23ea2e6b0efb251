import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRawHeader, listPackage } from "@electron/asar";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageSettings } from "../../scripts/package/settings.mjs";
import { runElectronBuilder } from "../../scripts/package/unpacked.mjs";
import { root } from "../../scripts/setup/shell.mjs";

/** Every name below a folder, with forward slashes. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath ?? entry.path, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}

describe.skipIf(process.platform !== "linux")("what a package holds", () => {
  const work = mkdtempSync(join(tmpdir(), "layerglass-package-"));
  const resources = join(work, "out", "linux-unpacked", "resources");

  // The files are chosen by electron-builder itself, around a runtime that is a name only: its bytes do not matter here.
  beforeAll(async () => {
    const runtime = join(work, "runtime");
    for (const name of ["resources", "locales"]) await mkdir(join(runtime, name), { recursive: true });
    for (const language of ["en-US", "de", "zh-CN"]) await writeFile(join(runtime, "locales", `${language}.pak`), "");
    await writeFile(join(runtime, "electron"), "");
    const version = "1.2.3";
    const output = join(work, "out");
    await runElectronBuilder({ electron: runtime, electronVersion: "45.4.1", version, fuses: null, output }, ["dir"]);
  }, 120_000);

  afterAll(() => rm(work, { recursive: true, force: true }));

  test("exactly what runs, what a person opens and what a licence asks for", async () => {
    const archive = join(resources, "app.asar");
    const { header } = getRawHeader(archive);
    const isFolder = (path: string) => {
      let entry: unknown = header;
      for (const part of path.split("/").filter(Boolean)) {
        if (typeof entry !== "object" || entry === null || !("files" in entry)) return false;
        entry = (entry.files as Record<string, unknown>)[part];
      }
      return typeof entry === "object" && entry !== null && "files" in entry;
    };
    const found = listPackage(archive, { isPack: false })
      .map((path) => path.replaceAll("\\", "/").slice(1))
      .filter((path) => !isFolder(path))
      // Vite names the page's files after their content; notices are made at packaging and may be absent here.
      .map((path) => path.replace(/^(dist\/renderer\/assets\/[\w-]+?)-[\w-]{8}\./, "$1-HASH."))
      .filter((path) => !path.startsWith("dist/notices/"))
      .sort();
    const samples = (await filesBelow(join(root, "samples"))).map((name) => `samples/${name}`);
    expect([...new Set(found)]).toEqual(
      [
        "LICENSE",
        "package.json",
        "dist/main/index.cjs",
        "dist/preload/index.cjs",
        "dist/engine-host/index.cjs",
        "dist/native/layerglass.node",
        "dist/renderer/index.html",
        "dist/renderer/assets/app-HASH.svg",
        "dist/renderer/assets/index-HASH.css",
        "dist/renderer/assets/index-HASH.js",
        "electron/build/icons/256x256.png",
        ...samples,
      ].sort(),
    );
  });

  test("Chromium's own texts come in the app's two languages", async () => {
    expect((await readdir(join(work, "out", "linux-unpacked", "locales"))).sort()).toEqual(["en-US.pak", "zh-CN.pak"]);
  });

  test("beside the archive lie the addon and the samples, and nothing else", async () => {
    const samples = (await filesBelow(join(root, "samples"))).map((name) => `samples/${name}`);
    expect(await filesBelow(join(resources, "app.asar.unpacked"))).toEqual(
      ["dist/native/layerglass.node", ...samples].sort(),
    );
    expect((await readdir(resources)).sort()).toEqual(["app.asar", "app.asar.unpacked"]);
  });
});

describe("electron-builder.yml", () => {
  const settings = packageSettings();

  test("makes every kind of package for both architectures", () => {
    const kinds = (targets: typeof settings.linux.target) =>
      Object.fromEntries(targets.map(({ target, arch }) => [target, arch]));
    const both = ["x64", "arm64"];
    expect(kinds(settings.linux.target)).toEqual({ AppImage: both, deb: both, rpm: both, "tar.gz": both });
    expect(kinds(settings.win.target)).toEqual({ nsis: both, portable: both });
    expect(kinds(settings.mac.target)).toEqual({ dmg: both, zip: both });
  });

  test("sets the fuses that close the runtime", () => {
    expect(settings.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  test("names one product everywhere the system looks for it", () => {
    const read = (name: string) => readFileSync(join(root, "electron", "build", name), "utf8");
    const { appId } = settings;
    const mimeType = settings.fileAssociations[0]?.mimeType ?? "";
    expect(settings.fileAssociations.map(({ ext }) => ext)).toEqual(["layerglass"]);
    expect(read("mime.xml")).toContain(`type="${mimeType}"`);
    expect(read(`${appId}.desktop`)).toContain(`MimeType=${mimeType};`);
    expect(read(`${appId}.desktop`)).toContain("Exec=layerglass %F");
    expect(read("layerglass.metainfo.xml")).toContain(`<id>${appId}</id>`);
    expect(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).desktopName).toBe(`${appId}.desktop`);
    for (const name of ["icon.ico", "icon.icns", "document.ico", "document.icns", "icons/512x512.png"]) {
      expect(existsSync(join(root, "electron", "build", name))).toBe(true);
    }
  });
});
