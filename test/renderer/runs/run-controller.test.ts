import { afterEach, describe, expect, it } from "vitest";
import { create } from "zustand";
import { HISTOGRAM_BINS, type HostRequestMessage, type RunSnapshot, type RunStarted } from "../../../engine/contract";
import { emptyGraph, referenceTrainingSetup } from "../../../engine/model";
import { EngineClient } from "../../../renderer/bridge";
import { idleRun, LOSS_COLUMN, RunController, type RunStoreState, StatisticsStore } from "../../../renderer/runs";
import { emptyBatch, ScriptedHost, settle } from "../bridge/scripted-host";

const snapshot: RunSnapshot = { graph: emptyGraph, data: null, training: referenceTrainingSetup };

function startedAs(run: string): RunStarted {
  return {
    run,
    probes: [{ operation: 0, node: "dense_1", op: "dense", features: 4 }],
    steps_per_epoch: 100,
    epochs: 20,
    training_rows: 1600,
    validation_rows: 400,
    parameters: 10,
    histogram_edges: new Float64Array(HISTOGRAM_BINS + 1),
    missing_rows: 3,
  };
}

/** A window's run control over a real channel to a scripted host. */
function makeWindow() {
  const engine = new EngineClient();
  const store = create<RunStoreState>(() => idleRun);
  const statistics = new StatisticsStore(() => {});
  let runs = 0;
  const controller = new RunController({
    engine,
    store,
    statistics,
    takeSnapshot: () => snapshot,
    newRunId: () => `run-${++runs}`,
  });
  const host = new ScriptedHost();
  host.onRequest = (message: HostRequestMessage) => (message.name === "start_run" ? startedAs(message.body.run) : null);
  host.connectTo(engine);
  hosts.push(host);
  return { engine, store, statistics, controller, host };
}

const hosts: ScriptedHost[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.close();
});

function lossBatch(run: string, sequence: number, step: number) {
  return {
    ...emptyBatch(run, sequence),
    step: step + 1,
    rows_per_second: 1600,
    step_steps: Float64Array.of(step),
    step_losses: Float32Array.of(0.5),
    step_accuracies: Float32Array.of(0.75),
    step_merged: Uint32Array.of(1),
  };
}

describe("a run", () => {
  it("sends the document as it was when Train was pressed, under a new id", async () => {
    const { controller, host, store } = makeWindow();
    await controller.train();
    expect(host.received).toEqual([{ id: 1, name: "start_run", body: { ...snapshot, run: "run-1" } }]);
    expect(store.getState()).toMatchObject({ state: "running", run: "run-1", snapshot, epochs: 20, missingRows: 3 });
  });

  it("follows its events: step, epoch, speed, time left, figures", async () => {
    const { controller, host, store, statistics } = makeWindow();
    await controller.train();
    host.events({ ...lossBatch("run-1", 0, 149), states: ["running"] });
    await settle();
    expect(store.getState()).toMatchObject({ state: "running", step: 150, epoch: 2, rowsPerSecond: 1600 });
    expect(store.getState().secondsLeft).toBeCloseTo(18.5);
    expect(statistics.steps.value(LOSS_COLUMN, 0)).toBe(0.5);
    host.events({ ...emptyBatch("run-1", 1), step: 2000, states: ["finished"] });
    await settle();
    expect(store.getState()).toMatchObject({ state: "finished", step: 2000, epoch: 20, secondsLeft: null });
  });

  it("loses no batch that overtakes the answer to its start", async () => {
    const { controller, host, store, statistics } = makeWindow();
    host.onRequest = null;
    const training = controller.train();
    const { id } = await host.next();
    host.events(lossBatch("run-1", 0, 0));
    host.events({ ...lossBatch("run-1", 1, 1), states: ["finished"] });
    await settle();
    expect(store.getState().state).toBe("starting");
    host.answer(id, startedAs("run-1"));
    await training;
    expect(statistics.steps.length).toBe(2);
    expect(store.getState()).toMatchObject({ state: "finished", step: 2 });
  });

  it("is paused, resumed and stopped by its id, and only from a state in which that makes sense", async () => {
    const { controller, host, store } = makeWindow();
    await controller.pause();
    await controller.stop();
    expect(host.received).toEqual([]);
    await controller.train();
    await controller.resume();
    await controller.pause();
    host.events({ ...emptyBatch("run-1", 0), states: ["paused"] });
    await settle();
    expect(store.getState().state).toBe("paused");
    await controller.pause();
    await controller.resume();
    host.events({ ...emptyBatch("run-1", 1), states: ["running"] });
    await settle();
    await controller.stop();
    expect(host.received.map((message) => message.name)).toEqual(["start_run", "pause_run", "resume_run", "stop_run"]);
    expect(host.received.at(-1)?.body).toEqual({ run: "run-1" });
  });

  it("is not started twice", async () => {
    const { controller, host } = makeWindow();
    await Promise.all([controller.train(), controller.train()]);
    await controller.train();
    expect(host.received).toHaveLength(1);
  });

  it("fails with the compiler's findings and keeps the figures of the run before", async () => {
    const { controller, host, store, statistics } = makeWindow();
    await controller.train();
    host.events({ ...lossBatch("run-1", 0, 0), states: ["stopped"] });
    await settle();
    host.onRequest = null;
    const training = controller.train();
    const { id } = await host.next();
    const diagnostic = {
      code: "E003",
      severity: "error",
      node: "dense_1",
      found: "nothing",
      expected: "a wire",
      mend: "connect it",
      values: {},
    } as const;
    host.fail(id, { code: "graph_has_errors", message: "Mend them.", diagnostics: [diagnostic] });
    await training;
    expect(store.getState()).toMatchObject({ state: "failed", failure: { code: "graph_has_errors", node: "dense_1" } });
    expect(store.getState().failure?.diagnostics).toEqual([diagnostic]);
    expect(statistics.steps.length).toBe(1);
  });

  it("tells of a fault met while training, with the node it showed at", async () => {
    const { controller, host, store } = makeWindow();
    await controller.train();
    const failure = {
      code: "R001",
      operation: 3,
      node: "dense_1",
      found: "NaN",
      expected: "numbers",
      mend: "Lower it.",
    };
    host.events({ ...emptyBatch("run-1", 0), states: ["failed"], failure });
    await settle();
    expect(store.getState()).toMatchObject({
      state: "failed",
      failure: { code: "R001", node: "dense_1", mend: "Lower it." },
    });
  });

  it("fails with the reason when the engine dies under it, and its curves stay", async () => {
    const { controller, engine, host, store, statistics } = makeWindow();
    await controller.train();
    host.events(lossBatch("run-1", 0, 0));
    await settle();
    host.close();
    await settle();
    expect(store.getState()).toMatchObject({ state: "failed", failure: { code: "engine_crashed" } });
    engine.reportStatus({ state: "crashed", reason: "killed by SIGKILL", restarting: true });
    expect(store.getState().failure?.message).toContain("killed by SIGKILL");
    expect(statistics.steps.length).toBe(1);
    expect(store.getState().step).toBe(1);
  });

  it("that is over does not mind the engine dying", async () => {
    const { controller, engine, host, store } = makeWindow();
    await controller.train();
    host.events({ ...emptyBatch("run-1", 0), states: ["finished"] });
    await settle();
    engine.reportStatus({ state: "crashed", reason: "killed", restarting: true });
    expect(store.getState()).toMatchObject({ state: "finished", failure: null });
  });

  it("records gaps and unfit batches instead of swallowing them", async () => {
    const { controller, host, store, statistics } = makeWindow();
    await controller.train();
    host.events(lossBatch("run-1", 0, 0));
    host.events(lossBatch("run-1", 5, 5));
    host.events({ ...lossBatch("run-1", 6, 6), step_losses: new Float32Array(0) });
    await settle();
    expect(store.getState().faultCount).toBe(2);
    expect(store.getState().faults.map((fault) => fault.kind)).toEqual(["gap", "malformed"]);
    expect(statistics.steps.length).toBe(2);
    expect(store.getState().step).toBe(7);
  });

  it("does not take in the tail of the run it replaced", async () => {
    const { controller, host, store, statistics } = makeWindow();
    await controller.train();
    host.events({ ...emptyBatch("run-1", 0), states: ["stopped"] });
    await settle();
    await controller.train();
    host.events(lossBatch("run-1", 1, 999));
    await settle();
    expect(statistics.steps.length).toBe(0);
    expect(store.getState()).toMatchObject({ run: "run-2", step: 0 });
  });
});
