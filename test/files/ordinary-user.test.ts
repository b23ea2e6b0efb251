import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeFileAtomically } from "../../engine/files";

const nobody = 65_534;
let folder = "";

/** Run as root, this file's own process becomes an ordinary user for good: the system's refusals are real then. */
describe.skipIf(process.platform === "win32")("an ordinary user", () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "layerglass-user-"));
    for (const name of ["closed", "open"]) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "file"), "old");
    }
    const isRoot = process.getuid?.() === 0;
    chmodSync(join(folder, "closed", "file"), 0o666);
    chmodSync(join(folder, "open", "file"), isRoot ? 0o644 : 0o444);
    chmodSync(join(folder, "open"), 0o777);
    chmodSync(join(folder, "closed"), 0o555);
    if (!isRoot) return;
    for (const owned of [folder, join(folder, "closed"), join(folder, "open")]) chownSync(owned, nobody, nobody);
    process.setgroups?.([]);
    process.setgid?.(nobody);
    process.setuid?.(nobody);
  });
  afterAll(() => {
    chmodSync(join(folder, "closed"), 0o777);
    rmSync(folder, { recursive: true, force: true });
  });

  test("is told that a folder takes no new file, though the file in it could be written", async () => {
    const path = join(folder, "closed", "file");
    const writing = writeFileAtomically(path, "new");
    await expect(writing).rejects.toMatchObject({ code: "EACCES", reason: "read_only_folder" });
    expect(readFileSync(path, "utf8")).toBe("old");
    const fresh = writeFileAtomically(join(folder, "closed", "new"), "new");
    await expect(fresh).rejects.toMatchObject({ code: "EACCES" });
    expect(readdirSync(join(folder, "closed"))).toEqual(["file"]);
  });

  test("does not replace a file that is not theirs to write, though its folder would allow it", async () => {
    const path = join(folder, "open", "file");
    const writing = writeFileAtomically(path, "new");
    await expect(writing).rejects.toMatchObject({ code: "EACCES", reason: "read_only_file" });
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(join(folder, "open"))).toEqual(["file"]);
  });
});
