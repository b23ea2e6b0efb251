import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { removeAbandonedDrafts, writeFileAtomically } from "../../engine/files";
import { crashEverywhere, type FileCall, failAt, faultyFileSystem, systemError } from "../support/faulty-file-system";

let folder: string;
let path: string;
const old = "the old content\n".repeat(50);
const fresh = "the new content, longer than before\n".repeat(50);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "layerglass-faults-"));
  path = join(folder, "网络.layerglass");
  await writeFile(path, old);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a crash at any call leaves a whole file, and no draft after the next start", async () => {
  const seen = new Set<string>();
  const crashes = await crashEverywhere(
    (fileSystem) => writeFileAtomically(path, fresh, { fileSystem }),
    async ({ call }) => {
      const content = await readFile(path, "utf8");
      expect([old, fresh], `after a crash at ${call}`).toContain(content);
      seen.add(content);
      await removeAbandonedDrafts(folder);
      expect(await readdir(folder)).toEqual(["网络.layerglass"]);
    },
    () => writeFile(path, old),
  );
  expect(crashes).toBeGreaterThanOrEqual(10);
  expect(seen).toEqual(new Set([old, fresh]));
});

describe("a disk that reports an error", () => {
  const calls: readonly FileCall[] = ["create", "file.write", "file.sync", "file.close", "rename"];
  const codes = ["ENOSPC", "EIO", "EDQUOT", "EFBIG"];
  test.each(calls.flatMap((call) => codes.map((code) => [call, code] as const)))(
    "at %s with %s: the old file, nothing beside it, and the error told",
    async (call, code) => {
      const fileSystem = faultyFileSystem(failAt(call, code));
      await expect(writeFileAtomically(path, fresh, { fileSystem })).rejects.toMatchObject({ code });
      expect(await readFile(path, "utf8")).toBe(old);
      expect(await readdir(folder)).toEqual(["网络.layerglass"]);
    },
  );

  test("when the folder is synced: told, since the new file may not outlive a power cut", async () => {
    const fileSystem = faultyFileSystem(failAt("syncFolder", "EIO"));
    await expect(writeFileAtomically(path, fresh, { fileSystem })).rejects.toMatchObject({ code: "EIO" });
    expect(await readFile(path, "utf8")).toBe(fresh);
  });
});

test("short writes are gone on with until every byte is down", async () => {
  const fileSystem = faultyFileSystem((call) => (call === "file.write" ? { bytes: 13 } : null));
  await writeFileAtomically(path, fresh, { fileSystem });
  expect(await readFile(path, "utf8")).toBe(fresh);
  expect(fileSystem.calls.filter((call) => call === "file.write").length).toBe(Math.ceil(fresh.length / 13));
});

test("a write that takes no byte is an error, not an endless loop", async () => {
  const fileSystem = faultyFileSystem((call) => (call === "file.write" ? { bytes: 0 } : null));
  await expect(writeFileAtomically(path, fresh, { fileSystem })).rejects.toMatchObject({ code: "EIO" });
  expect(await readFile(path, "utf8")).toBe(old);
});

test.each([
  ["file.chmod", "EPERM", "CIFS mounted as another user"],
  ["file.chmod", "ENOSYS", "a sandbox without fchmod"],
  ["file.chmod", "ENOTSUP", "a FUSE file system"],
  ["file.sync", "EINVAL", "a special file system"],
  ["syncFolder", "EINVAL", "FUSE"],
  ["syncFolder", "EISDIR", "vboxsf"],
  ["syncFolder", "ENOTSUP", "a network drive"],
  ["syncFolder", "EPERM", "a network drive"],
  ["syncFolder", "EACCES", "a folder that may be entered but not read"],
  ["list", "EACCES", "a folder that may be entered but not read"],
] as const)("%s refused with %s (%s) does not fail a save that worked", async (call, code, _where) => {
  const fileSystem = faultyFileSystem(failAt(call, code));
  await writeFileAtomically(path, fresh, { fileSystem });
  expect(await readFile(path, "utf8")).toBe(fresh);
  expect(await readdir(folder)).toEqual(["网络.layerglass"]);
});

describe("a rename that Windows refuses for a while", () => {
  /** A clock that moves only when someone waits. */
  const fakeClock = () => {
    let millis = 0;
    return {
      now: () => millis,
      pause: async (pause: number) => {
        millis += pause;
      },
    };
  };
  const refusing = (code: string, times: number) => {
    let refused = 0;
    return faultyFileSystem((call) => (call === "rename" && refused++ < times ? systemError(code) : null));
  };

  test.each(["EBUSY", "EPERM", "EACCES"])("is tried again on %s", async (code) => {
    const fileSystem = refusing(code, 7);
    await writeFileAtomically(path, fresh, { fileSystem, platform: "win32", clock: fakeClock() });
    expect(await readFile(path, "utf8")).toBe(fresh);
  });

  test("is given up after two seconds, the old file whole and nothing beside it", async () => {
    const fileSystem = refusing("EBUSY", Number.POSITIVE_INFINITY);
    const clock = fakeClock();
    const writing = writeFileAtomically(path, fresh, { fileSystem, platform: "win32", clock });
    await expect(writing).rejects.toMatchObject({ code: "EBUSY" });
    expect(clock.now()).toBeGreaterThanOrEqual(2_000);
    expect(clock.now()).toBeLessThan(2_500);
    expect(await readFile(path, "utf8")).toBe(old);
    expect(await readdir(folder)).toEqual(["网络.layerglass"]);
  });

  test("is told at once elsewhere, and at once on Windows when waiting would not help", async () => {
    for (const [platform, code] of [
      ["linux", "EBUSY"],
      ["win32", "EISDIR"],
    ] as const) {
      const fileSystem = refusing(code, Number.POSITIVE_INFINITY);
      const writing = writeFileAtomically(path, fresh, { fileSystem, platform, clock: fakeClock() });
      await expect(writing).rejects.toMatchObject({ code });
      expect(fileSystem.calls.filter((call) => call === "rename")).toHaveLength(1);
    }
  });
});

test("what is called off right before the replacement leaves the old file", async () => {
  const calledOff = new Error("changed meanwhile");
  const beforeReplace = async () => {
    expect(await readFile(path, "utf8")).toBe(old);
    throw calledOff;
  };
  await expect(writeFileAtomically(path, fresh, { beforeReplace })).rejects.toBe(calledOff);
  expect(await readFile(path, "utf8")).toBe(old);
  expect(await readdir(folder)).toEqual(["网络.layerglass"]);
});

test.skipIf(process.platform === "win32")(
  "a name of 255 bytes, the longest that is legal, can be written",
  async () => {
    const name = `${"网".repeat(81)}x.layerglass`;
    expect(Buffer.byteLength(name)).toBe(255);
    await writeFileAtomically(join(folder, name), fresh);
    await writeFileAtomically(join(folder, name), old);
    expect(await readFile(join(folder, name), "utf8")).toBe(old);
    await expect(writeFileAtomically(join(folder, `${name}x`), fresh)).rejects.toMatchObject({ code: "ENAMETOOLONG" });
    expect((await readdir(folder)).sort()).toEqual([name, "网络.layerglass"].sort());
  },
);

test("a draft that lives is left alone", async () => {
  const alive = `.layerglass-${process.ppid}-abcdef-00000000.tmp`;
  await writeFile(join(folder, alive), "half");
  await removeAbandonedDrafts(folder);
  expect(await readdir(folder)).toContain(alive);
  expect((await stat(join(folder, alive))).size).toBe(4);
});
