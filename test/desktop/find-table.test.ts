import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findTable } from "../../electron/engine-host/find-table";

let folder = "";
const content = "a,b\n1,2\n";
const sha256 = createHash("sha256").update(content).digest("hex");

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "layerglass-find-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(path: string, text: string = content): Promise<string> {
  const whole = join(folder, path);
  await mkdir(dirname(whole), { recursive: true });
  await writeFile(whole, text);
  return whole;
}

const find = (bounds?: Parameters<typeof findTable>[1], folders = [folder]) =>
  findTable({ folders, name: "data.csv", sha256 }, bounds);

test("a renamed table is found by its content, one of the same name first", async () => {
  const renamed = await put("renamed.csv");
  await put("data.csv", "other\n1\n");
  expect(await find()).toBe(renamed);
  const moved = await put("deep/er/DATA.csv");
  expect(await find()).toBe(moved);
});

test("what is no table, hidden, linked or too deep is not looked at, nor what lies above", async () => {
  await put("data.bin");
  await put(".hidden/data.csv");
  await put("node_modules/data.csv");
  await put("1/2/3/4/data.csv");
  await put("inside/other.csv", "x\n");
  await symlink(join(folder, "1"), join(folder, "link"));
  expect(await find()).toBeNull();
  await put("data.csv");
  expect(await find(undefined, [join(folder, "inside")])).toBeNull();
});

test("the search ends at its bounds, and folders that are gone or relative hold nothing", async () => {
  await put("data.csv");
  const all = { depth: 3, entries: 100, bytes: 1000 };
  expect(await find(all)).not.toBeNull();
  expect(await find({ ...all, entries: 0 })).toBeNull();
  expect(await find({ ...all, bytes: content.length - 1 })).toBeNull();
  expect(await find(all, [join(folder, "gone"), "relative"])).toBeNull();
});
