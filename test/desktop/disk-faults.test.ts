import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DocumentFiles } from "../../electron/main/document-files";
import { ProjectBackups } from "../../electron/main/project-backups";
import { SettingsFile } from "../../electron/main/settings-file";
import { type FileSystem, isTemporaryName, removeAbandonedDrafts } from "../../engine/files";
import { crashEverywhere, type FileCall, failAt, faultyFileSystem } from "../support/faulty-file-system";

/** Longer than one write of a disk's block, so that a half-written file shows. */
const projectOf = (version: number, name: string) =>
  `${JSON.stringify({ format: "layerglass", version, name, notes: name.repeat(3_000) })}\n`;
const [old, next] = [projectOf(1, "old"), projectOf(2, "new")];

let folder = "";
let path = "";
beforeEach(() => {
  // What could not be kept or saved is logged, hundreds of times here.
  vi.spyOn(console, "error").mockImplementation(() => {});
  folder = mkdtempSync(join(tmpdir(), "layerglass-faults-"));
  path = join(folder, "a.layerglass");
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

function reset(): void {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  writeFileSync(path, old);
}

const versionOf = (text: string) => createHash("sha256").update(text).digest("hex");
const filesOn = (fileSystem?: FileSystem) =>
  new DocumentFiles(new ProjectBackups(join(folder, "backups"), fileSystem), fileSystem);
const visible = () => readdirSync(folder).filter((name) => !isTemporaryName(name));

/** Whatever happened: the project and every copy of it are whole, and nothing that was replaced is without one. */
function everythingIsWhole(): void {
  const present = readFileSync(path, "utf8");
  expect([old, next]).toContain(present);
  const copy = "a.version-1.layerglass";
  if (visible().includes(copy)) expect(readFileSync(join(folder, copy), "utf8")).toBe(old);
  if (present === next) expect(visible()).toContain(copy);
}

describe("saving a project that an older version wrote", () => {
  test("a crash at any call leaves whole files, and the next save works", async () => {
    const crashes = await crashEverywhere(
      (fileSystem) => filesOn(fileSystem).write(path, next, versionOf(old)),
      async () => {
        everythingIsWhole();
        expect(await filesOn().write(path, next, versionOf(old))).toMatchObject({ ok: true });
        await removeAbandonedDrafts(folder);
        expect(readFileSync(path, "utf8")).toBe(next);
      },
      async () => reset(),
    );
    expect(crashes).toBeGreaterThan(20);
  });

  const codes = { ENOSPC: "disk_full", EIO: "disk_error" } as const;
  const calls: readonly FileCall[] = ["readFile", "create", "file.write", "file.sync", "rename", "stat", "syncFolder"];
  test.each(
    calls.flatMap((call) =>
      (["ENOSPC", "EIO"] as const).flatMap((code) => [0, 1, 2].map((nth) => [call, code, nth] as const)),
    ),
  )("%s fails with %s at its call %i: saved whole, or the old left and the reason told", async (call, code, nth) => {
    reset();
    const answer = await filesOn(faultyFileSystem(failAt(call, code, nth))).write(path, next, versionOf(old));
    everythingIsWhole();
    if (answer.ok) expect(readFileSync(path, "utf8")).toBe(next);
    else expect(answer).toMatchObject({ failure: { code: codes[code], subject: { path } } });
    expect(readdirSync(folder).filter(isTemporaryName)).toEqual([]);
  });
});

test("a crash at any call of saving the settings leaves them readable", async () => {
  const settingsPath = join(folder, "settings.json");
  await crashEverywhere(
    async (fileSystem) => {
      const settings = new SettingsFile(settingsPath, "en", fileSystem);
      settings.changeSettings({ theme: "dark" });
      await settings.flushed();
    },
    async () => {
      const settings = new SettingsFile(settingsPath, "en");
      expect(["light", "dark"]).toContain(settings.settings.theme);
      expect(settings.recent).toHaveLength(1);
    },
    async () =>
      writeFileSync(settingsPath, JSON.stringify({ theme: "light", language: "en", recent: ["/a.layerglass"] })),
  );
});

test.skipIf(process.platform !== "linux" || process.getuid?.() !== 0)(
  "a disk that is really full: the old file whole, the disk named as full, nothing left beside it",
  async () => {
    const disk = join(folder, "disk");
    mkdirSync(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", disk]);
    try {
      const full = join(disk, "a.layerglass");
      const small = projectOf(2, "o");
      writeFileSync(full, small);
      const answer = await new DocumentFiles().write(full, projectOf(2, "x".repeat(500)), versionOf(small));
      expect(answer).toMatchObject({ ok: false, failure: { code: "disk_full" } });
      expect(readFileSync(full, "utf8")).toBe(small);
      expect(readdirSync(disk)).toEqual(["a.layerglass"]);
    } finally {
      execFileSync("umount", [disk]);
    }
  },
);

test("a name of 255 bytes can be saved, and saved by a newer version too", async () => {
  const long = join(folder, `${"ä".repeat(122)}.layerglass`);
  expect(Buffer.byteLength(long.slice(folder.length + 1))).toBe(255);
  writeFileSync(long, old);
  const answer = await new DocumentFiles().write(long, next, versionOf(old));
  expect(answer).toMatchObject({ ok: true, backup: expect.stringContaining(".version-1.layerglass") });
  expect(readdirSync(folder)).toHaveLength(2);
});
