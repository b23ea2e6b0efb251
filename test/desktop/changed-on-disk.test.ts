import { mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DocumentFiles } from "../../electron/main/document-files";
import { ProjectBackups } from "../../electron/main/project-backups";
import { nodeFileSystem } from "../../engine/files";

let folder: string;
let path: string;
const filesOn = (fileSystem = nodeFileSystem) =>
  new DocumentFiles(new ProjectBackups(join(folder, "backups")), fileSystem);
let files: DocumentFiles;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "layerglass-disk-"));
  path = join(folder, "a.layerglass");
  await writeFile(path, "mine");
  files = filesOn();
  await files.read(path);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const versionOnDisk = async (): Promise<string> => {
  const now = await files.peek(path);
  if (!now.ok) throw new Error("nothing on the disk");
  return now.version;
};

test("a file that another program changed is not replaced until that very version is given up", async () => {
  await writeFile(path, "theirs");
  const version = await versionOnDisk();
  expect(await files.write(path, "new")).toMatchObject({ ok: false, failure: { code: "file_changed" }, version });
  await writeFile(path, "theirs again");
  expect(await files.write(path, "new", version)).toMatchObject({ failure: { code: "file_changed" } });
  expect(await readFile(path, "utf8")).toBe("theirs again");
  expect(await files.write(path, "new", await versionOnDisk())).toMatchObject({ ok: true });
  expect(await readFile(path, "utf8")).toBe("new");
  expect(await files.write(path, "newer")).toMatchObject({ ok: true });
});

test("content counts, not time: a touched file is the same, one put back in time is not", async () => {
  await utimes(path, new Date(), new Date(Date.now() + 60_000));
  expect(await files.diskState(path)).toMatchObject({ state: "same" });
  const then = new Date(2020, 1, 1);
  await utimes(path, then, then);
  await files.read(path);
  await writeFile(path, "MINE");
  await utimes(path, then, then);
  expect(await files.diskState(path)).toMatchObject({ state: "changed" });
  await writeFile(path, "mine");
  expect(await files.diskState(path)).toMatchObject({ state: "same" });
});

test("what already stands there is no conflict, and another's same save is not asked about", async () => {
  await writeFile(path, "new");
  expect(await files.write(path, "new")).toMatchObject({ ok: true });
});

test("a deleted file is told, and a save writes it again; one whose folder is gone names that", async () => {
  await rm(path);
  expect(await files.diskState(path)).toEqual({ state: "gone" });
  expect(await files.write(path, "new")).toMatchObject({ ok: true });
  expect(await files.diskState(path)).toMatchObject({ state: "same" });
  await rename(folder, `${folder}-moved`);
  try {
    expect(await files.write(path, "newer")).toMatchObject({ ok: false, failure: { code: "file_absent" } });
  } finally {
    await rename(`${folder}-moved`, folder);
  }
});

test("a change that comes while the save runs is seen right before the replacement", async () => {
  let isMeddling = false;
  const meddling = filesOn({
    ...nodeFileSystem,
    create: async (draft, mode) => {
      // By now the first look was taken.
      if (isMeddling && draft.startsWith(join(folder, "."))) await writeFile(path, "theirs, in between");
      return nodeFileSystem.create(draft, mode);
    },
  });
  await meddling.read(path);
  isMeddling = true;
  expect(await meddling.write(path, "new")).toMatchObject({ ok: false, failure: { code: "file_changed" } });
  expect(await readFile(path, "utf8")).toBe("theirs, in between");
  expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  isMeddling = false;
  await rm(path);
  await meddling.choose(path);
  isMeddling = true;
  expect(await meddling.write(path, "new")).toMatchObject({ ok: false, failure: { code: "file_changed" } });
  expect(await readFile(path, "utf8")).toBe("theirs, in between");
});

test("of two apps that save one file, the second is asked", async () => {
  const other = filesOn();
  await other.read(path);
  expect(await other.write(path, "theirs")).toMatchObject({ ok: true });
  expect(await files.write(path, "new")).toMatchObject({ failure: { code: "file_changed" } });
  expect(await other.write(path, "theirs, later")).toMatchObject({ ok: true });
});

test("a path picked in the save dialog may be replaced as it stood then, not as it became since", async () => {
  const picked = join(folder, "picked.layerglass");
  await writeFile(picked, "there before");
  await files.choose(picked);
  await writeFile(picked, "changed since");
  expect(await files.write(picked, "new")).toMatchObject({ failure: { code: "file_changed" } });
  await files.choose(picked);
  expect(await files.write(picked, "new")).toMatchObject({ ok: true });
  expect((await files.listBackups(picked)).length).toBe(1);
});

test("looking at the file to compare it does not count as having read it", async () => {
  await writeFile(path, "theirs");
  expect(await files.peek(path)).toMatchObject({ ok: true, file: { text: "theirs" } });
  expect(await files.write(path, "new")).toMatchObject({ failure: { code: "file_changed" } });
});
