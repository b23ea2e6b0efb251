import { afterEach, describe, expect, it } from "vitest";
import type { EpochSummary, HostRequestMessage } from "../../../engine/contract";
import { checkpointCadence, LOSS_COLUMN } from "../../../renderer/runs";
import { emptyBatch, ScriptedHost, settle } from "../bridge/scripted-host";
import { checkpoint, lossBatch, runWindow, snapshot, startedAs } from "./scripted-run";

/** A window whose host starts every run asked for. */
function makeWindow() {
  const host = new ScriptedHost();
  host.onRequest = (message: HostRequestMessage) => (message.name === "start_run" ? startedAs(message.body.run) : null);
  hosts.push(host);
  return runWindow(host);
}

/** A window whose engine ended for good after a checkpoint and was brought back; the new one leaves most requests open. */
async function makeRevivedWindow() {
  const { controller, engine, host, store } = makeWindow();
  await controller.train();
  host.events({ ...emptyBatch("run-1", 0), checkpoints: [checkpoint(1)] });
  await settle();
  host.close();
  await settle();
  engine.reportStatus({ state: "crashed", reason: "killed", restarting: false });
  const next = new ScriptedHost();
  hosts.push(next);
  next.onRequest = ({ name }) =>
    name === "list_checkpoints" ? { checkpoints: [checkpoint(1)], skipped: [] } : undefined;
  next.connectTo(engine);
  await settle();
  return { controller, next, store };
}

const hosts: ScriptedHost[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.close();
});

function epochOf(epoch: number): EpochSummary {
  return {
    epoch,
    loss: 0.5,
    accuracy: null,
    validation_loss: null,
    validation_accuracy: null,
    rows_per_second: 1,
    steps: epoch * 100,
    learning_rate: 0.1,
    validation_metrics: [],
    training_metrics: [],
  };
}

describe("a run", () => {
  it("sends the document as it was when Train was pressed, under a new id", async () => {
    const { controller, host, store } = makeWindow();
    await controller.train();
    const body = { ...snapshot, run: "run-1", checkpoints: checkpointCadence, resume: null, initial: null };
    expect(host.received).toEqual([{ id: 1, name: "start_run", body }]);
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
      help: "connect it",
      values: {},
    } as const;
    host.fail(id, { code: "graph_has_errors", message: "Fix them.", diagnostics: [diagnostic] });
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
      help: "Lower it.",
    };
    host.events({ ...emptyBatch("run-1", 0), states: ["failed"], failure });
    await settle();
    expect(store.getState()).toMatchObject({
      state: "failed",
      failure: { code: "R001", node: "dense_1", help: "Lower it." },
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

  it("goes on by itself from its newest checkpoint once the engine is back, and its curves with it", async () => {
    const { controller, engine, host, store, statistics } = makeWindow();
    await controller.train();
    const told = checkpoint(1);
    for (const step of [0, 1, 2]) host.events(lossBatch("run-1", step, step));
    host.events({ ...emptyBatch("run-1", 3), step: 3, epochs: [epochOf(1)], checkpoints: [told] });
    await settle();
    expect(store.getState().checkpoint).toEqual(told);
    host.close();
    await settle();
    expect(store.getState()).toMatchObject({ state: "failed", failure: { code: "engine_crashed" } });
    engine.reportStatus({ state: "crashed", reason: "killed", restarting: true });

    // The next engine finds a newer one than the old could tell of.
    const next = new ScriptedHost();
    hosts.push(next);
    next.onRequest = (message) => {
      if (message.name === "list_checkpoints") return { checkpoints: [told, checkpoint(2)], skipped: [] };
      return message.name === "start_run" ? { ...startedAs("run-1"), first_step: 2 } : null;
    };
    next.connectTo(engine);
    await settle();
    expect(store.getState().checkpoint?.step).toBe(2);
    const body = { ...snapshot, run: "run-1", checkpoints: checkpointCadence, resume: checkpoint(2).path };
    expect(next.received.at(-1)).toMatchObject({ name: "start_run", body });
    expect(store.getState()).toMatchObject({ state: "running", run: "run-1", step: 2, failure: null });
    expect(store.getState()).toMatchObject({ wentOnFrom: { epoch: 0, batch: 2 }, revivals: 1 });

    // Step 2 and epoch 1 are told again, which changes nothing; the rest is new.
    next.events({ ...lossBatch("run-1", 0, 2), epochs: [epochOf(1)] });
    next.events({ ...lossBatch("run-1", 1, 3), epochs: [epochOf(2)], states: ["finished"] });
    await settle();
    expect(Array.from({ length: 4 }, (_, index) => statistics.steps.step(index))).toEqual([0, 1, 2, 3]);
    expect(statistics.steps.length).toBe(4);
    expect(store.getState().epochSummaries.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(store.getState()).toMatchObject({ state: "finished", step: 4, faultCount: 0 });
  });

  it("begins again from the start when its engine ended before the first checkpoint", async () => {
    const { controller, engine, host, store, statistics } = makeWindow();
    await controller.train();
    host.events(lossBatch("run-1", 0, 0));
    await settle();
    host.close();
    await settle();
    const next = new ScriptedHost();
    hosts.push(next);
    next.onRequest = ({ name }) =>
      name === "list_checkpoints" ? { checkpoints: [], skipped: [] } : name === "start_run" ? startedAs("run-1") : null;
    next.connectTo(engine);
    await settle();
    expect(next.received.at(-1)).toMatchObject({ name: "start_run", body: { run: "run-1", resume: null } });
    for (const step of [0, 1]) next.events(lossBatch("run-1", step, step));
    await settle();
    expect(store.getState()).toMatchObject({ state: "running", step: 2, wentOnFrom: null, revivals: 1, faultCount: 0 });
    expect(statistics.steps.length).toBe(2);
  });

  it("goes on paused when it was paused as its engine ended", async () => {
    const { controller, engine, host, store } = makeWindow();
    await controller.train();
    host.events({ ...emptyBatch("run-1", 0), states: ["paused"], checkpoints: [checkpoint(1)] });
    await settle();
    host.close();
    await settle();
    const next = new ScriptedHost();
    hosts.push(next);
    next.onRequest = ({ name }) =>
      name === "list_checkpoints"
        ? { checkpoints: [checkpoint(1)], skipped: [] }
        : name === "start_run"
          ? { ...startedAs("run-1"), first_step: 1 }
          : null;
    next.connectTo(engine);
    await settle();
    expect(next.received.map(({ name }) => name)).toEqual(["list_checkpoints", "start_run", "pause_run"]);
    next.events({ ...emptyBatch("run-1", 0), states: ["running", "paused"] });
    await settle();
    expect(store.getState().state).toBe("paused");
  });

  it("waits for the person when the engine is not started again by itself", async () => {
    const { next, store } = await makeRevivedWindow();
    expect(next.received.map(({ name }) => name)).toEqual(["list_checkpoints"]);
    expect(store.getState()).toMatchObject({ state: "failed", checkpoint: checkpoint(1), revivals: 0 });
  });

  it("tells why a checkpoint cannot be gone on from", async () => {
    const { controller, next, store } = await makeRevivedWindow();
    const resuming = controller.resumeFromCheckpoint();
    next.fail((await next.next()).id, { code: "R040", message: "Found a cut file." });
    expect(await resuming).toBe(false);
    expect(store.getState()).toMatchObject({ state: "failed", failure: { code: "R040" } });
  });

  it("offers its checkpoint again when the engine ends before it goes on", async () => {
    const { controller, next, store } = await makeRevivedWindow();
    const resuming = controller.resumeFromCheckpoint();
    next.close();
    expect(await resuming).toBe(false);
    expect(store.getState()).toMatchObject({ state: "failed", failure: { code: "engine_crashed" } });
    expect(store.getState().checkpoint).toEqual(checkpoint(1));
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
