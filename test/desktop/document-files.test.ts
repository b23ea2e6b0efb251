import { chmod, mkdir, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DocumentFiles } from "../../electron/main/document-files";
import { projectArguments } from "../../electron/main/launch-arguments";
import { failureText } from "../../engine/contract";
import { projectLimits } from "../../engine/model";

let folder: string;
const files = new DocumentFiles();
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "layerglass-files-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("what is written is read back", async () => {
  const path = join(folder, "a.layerglass");
  expect(await files.write(path, "{}")).toEqual({ ok: true, path, backup: null, unkept: null });
  expect(await files.read(path)).toEqual({ ok: true, file: { path, text: "{}" } });
});

test("only a project's extension is opened, whatever its case", async () => {
  const secret = join(folder, "secret.txt");
  await writeFile(secret, "secret");
  expect(await files.read(secret)).toMatchObject({ ok: false, failure: { code: "not_a_project" } });
  const shouting = join(folder, "A.LAYERGLASS");
  await writeFile(shouting, "{}");
  expect(await files.read(shouting)).toMatchObject({ ok: true });
});

test("a file beyond the limit is refused before it is read", async () => {
  const path = join(folder, "huge.layerglass");
  await writeFile(path, "");
  await truncate(path, projectLimits.bytes + 1);
  expect(await files.read(path)).toMatchObject({
    ok: false,
    failure: { code: "project_too_large", values: { limit: 64 } },
  });
});

test("bytes that are no UTF-8 are refused, not replaced", async () => {
  const path = join(folder, "latin.layerglass");
  await writeFile(path, Buffer.from([0x7b, 0xff, 0x7d]));
  expect(await files.read(path)).toMatchObject({ ok: false, failure: { code: "project_not_text" } });
});

test("failures name the file and what to do", async () => {
  const absent = join(folder, "absent.layerglass");
  const refused = await files.read(absent);
  expect(refused).toMatchObject({
    ok: false,
    failure: { code: "file_absent", subject: { kind: "file", path: absent } },
  });
  const reason = !refused.ok && refused.failure !== null ? failureText(refused.failure) : "";
  expect(reason).toBe(
    `${absent}: found no such file or folder; expected one that is there. Help: it may have been moved or renamed; name it again.`,
  );
  const occupied = join(folder, "folder.layerglass");
  await mkdir(occupied);
  expect(await files.write(occupied, "{}")).toMatchObject({ ok: false, failure: { code: "is_a_folder" } });
  expect(await files.read(occupied)).toMatchObject({ ok: false, failure: { code: "is_a_folder" } });
  expect(await readFile(absent).catch(() => "still absent")).toBe("still absent");
});

test("a path counts as chosen once it was opened or picked", async () => {
  const path = join(folder, "b.layerglass");
  const fresh = new DocumentFiles();
  expect(fresh.isChosen(path)).toBe(false);
  await fresh.write(path, "{}");
  expect(fresh.isChosen(path)).toBe(false);
  await fresh.read(path);
  expect(fresh.isChosen(path)).toBe(true);
});

test("the project of a command line is found behind switches and folders", () => {
  expect(projectArguments(["electron", "--no-sandbox", "/app", "b.layerglass"], "/home/a")).toEqual([
    "/home/a/b.layerglass",
  ]);
  expect(projectArguments(["electron", "/app", "/x/c.layerglass", "d.layerglass"], "/home/a")).toEqual([
    "/x/c.layerglass",
    "/home/a/d.layerglass",
  ]);
  expect(projectArguments(["electron", "--open=x.layerglass", "/app"], "/home/a")).toEqual([]);
});

const written = (version: number, name: string) =>
  JSON.stringify({ format: "layerglass", version, name, nodes: [] }, null, 2);

test("a project that an older version wrote is kept beside the new one, once and as it was", async () => {
  const path = join(folder, "old.layerglass");
  await writeFile(path, written(1, "first"));
  const backup = join(folder, "old.version-1.layerglass");
  await files.read(path);
  expect(await files.write(path, written(2, "second"))).toEqual({ ok: true, path, backup, unkept: null });
  expect(await readFile(backup, "utf8")).toBe(written(1, "first"));
  expect(await readFile(path, "utf8")).toBe(written(2, "second"));
  expect(await files.write(path, written(2, "third"))).toEqual({ ok: true, path, backup: null, unkept: null });
  await writeFile(path, written(1, "back again"));
  await files.read(path);
  expect(await files.write(path, written(2, "fourth"))).toEqual({ ok: true, path, backup, unkept: null });
  expect(await readFile(backup, "utf8")).toBe(written(1, "first"));
});

test.skipIf(process.platform === "win32")("what is kept of an older version stays as private as it was", async () => {
  const path = join(folder, "old.layerglass");
  await writeFile(path, written(1, "first"));
  await chmod(path, 0o620);
  await files.read(path);
  await files.write(path, written(2, "second"));
  expect((await stat(join(folder, "old.version-1.layerglass"))).mode & 0o777).toBe(0o620);
});

test("an older version's project is replaced only once its copy is on the disk, whole", async () => {
  const path = join(folder, "old.layerglass");
  await writeFile(path, written(1, "first"));
  const handle = await open(path);
  await handle.close();
  const sync = vi.spyOn(Object.getPrototypeOf(handle), "sync");
  try {
    sync.mockRejectedValueOnce(Object.assign(new Error("broken disk"), { failure: { code: "disk_error" } }));
    await files.read(path);
    expect(await files.write(path, written(2, "second"))).toMatchObject({ ok: false, failure: { code: "disk_error" } });
    expect(await readdir(folder)).toEqual(["old.layerglass"]);
    expect(await readFile(path, "utf8")).toBe(written(1, "first"));
    // The copy, its folder, the project, its folder.
    sync.mockClear();
    await files.read(path);
    expect(await files.write(path, written(2, "second"))).toMatchObject({ ok: true });
    expect(sync).toHaveBeenCalledTimes(process.platform === "win32" ? 2 : 4);
  } finally {
    sync.mockRestore();
  }
});
