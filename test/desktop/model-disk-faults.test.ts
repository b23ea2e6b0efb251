/** Disks that fail, fall short or lose power at every single call of writing a trained model, in the app and in the terminal. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ModelFiles } from "../../electron/main/model-files";
import { saveModel } from "../../engine/cli/save-model";
import { type Failure, failureText, readDescription } from "../../engine/contract";
import { type FileSystem, isTemporaryName, removeAbandonedDrafts } from "../../engine/files";
import { emptyGraph, referenceTrainingSetup } from "../../engine/model";
import { LayerglassError } from "../../engine/session";
import { cloudIr, data, trained } from "../native/small-model";
import { crashEverywhere, type FileCall, failAt, faultyFileSystem, systemError } from "../support/faulty-file-system";
import { addon } from "../support/native-addon";

let folder = "";
let path = "";
let old: Uint8Array;
let next: Uint8Array;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "layerglass-model-faults-"));
  path = join(folder, "m.safetensors");
  old = (await trained(cloudIr({ epochs: 1 }))).bytes;
  next = (await trained(cloudIr({ epochs: 2 }))).bytes;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function reset(): Promise<void> {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  writeFileSync(path, old);
}
beforeEach(reset);

/** Saves the next model over the old one; null once it is saved, else what the person is told. */
type Save = (fileSystem: FileSystem) => Promise<Failure | null>;

const inApp: Save = async (fileSystem) => {
  const models = new ModelFiles(fileSystem);
  models.choose(path);
  const answer = await models.write(path, next);
  return answer.ok ? null : answer.failure;
};

const project = {
  ...{ name: "Clouds", graph: emptyGraph, layout: { positions: {}, viewport: null }, data, schema: null },
  ...{ training: referenceTrainingSetup, compilation: { ir: null, diagnostics: [] } },
};
const inTerminal: Save = async (fileSystem) => {
  const session = { model: () => Promise.resolve(Buffer.from(next)) };
  try {
    await saveModel(path, session, project, { fileSystem });
    return null;
  } catch (fault) {
    if (!(fault instanceof LayerglassError)) throw fault;
    expect(fault.message).toContain(`${path}: the model could not be saved: `);
    return fault.failure;
  }
};

/** The path holds the old or the new model, whole and readable. */
async function wholeModel(): Promise<"old" | "new"> {
  const bytes = readFileSync(path);
  const epochs = readDescription(await addon.loadModel(path)).figures.epochs;
  expect(bytes.equals(epochs === 1 ? old : next)).toBe(true);
  return epochs === 1 ? "old" : "new";
}

describe.each([
  ["the app", inApp],
  ["the terminal", inTerminal],
])("saving a model from %s", (_where, save) => {
  it("leaves the whole old or the whole new one after a crash at any call, and the next save clears the draft away", async () => {
    const seen = new Set<string>();
    const crashes = await crashEverywhere(
      save,
      async () => {
        seen.add(await wholeModel());
        await removeAbandonedDrafts(folder);
        expect(readdirSync(folder)).toEqual(["m.safetensors"]);
      },
      reset,
    );
    expect(crashes).toBeGreaterThanOrEqual(10);
    expect(seen).toEqual(new Set(["old", "new"]));
  });

  const remedies = {
    ENOSPC: ["disk_full", /full disk; .*free some space, or save elsewhere/],
    EDQUOT: ["disk_quota", /quota that is used up; .*free some space/],
    EFBIG: ["file_too_large_for_disk", /too large for this disk; .*save elsewhere/],
    EIO: ["disk_error", /error of the disk; .*save elsewhere, and check the disk/],
  } as const;
  const calls: readonly FileCall[] = ["create", "file.write", "file.sync", "file.close", "rename"];
  it.each(
    calls.flatMap((call) =>
      Object.entries(remedies).map(([system, [code, remedy]]) => [call, system, code, remedy] as const),
    ),
  )(
    "%s failing with %s leaves the old one and nothing beside it, and names path and remedy",
    async (call, system, code, remedy) => {
      const reported = await save(faultyFileSystem(failAt(call, system)));
      if (reported === null) throw new Error("it was saved");
      expect(reported).toMatchObject({ code, subject: { kind: "file", path } });
      expect(failureText(reported)).toMatch(remedy);
      expect(await wholeModel()).toBe("old");
      expect(readdirSync(folder).filter(isTemporaryName)).toEqual([]);
    },
  );

  it("goes on after short writes, and after a half-written one that then fails leaves the old one", async () => {
    expect(await save(faultyFileSystem((call) => (call === "file.write" ? { bytes: 999 } : null)))).toBeNull();
    expect(await wholeModel()).toBe("new");
    await reset();
    let writes = 0;
    const failing = faultyFileSystem((call) => {
      if (call !== "file.write") return null;
      writes += 1;
      return writes === 1 ? { bytes: 999 } : systemError("ENOSPC");
    });
    expect(await save(failing)).toMatchObject({ code: "disk_full" });
    expect(await wholeModel()).toBe("old");
    expect(readdirSync(folder)).toEqual(["m.safetensors"]);
  });
});
