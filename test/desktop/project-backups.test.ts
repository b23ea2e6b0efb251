import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DocumentFiles } from "../../electron/main/document-files";
import { ProjectBackups } from "../../electron/main/project-backups";
import { failAt, faultyFileSystem } from "../support/faulty-file-system";

let folder: string;
let backups: ProjectBackups;
const path = "/home/a/网络 v2.layerglass";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "layerglass-backups-"));
  backups = new ProjectBackups(join(folder, "backups"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const keep = (text: string, time: string) =>
  backups.keep(path, { content: Buffer.from(text), savedMillis: Date.parse(time) });
const textsKept = async (): Promise<readonly string[]> => {
  const kept = await backups.list(path);
  const bytes = await Promise.all(kept.map(({ name }) => backups.read(path, name)));
  return bytes.map((each) => Buffer.from(each).toString("utf8"));
};

test("a version is kept with its time, for the person alone, in a folder that names the file", async () => {
  await keep("one", "2026-11-27T14:02:31.250Z");
  expect(await backups.list(path)).toEqual([
    { name: expect.any(String), savedMillis: Date.parse("2026-11-27T14:02:31.250Z") },
  ]);
  expect(await textsKept()).toEqual(["one"]);
  const [name] = await readdir(backups.root);
  expect(name).toMatch(/^网络_v2-[0-9a-f]{16}$/);
  if (process.platform !== "win32") {
    expect((await stat(backups.root)).mode & 0o777).toBe(0o700);
    const inside = join(backups.root, name ?? "");
    const [file] = await readdir(inside);
    expect((await stat(join(inside, file ?? ""))).mode & 0o777).toBe(0o600);
  }
  expect(await backups.list("/home/b/网络 v2.layerglass")).toEqual([]);
});

test("the newest five stay, and of the days before one each, ten at most; the same version is kept once", async () => {
  for (let day = 1; day <= 20; day += 1) {
    const date = `2026-11-${String(day).padStart(2, "0")}`;
    for (const hour of ["08", "16"]) await keep(`${date} ${hour}`, `${date}T${hour}:00:00.000Z`);
  }
  await keep("2026-11-20 16", "2026-11-20T17:00:00.000Z");
  const kept = await textsKept();
  expect(kept.slice(0, 5)).toEqual([
    "2026-11-20 16",
    "2026-11-20 08",
    "2026-11-19 16",
    "2026-11-19 08",
    "2026-11-18 16",
  ]);
  expect(kept.slice(5)).toEqual(
    ["17", "16", "15", "14", "13", "12", "11"].map((day) => expect.stringContaining(`2026-11-${day}`)),
  );
});

test("an old time does not have the version just kept thrown away", async () => {
  for (let hour = 10; hour < 20; hour += 1) await keep(`hour ${hour}`, `2026-11-27T${hour}:00:00.000Z`);
  await keep("from an archive", "2026-11-27T01:00:00.000Z");
  expect(await textsKept()).toContain("from an archive");
});

test("large versions are kept within a size, the newest in any case", async () => {
  const large = Buffer.alloc(40_000_000, "x");
  const keepLarge = (time: string, first: number) => {
    large[0] = first;
    return backups.keep(path, { content: large, savedMillis: Date.parse(time) });
  };
  await keepLarge("2026-11-27T10:00:00.000Z", 1);
  await keepLarge("2026-11-27T11:00:00.000Z", 2);
  const kept = await backups.list(path);
  expect(kept.map(({ savedMillis }) => new Date(savedMillis).getUTCHours())).toEqual([11]);
});

test("all files' backups together stay within a size, oldest first, and half-written ones go", async () => {
  for (const [name, time] of [
    ["old", "2025-01-01"],
    ["new", "2026-01-01"],
  ] as const) {
    const inside = join(backups.root, `${name}-0`);
    await mkdir(inside, { recursive: true });
    const file = join(inside, `${time}T00-00-00.000Z.0123456789ab.layerglass`);
    await writeFile(file, "");
    await truncate(file, 400_000_000);
    const draft = join(inside, ".layerglass-1-abcdef-00000000.tmp");
    await writeFile(draft, "half");
    await utimes(draft, new Date(2020, 1), new Date(2020, 1));
  }
  await backups.tidy();
  expect(await readdir(join(backups.root, "old-0"))).toEqual([]);
  expect(await readdir(join(backups.root, "new-0"))).toEqual(["2026-01-01T00-00-00.000Z.0123456789ab.layerglass"]);
});

test("only what is a backup's name is read", async () => {
  await expect(backups.read(path, "../../secret.layerglass")).rejects.toThrow("no version is called");
});

test("each save keeps what it replaces, and a backup can be worked on as the file", async () => {
  const project = join(folder, "a.layerglass");
  const files = new DocumentFiles(backups);
  await files.write(project, "one");
  await files.read(project);
  await files.write(project, "two");
  await writeFile(project, Buffer.from([0xff]));
  expect(await files.read(project)).toMatchObject({ failure: { code: "project_not_text" } });
  const [newest] = await files.listBackups(project);
  const id = newest?.name ?? "";
  expect(await files.readBackup(project, id, false)).toEqual({ ok: true, file: { path: project, text: "one" } });
  expect(await files.write(project, "three")).toMatchObject({ failure: { code: "file_changed" } });
  await files.readBackup(project, id, true);
  expect(await files.write(project, "three")).toMatchObject({ ok: true });
  expect(await readFile(project, "utf8")).toBe("three");
  // The damaged bytes are kept too.
  expect(await files.listBackups(project)).toHaveLength(2);
});

test("a backup that cannot be made does not keep the work from the disk, and is told", async () => {
  const project = join(folder, "a.layerglass");
  const blocked = faultyFileSystem((call, number, paths) =>
    paths.some((each) => each.startsWith(backups.root)) ? failAt("create", "ENOSPC")(call, number, paths) : null,
  );
  const files = new DocumentFiles(new ProjectBackups(backups.root, blocked));
  await files.write(project, "one");
  await files.read(project);
  expect(await files.write(project, "two")).toMatchObject({
    ...{ ok: true, path: project, backup: null },
    unkept: { code: "disk_full" },
  });
  expect(await readFile(project, "utf8")).toBe("two");
});
