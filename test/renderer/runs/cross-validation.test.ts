/** A cross-validation of the window over the real engine host: its figures, its end, and what it leaves alone. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { RunSnapshot } from "../../../engine/contract";
import { referenceTrainingSetup, type TrainingSetup } from "../../../engine/model";
import { EngineClient } from "../../../renderer/bridge";
import { CrossValidation, RunRegistry } from "../../../renderer/runs";
import { RealHost } from "../../support/engine-host";
import { chain } from "../../support/reference-network";

let folder = "";
/** 120 rows, and so many that an epoch takes a while. */
let table = "";
let longTable = "";
const training: TrainingSetup = { ...referenceTrainingSetup, epochs: 3 };
let host: RealHost;
let engine: EngineClient;
let runs: RunRegistry;
let folds: CrossValidation;

function snapshot(path = table): RunSnapshot {
  const column = (name: string, role: "feature" | "target", encoding: "number" | "code") => ({ name, role, encoding });
  return {
    graph: chain(
      ["data"],
      ["scale", { method: "standardize" }],
      ["dense", { units: 4 }],
      ["activation", { function: "tanh" }],
      ["dense", { units: 1 }],
      ["activation", { function: "sigmoid" }],
      ["output", { loss: "binary_cross_entropy" }],
    ),
    data: {
      ...{ path, sha256: "" },
      columns: [column("x", "feature", "number"), column("z", "feature", "number"), column("y", "target", "code")],
    },
    training,
  };
}

const endless = (): RunSnapshot => ({ ...snapshot(longTable), training: { ...training, epochs: 100_000 } });

function written(name: string, rows: number): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const [x, z] = [(row * 37) % 101, (row * 53) % 97];
    return `${x},${z},${x + z > 95 ? "in" : "out"}`;
  });
  const path = join(folder, name);
  writeFileSync(path, ["x,z,y", ...lines].map((line) => `${line}\n`).join(""));
  return path;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "layerglass-cross-validation-"));
  table = written("points.csv", 120);
  longTable = written("many.csv", 20_000);
});

afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  host = new RealHost();
  engine = new EngineClient();
  host.connectTo(engine);
  let count = 0;
  runs = new RunRegistry({
    ...{ engine, takeSnapshot: endless, initialWeights: () => null },
    ...{ newRunId: () => `run-${++count}`, schedule: () => {} },
  });
  folds = crossValidation(engine, snapshot);
});

function crossValidation(engine: Pick<EngineClient, "request">, takeSnapshot: () => RunSnapshot): CrossValidation {
  return new CrossValidation({ engine, takeSnapshot, hasRun: () => runs.live.length > 0 });
}

afterEach(async () => {
  await folds.forget();
  await runs.stopAll();
  await host.close();
});

const phase = () => folds.state.phase;

describe("a cross-validation", () => {
  test("trains every fold, shares the classes out, and tells the same figures again", async () => {
    await folds.start(5);
    const { folds: told, ...state } = folds.state;
    expect(state).toMatchObject({ phase: "finished", count: 5, split: "stratified", progress: null, failure: null });
    expect(told.map(({ fold, training_rows, validation_rows }) => [fold, training_rows, validation_rows])).toEqual(
      Array.from({ length: 5 }, (_, fold) => [fold, 96, 24]),
    );
    expect(new Set(told.map(({ loss }) => loss)).size).toBe(5);
    await folds.start(5);
    expect(folds.state.folds).toEqual(told);
    // It leaves no run behind, and tells the desktop how far it is, then that it is over.
    expect(await engine.request("list_runs", null)).toEqual([]);
    expect(host.progress.at(-1)).toMatchObject({ state: "stopped" });
    expect(host.progress.filter(({ state }) => state === "running").length).toBeGreaterThan(0);
  });

  test("tells where it is, and stops within a batch; the folds before are kept", async () => {
    // The second fold would train for many minutes: the stop alone ends it.
    let asked = 0;
    const request: EngineClient["request"] = (name, body) => {
      const isLong = name === "train_fold" && ++asked > 1;
      return engine.request(name, isLong ? ({ ...(body as object), ...endless() } as typeof body) : body);
    };
    folds = crossValidation({ request }, snapshot);
    const over = folds.start(4);
    await expect.poll(() => folds.state.progress?.fold, { timeout: 20_000 }).toEqual({ index: 1, count: 4 });
    await expect.poll(() => folds.state.progress?.epoch ?? 0, { timeout: 20_000 }).toBeGreaterThan(1);
    const stopping = folds.stop();
    expect(phase()).toBe("stopping");
    await stopping;
    await over;
    expect(folds.state).toMatchObject({ phase: "stopped", progress: null, failure: null });
    expect(folds.state.folds.map(({ fold }) => fold)).toEqual([0]);
    expect(await engine.request("fold_progress", null)).toBeNull();
  });

  test("is refused while a run is under way, and a run while it is, by window and engine", async () => {
    folds = crossValidation(engine, endless);
    await runs.train();
    await expect.poll(() => runs.shown.state.state).toBe("running");
    await folds.start(3);
    expect(phase()).toBe("idle");
    const fold = { index: 0, count: 3 };
    await expect(engine.request("train_fold", { ...snapshot(), fold })).rejects.toMatchObject({
      failure: { code: "run_under_way", found: "a run under way" },
    });
    expect(runs.shown.state.state).toBe("running");
    await runs.stopAll();
    await expect.poll(() => runs.shown.state.state, { timeout: 20_000 }).toBe("stopped");

    void folds.start(3);
    await expect.poll(() => folds.state.progress?.epoch ?? 0, { timeout: 20_000 }).toBeGreaterThan(0);
    await runs.train();
    expect(runs.shown.state).toMatchObject({
      ...{ state: "failed", failure: { code: "run_under_way", found: "a cross-validation under way" } },
    });
    await expect(engine.request("train_fold", { ...snapshot(), fold })).rejects.toThrow("under way");
    expect(phase()).toBe("running");
  });

  test("says in which fold what went wrong, and keeps the folds before", async () => {
    // Another program empties the table while the third fold is asked for.
    const kept = readFileSync(table);
    let asked = 0;
    const request: EngineClient["request"] = (name, body) => {
      if (name === "train_fold" && ++asked === 3) writeFileSync(table, "");
      return engine.request(name, body);
    };
    folds = crossValidation({ request }, snapshot);
    await folds.start(4);
    expect(folds.state).toMatchObject({ phase: "failed", failure: { code: "table_empty" } });
    expect(folds.state.folds.map(({ fold }) => fold)).toEqual([0, 1]);
    writeFileSync(table, kept);
  });

  test("more folds than rows are refused by the engine in its words", async () => {
    writeFileSync(join(folder, "few.csv"), "x,z,y\n1,2,in\n2,1,out\n3,1,in\n4,5,out\n");
    folds = crossValidation(engine, () => snapshot(join(folder, "few.csv")));
    await folds.start(5);
    expect(folds.state).toMatchObject({ phase: "failed", folds: [], failure: { code: "split_whole" } });
  });

  test("ends with the page that asked for it, and with the document it is of", async () => {
    folds = crossValidation(engine, endless);
    const over = folds.start(2);
    await expect.poll(() => folds.state.progress?.epoch ?? 0, { timeout: 20_000 }).toBeGreaterThan(0);
    const reloaded = new EngineClient();
    host.connectTo(reloaded);
    await expect.poll(() => reloaded.request("fold_progress", null), { timeout: 20_000 }).toBeNull();
    engine.reportStatus({ state: "crashed", reason: "connection_closed", restarting: false });
    await over;
    expect(phase()).toBe("failed");

    let taken = endless();
    folds = crossValidation(reloaded, () => taken);
    void folds.start(2);
    await expect.poll(() => folds.state.progress?.epoch ?? 0, { timeout: 20_000 }).toBeGreaterThan(0);
    await folds.forget();
    expect(folds.state).toMatchObject({ phase: "idle", snapshot: null });
    taken = snapshot();
    await folds.start(2);
    expect(folds.state).toMatchObject({ phase: "finished", count: 2 });
    expect(folds.state.folds).toHaveLength(2);
  });
});
