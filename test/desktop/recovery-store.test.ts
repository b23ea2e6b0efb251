import { createHash, randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { DocumentSnapshot } from "../../electron/contract";
import { RecoveryStore } from "../../electron/main/recovery-store";
import { failureText } from "../../engine/contract";
import { referenceTrainingSetup } from "../../engine/model";
import { serializeProject } from "../../engine/project";
import { Crash, faultyFileSystem, systemError } from "../support/faulty-file-system";
import { chain } from "../support/reference-network";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "layerglass-recovery-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const copies = () => join(folder, "recovery");

function projectText(name: string): string {
  const graph = chain(["data"], ["dense", { units: 3 }], ["output"]);
  const positions = Object.fromEntries(Object.keys(graph.nodes).map((id, index) => [id, { x: index * 240, y: 8 }]));
  return serializeProject({
    name,
    graph,
    layout: { positions, viewport: null },
    data: null,
    training: referenceTrainingSetup,
  });
}

function snapshot(change: Partial<DocumentSnapshot> = {}): DocumentSnapshot {
  return { id: randomUUID(), name: "Work", path: null, text: projectText("Work"), dirty: true, ...change };
}

test("a copy comes back whole, for the person's eyes alone, and goes when it is dropped", async () => {
  const store = new RecoveryStore(copies());
  const untitled = snapshot();
  const before = Date.now();
  await store.keep(untitled, null);
  if (process.platform !== "win32") {
    expect(statSync(store.pathOf(untitled.id)).mode & 0o777).toBe(0o600);
    expect(statSync(copies()).mode & 0o777).toBe(0o700);
  }
  const [entry, ...others] = await new RecoveryStore(copies()).list();
  expect(others).toEqual([]);
  expect(entry).toMatchObject({ state: "whole", id: untitled.id, name: "Work", path: null, file: "none" });
  expect(entry?.keptMillis).toBeGreaterThanOrEqual(before);
  if (entry?.state !== "whole") throw new Error("the copy is damaged");
  expect(entry.picture.cards).toHaveLength(entry.nodeCount);
  expect(entry.picture.wires.length).toBeGreaterThan(0);
  expect((await store.read(untitled.id)).document).toEqual(untitled);
  await store.drop(untitled.id);
  expect(readdirSync(copies())).toEqual([]);
  await store.drop(untitled.id);
});

test("a copy says how the person's file stands against what the work began from", async () => {
  const store = new RecoveryStore(copies());
  const path = join(folder, "mine.layerglass");
  writeFileSync(path, "as opened");
  const version = createHash("sha256").update("as opened").digest("hex");
  const work = snapshot({ path });
  await store.keep(work, version);
  const state = async () => {
    const [entry] = await store.list();
    return entry?.state === "whole" ? entry.file : entry?.state;
  };
  expect(await state()).toBe("same");
  writeFileSync(path, "by another program");
  expect(await state()).toBe("changed");
  rmSync(path);
  expect(await state()).toBe("absent");
});

test.each([
  ["cut short", (text: string) => text.slice(0, text.length / 2), /not JSON/],
  ["of another kind", () => "[1, 2]", /at its root/],
  ["of a later version", (text: string) => text.replace('"version": 1', '"version": 2'), /at version/],
  ["with a damaged project", (text: string) => text.replace('\\"nodes\\"', '\\"knots\\"'), /unknown key "knots"/],
  ["empty", () => "", /not JSON/],
])("a copy %s is listed as damaged beside the whole ones", async (_how, harm, reason) => {
  const store = new RecoveryStore(copies());
  const [bad, good] = [snapshot(), snapshot()];
  await store.keep(bad, null);
  await store.keep(good, null);
  const path = store.pathOf(bad.id);
  writeFileSync(path, harm(readFileSync(path, "utf8")));
  const listed = await store.list();
  expect(listed).toHaveLength(2);
  expect(listed.find(({ id }) => id === good.id)?.state).toBe("whole");
  const damaged = listed.find(({ id }) => id === bad.id);
  expect(damaged?.state === "damaged" && failureText(damaged.failure)).toMatch(reason);
});

test("names that are not ours are neither listed nor reached", async () => {
  const store = new RecoveryStore(copies());
  await store.keep(snapshot(), null);
  writeFileSync(join(copies(), "notes.json"), "{}");
  writeFileSync(join(copies(), "passwd.txt"), "");
  expect(await store.list()).toHaveLength(1);
  expect(() => store.pathOf("../../settings")).toThrow();
});

test("a fault or a crash at any call leaves the whole old or the whole new copy", async () => {
  const old = snapshot({ text: projectText("Old") });
  const newer = { ...old, text: projectText("Newer") };
  const run = async (fault: Parameters<typeof faultyFileSystem>[0]): Promise<number> => {
    rmSync(copies(), { recursive: true, force: true });
    await new RecoveryStore(copies()).keep(old, null);
    const disk = faultyFileSystem(fault);
    const failure = await new RecoveryStore(copies(), disk).keep(newer, null).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    const { document } = await new RecoveryStore(copies()).read(old.id);
    expect([old.text, newer.text]).toContain(document.text);
    if (failure === null) expect(document.text).toBe(newer.text);
    return disk.calls.length;
  };
  const calls = await run(() => null);
  expect(calls).toBeGreaterThan(5);
  for (let at = 0; at < calls; at += 1) {
    for (const code of ["ENOSPC", "EIO", "EACCES"]) {
      await run((_call, number) => (number === at ? systemError(code) : null));
    }
    await run((_call, number) => (number >= at ? new Crash() : null));
    await run((call, number) => (number === at && call === "file.write" ? { bytes: 7 } : null));
  }
});

test.runIf(process.getuid?.() !== 0 && process.platform !== "win32")(
  "a closed folder fails the copy and no more",
  async () => {
    chmodSync(folder, 0o500);
    const store = new RecoveryStore(copies());
    await expect(store.keep(snapshot(), null)).rejects.toMatchObject({ code: "EACCES" });
    expect(await store.list()).toEqual([]);
    chmodSync(folder, 0o700);
    await store.keep(snapshot(), null);
    expect(await store.list()).toHaveLength(1);
  },
);

test("beyond fifty copies the oldest are put aside, never deleted here", async () => {
  const store = new RecoveryStore(copies());
  for (let index = 0; index < 52; index += 1) await store.keep(snapshot({ name: `Work ${index}` }), null);
  const aside: string[] = [];
  await store.tidy(async (path) => void aside.push(path));
  expect(aside).toHaveLength(2);
  expect(readdirSync(copies())).toHaveLength(52);
});
