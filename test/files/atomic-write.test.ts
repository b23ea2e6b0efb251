import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeFileAtomically } from "../../engine/files";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "layerglass-atomic-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a new file holds the text and nothing is left beside it", async () => {
  const path = join(folder, "a.layerglass");
  await writeFileAtomically(path, "网络\n");
  expect(await readFile(path, "utf8")).toBe("网络\n");
  expect(await readdir(folder)).toEqual(["a.layerglass"]);
});

test.skipIf(process.platform === "win32")("the old file's permission bits are kept, whatever the umask", async () => {
  const path = join(folder, "a.layerglass");
  await writeFile(path, "old");
  await chmod(path, 0o626);
  await writeFileAtomically(path, "new");
  expect((await stat(path)).mode & 0o777).toBe(0o626);
});

test.skipIf(process.platform === "win32")("a link stays a link, and the file it names is replaced", async () => {
  const target = join(folder, "target.layerglass");
  const link = join(folder, "link.layerglass");
  await writeFile(target, "old");
  await symlink(target, link);
  await writeFileAtomically(link, "new");
  expect(await readFile(target, "utf8")).toBe("new");
  expect((await readdir(folder)).sort()).toEqual(["link.layerglass", "target.layerglass"]);
});

test("a failure leaves the old in place and nothing beside it", async () => {
  const path = join(folder, "occupied.layerglass");
  await mkdir(join(path, "inside"), { recursive: true });
  await expect(writeFileAtomically(path, "new")).rejects.toThrow(/EISDIR|EEXIST|ENOTEMPTY|EPERM/);
  expect(await readdir(folder)).toEqual(["occupied.layerglass"]);
  expect(await readdir(path)).toEqual(["inside"]);
});

test("a folder that does not exist is the caller's to report", async () => {
  await expect(writeFileAtomically(join(folder, "absent", "a.layerglass"), "x")).rejects.toMatchObject({
    code: "ENOENT",
  });
});

test("a reader sees a whole old or a whole new file at every instant", async () => {
  const path = join(folder, "a.layerglass");
  const version = (number: number) => `${String(number).padStart(4, "0")}\n`.repeat(20_000);
  await writeFileAtomically(path, version(0));
  let isWriting = true;
  const writer = (async () => {
    for (let number = 1; number <= 30; number += 1) await writeFileAtomically(path, version(number));
    isWriting = false;
  })();
  const seen = new Set<number>();
  while (isWriting) {
    const text = await readFile(path, "utf8");
    const number = Number(text.slice(0, 4));
    expect(text === version(number), `a mixed file that begins with version ${number}`).toBe(true);
    seen.add(number);
  }
  await writer;
  expect(seen.size).toBeGreaterThan(1);
});
