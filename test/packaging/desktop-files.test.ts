import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { appId } from "../../electron/main/app-id";

const build = fileURLToPath(new URL("../../electron/build", import.meta.url));
const bytes = (name: string) => readFileSync(join(build, name));
const text = (name: string) => readFileSync(join(build, name), "utf8");
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];

/** Width and height that a PNG file says of itself. */
function pngSize(png: Buffer) {
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

describe.each([
  ["icons", "icon"],
  ["document-icons", "document"],
])("the pictures in electron/build/%s", (folder, container) => {
  test("have the size of their name", () => {
    for (const side of sizes) expect(pngSize(bytes(`${folder}/${side}x${side}.png`))).toEqual([side, side]);
  });

  test("are what the .ico holds, each where its directory says", () => {
    const ico = bytes(`${container}.ico`);
    const count = ico.readUInt16LE(4);
    const held = Array.from({ length: count }, (_, index) => {
      const at = 6 + 16 * index;
      const offset = ico.readUInt32LE(at + 12);
      return { side: ico.readUInt8(at) || 256, png: ico.subarray(offset, offset + ico.readUInt32LE(at + 8)) };
    });
    expect(held.map(({ side }) => side)).toEqual([16, 24, 32, 48, 64, 128, 256]);
    for (const { side, png } of held) expect(png.equals(bytes(`${folder}/${side}x${side}.png`))).toBe(true);
  });

  test("are what the .icns holds, up to 1024", () => {
    const icns = bytes(`${container}.icns`);
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    const sides = [];
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
      const [side] = pngSize(icns.subarray(at + 8, at + icns.readUInt32BE(at + 4)));
      expect(icns.subarray(at + 8, at + icns.readUInt32BE(at + 4)).equals(bytes(`${folder}/${side}x${side}.png`))).toBe(
        true,
      );
      sides.push(side);
    }
    expect(sides).toEqual([16, 32, 128, 256, 512, 1024, 32, 64, 256, 512]);
  });
});

describe("what desktops read", () => {
  const entry = text("org.layerglass.Layerglass.desktop");
  const appData = text("layerglass.metainfo.xml");
  const mime = text("mime.xml");

  test("agrees on the app's id, its program and its type of file", () => {
    expect(appData).toContain("<id>org.layerglass.Layerglass</id>");
    expect(appData).toContain('<launchable type="desktop-id">org.layerglass.Layerglass.desktop</launchable>');
    expect(appData).toContain("<binary>layerglass</binary>");
    expect(entry).toMatch(/^Exec=layerglass %F$/m);
    expect(entry).toMatch(/^MimeType=application\/vnd\.layerglass\+json;$/m);
    expect(appData).toContain("<mediatype>application/vnd.layerglass+json</mediatype>");
    expect(mime).toContain('<mime-type type="application/vnd.layerglass+json">');
    expect(mime).toContain('<glob pattern="*.layerglass"/>');
  });

  test("says everything in Chinese, too", () => {
    for (const key of ["Name", "GenericName", "Comment", "Keywords"]) {
      expect(entry).toMatch(new RegExp(`^${key}=.+`, "m"));
      expect(entry).toMatch(new RegExp(`^${key}\\[zh_CN\\]=.+`, "m"));
    }
    for (const tag of ["summary", "p", "li", "keyword"]) {
      const english = appData.match(new RegExp(`<${tag}>`, "g"))?.length ?? 0;
      expect(english).toBeGreaterThan(0);
      expect(appData.match(new RegExp(`<${tag} xml:lang="zh_CN">`, "g"))).toHaveLength(english);
    }
    expect(mime).toContain('<comment xml:lang="zh_CN">');
  });

  test("the newest release told to software centres is this version", () => {
    const { version } = JSON.parse(readFileSync(join(build, "../../package.json"), "utf8"));
    expect(/<release version="([^"]+)"/.exec(appData)?.[1]).toBe(version);
  });
});

test("Windows knows the running app by the id its package is installed under", () => {
  const settings = readFileSync(join(build, "..", "..", "electron-builder.yml"), "utf8");
  expect(/^appId: (\S+)$/m.exec(settings)?.[1]).toBe(appId);
  const main = readFileSync(join(build, "..", "main", "index.ts"), "utf8");
  expect(main).toContain("app.setAppUserModelId(appId)");
});
