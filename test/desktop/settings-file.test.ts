import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SettingsFile } from "../../electron/main/settings-file";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "layerglass-settings-"));
  path = join(folder, "settings.json");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("without a file, the theme follows the system and the language its locale", () => {
  expect(new SettingsFile(path, "zh-TW").settings).toEqual({
    theme: "system",
    language: "zh-CN",
    notifications: true,
    panelSizes: {},
  });
  expect(new SettingsFile(path, "de-DE").settings).toEqual({
    theme: "system",
    language: "en",
    notifications: true,
    panelSizes: {},
  });
});

test("every change is on disk, readable, and there at the next start", async () => {
  const settings = new SettingsFile(path, "en");
  settings.changeSettings({ theme: "dark" });
  settings.changeSettings({ language: "zh-CN" });
  settings.changeSettings({ panelSizes: { right: 412 } });
  settings.rememberWindow({ bounds: { x: -5, y: 7, width: 900, height: 600 }, maximized: true });
  settings.addRecent("/a/b.layerglass");
  await settings.flushed();
  expect(await readFile(path, "utf8")).toContain('\n  "theme": "dark"');
  const next = new SettingsFile(path, "en");
  expect(next.settings).toEqual({ theme: "dark", language: "zh-CN", notifications: true, panelSizes: { right: 412 } });
  expect(next.window).toEqual({ bounds: { x: -5, y: 7, width: 900, height: 600 }, maximized: true });
  expect(next.recent).toEqual([{ path: "/a/b.layerglass", name: "b.layerglass" }]);
});

test("recent files are the last ten, each once, the latest first", async () => {
  const settings = new SettingsFile(path, "en");
  for (let number = 0; number < 12; number += 1) settings.addRecent(`/p/${number}.layerglass`);
  settings.addRecent("/p/5.layerglass");
  expect(settings.recent.map(({ name }) => Number.parseInt(name, 10))).toEqual([5, 11, 10, 9, 8, 7, 6, 4, 3, 2]);
  settings.removeRecent("/p/11.layerglass");
  expect(settings.recent).toHaveLength(9);
  settings.clearRecent();
  expect(settings.recent).toEqual([]);
  await settings.flushed();
  expect(new SettingsFile(path, "en").recent).toEqual([]);
});

test.each(["", "nonsense", "null", "[]", "7"])("a file that holds %j means defaults", async (text) => {
  await writeFile(path, text);
  expect(new SettingsFile(path, "en").settings).toEqual({
    theme: "system",
    language: "en",
    notifications: true,
    panelSizes: {},
  });
});

test("one bad field falls back alone", async () => {
  await writeFile(path, JSON.stringify({ theme: "mauve", language: "zh-CN", window: 3, recent: ["/a.layerglass", 4] }));
  const settings = new SettingsFile(path, "en");
  expect(settings.settings).toEqual({ theme: "system", language: "zh-CN", notifications: true, panelSizes: {} });
  expect(settings.window).toEqual({ bounds: null, maximized: false });
  expect(settings.recent).toEqual([]);
});
