import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SessionOptions, Training } from "../../engine/contract";
import { addon, failureOf } from "../support/native-addon";
import { parseSafetensors } from "../support/safetensors";
import { RecordedRun, smallIr, smallTable } from "./small-network";

const { data, remove } = smallTable(500);
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "layerglass-checkpoints-"));
});

afterAll(() => {
  remove();
  rmSync(folder, { recursive: true });
});

function often(name: string): NonNullable<SessionOptions["checkpoints"]> {
  return { directory: join(folder, name), every_seconds: 0, every_epochs: null, history_bytes: 2 ** 40 };
}

async function finish(options: SessionOptions, training: Partial<Training> = { epochs: 8 }) {
  const run = (await RecordedRun.open(smallIr(training), data, options)).start();
  await run.end();
  const parameters = run.session.parameters();
  await run.session.close();
  return { run, parameters };
}

describe("checkpoints", () => {
  it("are told as they are written, are listed, and lead to the bytes of a run that never stopped", async () => {
    const { run, parameters } = await finish({ checkpoints: often("run") });
    const reported = run.batches.flatMap(({ checkpoints }) => checkpoints);
    const listing = await addon.listCheckpoints(join(folder, "run"));
    expect(listing).toEqual({ checkpoints: reported, skipped: [] });
    expect(reported.at(-1)).toMatchObject({ epoch: 8, batch: 0, step: 200 });
    const [first] = reported;
    if (first === undefined) throw new Error("no checkpoint");
    expect(first.bytes).toBe(readFileSync(join(folder, "run", first.name)).length);
    expect([...parseSafetensors(readFileSync(join(folder, "run", first.name))).keys()]).toContain(
      "parameter/dense_1.weight",
    );
    const continued = await finish({ continue_from: { file: join(folder, "run", first.name) } });
    expect(continued.run.session.facts.first_step).toBe(first.step);
    expect(continued.parameters).toEqual(parameters);
    expect(continued.run.batches.flatMap(({ records }) => [...(records[0]?.steps ?? [])])[0]).toBe(first.step);
    expect(run.batches.at(-1)?.outcome).toMatchObject({ reason: "every_epoch", restored_best: false });
  });

  it("of a stopped run go on where it stopped, with more epochs than it was first asked for", async () => {
    const checkpoints = { ...often("stopped"), every_seconds: null };
    const stopped = (await RecordedRun.open(smallIr({ epochs: 100_000 }), data, { checkpoints })).start();
    await stopped.until(({ last }) => (last?.step ?? 0) > 0);
    stopped.session.stop();
    await stopped.end();
    await stopped.session.close();
    const [last] = stopped.batches.flatMap(({ checkpoints }) => checkpoints);
    const epochs = (last?.epoch ?? 0) + 2;
    const { run, parameters } = await finish(
      { checkpoints, continue_from: { latest: checkpoints.directory } },
      { epochs },
    );
    expect(run.session.facts.first_step).toBe(last?.step);
    expect(parameters).toEqual((await finish({}, { epochs })).parameters);
  });

  it("that are damaged, foreign or badly asked for are refused in words", async () => {
    await finish({ checkpoints: often("damaged") }, { epochs: 1 });
    const [name] = readdirSync(join(folder, "damaged"));
    const path = join(folder, "damaged", name ?? "");
    const ask = (options: SessionOptions, training: Partial<Training> = { epochs: 1 }) =>
      failureOf(() => addon.createSession(JSON.stringify(smallIr(training)), data, options));
    expect((await ask({ continue_from: { file: path } }, { seed: 99 })).code).toBe("R041");
    const bytes = readFileSync(path);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(await ask({ continue_from: { file: path } })).toMatchObject({ code: "R040", help: expect.any(String) });
    writeFileSync(path, bytes.subarray(0, 100));
    const { skipped } = await addon.listCheckpoints(join(folder, "damaged"));
    expect(skipped).toMatchObject([{ name, failure: { code: "R040" } }]);
    expect(await addon.listCheckpoints(join(folder, "nowhere"))).toEqual({ checkpoints: [], skipped: [] });
    const wrong = { ...often("x"), every_epochs: 0 };
    expect((await ask({ checkpoints: wrong })).code).toBe("R015");
    expect((await ask({ checkpoints: { ...often("x"), every_seconds: -1 } })).code).toBe("R015");
    expect((await ask(JSON.parse('{ "checkpoints": { "directory": 3 } }'))).code).toBe("session_options");
  });

  it("that cannot be written are a warning, and training goes on", async () => {
    writeFileSync(join(folder, "file"), "");
    const { run } = await finish({ checkpoints: often("file") });
    expect(run.states).toEqual(["running", "finished"]);
    expect(run.batches.flatMap(({ warnings }) => warnings)).toMatchObject([{ code: "R042" }]);
  });
});
