import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CheckpointFolders } from "../../electron/engine-host/checkpoint-folders";
import { RequestFailure } from "../../electron/engine-host/host-failure";
import { recordName } from "../../engine/runs";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "layerglass-folders-"));
});

afterEach(() => rmSync(root, { recursive: true }));

test("each run has a folder under the root, and no run id leads anywhere else", () => {
  const folders = new CheckpointFolders(root);
  const run = crypto.randomUUID();
  expect(folders.of(run)).toBe(join(root, run));
  for (const id of ["", "..", ".", "a/b", "a\\b", "/etc", "a".repeat(65), "run\u0000"]) {
    expect(() => folders.of(id)).toThrow(RequestFailure);
  }
});

test("the folder of a run goes with it, and no other", async () => {
  const folders = new CheckpointFolders(join(root, "checkpoints"));
  await folders.remove("one");
  expect(await folders.recorded()).toEqual([]);
  for (const run of ["one", "two", "three"]) {
    mkdirSync(folders.of(run), { recursive: true });
    writeFileSync(join(folders.of(run), "checkpoint-1.safetensors"), "");
  }
  writeFileSync(join(folders.of("two"), recordName), "");
  await folders.remove("one");
  expect(readdirSync(join(root, "checkpoints")).sort()).toEqual(["three", "two"]);
  expect(existsSync(join(folders.of("two"), "checkpoint-1.safetensors"))).toBe(true);
  expect(await folders.recorded()).toEqual(["two"]);
});
