import { afterEach, describe, expect, it } from "vitest";
import type { EpochSummary, HostRequestMessage } from "../../../engine/contract";
import { checkpointCadence } from "../../../renderer/runs";
import { stepRecords } from "../../support/declared-stream";
import { atOperation, someFailure } from "../../support/failures";
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
  const { engine, host, runs } = makeWindow();
  await runs.train();
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
  return { next, runs };
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
    const { host, runs } = makeWindow();
    await runs.train();
    const body = { ...snapshot, run: "run-1", checkpoints: checkpointCadence, continue_from: null, initial: null };
    expect(host.received).toEqual([{ id: 1, name: "start_run", body }]);
    expect(runs.shown.state).toMatchObject({ state: "running", run: "run-1", snapshot, epochs: 20, missingRows: 3 });
  });

  it("follows its events: step, epoch, speed, time left, figures", async () => {
    const { host, runs } = makeWindow();
    await runs.train();
    host.events({ ...lossBatch("run-1", 0, 149), states: ["running"] });
    await settle();
    expect(runs.shown.state).toMatchObject({ state: "running", step: 150, epoch: 2, rowsPerSecond: 1600 });
    expect(runs.shown.state.secondsLeft).toBeCloseTo(18.5);
    expect(runs.shown.statistics.steps.value(runs.shown.statistics.steps.column("loss"), 0)).toBe(0.5);
    host.events({ ...emptyBatch("run-1", 1), step: 2000, states: ["finished"] });
    await settle();
    expect(runs.shown.state).toMatchObject({ state: "finished", step: 2000, epoch: 20, secondsLeft: null });
  });

  it("loses no batch that overtakes the answer to its start", async () => {
    const { host, runs } = makeWindow();
    host.onRequest = null;
    const training = runs.train();
    const { id } = await host.next();
    host.events(lossBatch("run-1", 0, 0));
    host.events({ ...lossBatch("run-1", 1, 1), states: ["finished"] });
    await settle();
    expect(runs.shown.state.state).toBe("starting");
    host.answer(id, startedAs("run-1"));
    await training;
    expect(runs.shown.statistics.steps.length).toBe(2);
    expect(runs.shown.state).toMatchObject({ state: "finished", step: 2 });
  });

  it("is paused, resumed and stopped by its id, and only from a state in which that makes sense", async () => {
    const { host, runs } = makeWindow();
    await runs.shown.pause();
    await runs.shown.stop();
    expect(host.received).toEqual([]);
    await runs.train();
    await runs.shown.resume();
    await runs.shown.pause();
    host.events({ ...emptyBatch("run-1", 0), states: ["paused"] });
    await settle();
    expect(runs.shown.state.state).toBe("paused");
    await runs.shown.pause();
    await runs.shown.resume();
    host.events({ ...emptyBatch("run-1", 1), states: ["running"] });
    await settle();
    await runs.shown.stop();
    expect(host.received.map((message) => message.name)).toEqual(["start_run", "pause_run", "resume_run", "stop_run"]);
    expect(host.received.at(-1)?.body).toEqual({ run: "run-1" });
  });

  it("trains beside others, each with its own state and figures; the newest is shown", async () => {
    const { host, runs } = makeWindow();
    await Promise.all([runs.train(), runs.train()]);
    expect(host.received.map(({ body }) => body)).toMatchObject([{ run: "run-1" }, { run: "run-2" }]);
    host.events({ ...lossBatch("run-1", 0, 4), states: ["paused"] });
    host.events(lossBatch("run-2", 0, 0));
    host.events(lossBatch("run-2", 1, 1));
    await settle();
    const [first, second] = runs.runs;
    expect(first?.state).toMatchObject({ state: "paused", step: 5 });
    expect(first?.statistics.steps.length).toBe(1);
    expect(second?.state).toMatchObject({ state: "running", step: 2 });
    expect(second?.statistics.steps.length).toBe(2);
    expect(runs.shown).toBe(second);
    expect(runs.live).toEqual([first, second]);
  });

  it("fails with the compiler's findings and leaves the run before as it was", async () => {
    const { host, runs } = makeWindow();
    await runs.train();
    host.events({ ...lossBatch("run-1", 0, 0), states: ["stopped"] });
    await settle();
    host.onRequest = null;
    const training = runs.train();
    const { id } = await host.next();
    const diagnostic = {
      code: "E003",
      severity: "error",
      subject: { kind: "node", node: "dense_1", port: "input", parameter: null },
      found: "nothing",
      expected: "a wire",
      help: "connect it",
      values: {},
    } as const;
    host.fail(id, { ...someFailure("graph_has_errors"), diagnostics: [diagnostic] });
    await training;
    expect(runs.shown.state).toMatchObject({ state: "failed", failure: { code: "graph_has_errors" } });
    expect(runs.shown.state.failure?.diagnostics).toEqual([diagnostic]);
    expect(runs.runs[0]?.state.state).toBe("stopped");
    expect(runs.runs[0]?.statistics.steps.length).toBe(1);
  });

  it("tells of a fault met while training, with the node it showed at", async () => {
    const { host, runs } = makeWindow();
    await runs.train();
    const failure = someFailure("R030", { subject: atOperation(3, "dense_1") });
    host.events({ ...emptyBatch("run-1", 0), states: ["failed"], failure });
    await settle();
    expect(runs.shown.state).toMatchObject({
      state: "failed",
      failure,
    });
  });

  it("fails with the reason when the engine dies under it, and its curves stay", async () => {
    const { engine, host, runs } = makeWindow();
    await runs.train();
    host.events(lossBatch("run-1", 0, 0));
    await settle();
    host.close();
    await settle();
    expect(runs.shown.state).toMatchObject({ state: "failed", failure: { code: "engine_crashed" } });
    engine.reportStatus({ state: "crashed", reason: "killed by SIGKILL", restarting: true });
    expect(runs.shown.state.failure?.values).toEqual({ reason: "killed by SIGKILL" });
    expect(runs.shown.statistics.steps.length).toBe(1);
    expect(runs.shown.state.step).toBe(1);
  });

  it("goes on by itself from its newest checkpoint once the engine is back, and its curves with it", async () => {
    const { engine, host, runs } = makeWindow();
    await runs.train();
    const told = checkpoint(1);
    for (const step of [0, 1, 2]) host.events(lossBatch("run-1", step, step));
    host.events({ ...emptyBatch("run-1", 3), step: 3, epochs: [epochOf(1)], checkpoints: [told] });
    await settle();
    expect(runs.shown.state.checkpoint).toEqual(told);
    host.close();
    await settle();
    expect(runs.shown.state).toMatchObject({ state: "failed", failure: { code: "engine_crashed" } });
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
    expect(runs.shown.state.checkpoint?.step).toBe(2);
    const body = { ...snapshot, run: "run-1", checkpoints: checkpointCadence, continue_from: checkpoint(2).name };
    expect(next.received.at(-1)).toMatchObject({ name: "start_run", body });
    expect(runs.shown.state).toMatchObject({ state: "running", run: "run-1", step: 2, failure: null });
    expect(runs.shown.state).toMatchObject({ wentOnFrom: { epoch: 0, batch: 2 }, revivals: 1 });

    // Step 2 and epoch 1 are told again, which changes nothing; the rest is new.
    next.events({ ...lossBatch("run-1", 0, 2), epochs: [epochOf(1)] });
    next.events({ ...lossBatch("run-1", 1, 3), epochs: [epochOf(2)], states: ["finished"] });
    await settle();
    expect(Array.from({ length: 4 }, (_, index) => runs.shown.statistics.steps.step(index))).toEqual([0, 1, 2, 3]);
    expect(runs.shown.statistics.steps.length).toBe(4);
    expect(runs.shown.state.epochSummaries.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(runs.shown.state).toMatchObject({ state: "finished", step: 4, faultCount: 0 });
  });

  it("begins again from the start when its engine ended before the first checkpoint", async () => {
    const { engine, host, runs } = makeWindow();
    await runs.train();
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
    expect(next.received.at(-1)).toMatchObject({ name: "start_run", body: { run: "run-1", continue_from: null } });
    for (const step of [0, 1]) next.events(lossBatch("run-1", step, step));
    await settle();
    expect(runs.shown.state).toMatchObject({ state: "running", step: 2, wentOnFrom: null, revivals: 1, faultCount: 0 });
    expect(runs.shown.statistics.steps.length).toBe(2);
  });

  it("goes on paused when it was paused as its engine ended", async () => {
    const { engine, host, runs } = makeWindow();
    await runs.train();
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
    expect(runs.shown.state.state).toBe("paused");
  });

  it("waits for the person when the engine is not started again by itself", async () => {
    const { next, runs } = await makeRevivedWindow();
    expect(next.received.map(({ name }) => name)).toEqual(["list_checkpoints"]);
    expect(runs.shown.state).toMatchObject({ state: "failed", checkpoint: checkpoint(1), revivals: 0 });
  });

  it("tells why a checkpoint cannot be gone on from", async () => {
    const { next, runs } = await makeRevivedWindow();
    const resuming = runs.shown.continueFromCheckpoint();
    next.fail((await next.next()).id, someFailure("R040"));
    expect(await resuming).toBe(false);
    expect(runs.shown.state).toMatchObject({ state: "failed", failure: { code: "R040" } });
  });

  it("offers its checkpoint again when the engine ends before it goes on", async () => {
    const { next, runs } = await makeRevivedWindow();
    const resuming = runs.shown.continueFromCheckpoint();
    next.close();
    expect(await resuming).toBe(false);
    expect(runs.shown.state).toMatchObject({ state: "failed", failure: { code: "engine_crashed" } });
    expect(runs.shown.state.checkpoint).toEqual(checkpoint(1));
  });

  it("that is over does not mind the engine dying", async () => {
    const { engine, host, runs } = makeWindow();
    await runs.train();
    host.events({ ...emptyBatch("run-1", 0), states: ["finished"] });
    await settle();
    engine.reportStatus({ state: "crashed", reason: "killed", restarting: true });
    expect(runs.shown.state).toMatchObject({ state: "finished", failure: null });
  });

  it("records gaps and unfit batches instead of swallowing them", async () => {
    const { host, runs } = makeWindow();
    await runs.train();
    host.events(lossBatch("run-1", 0, 0));
    host.events(lossBatch("run-1", 5, 5));
    host.events({ ...lossBatch("run-1", 6, 6), records: [stepRecords([6], [])] });
    await settle();
    expect(runs.shown.state.faultCount).toBe(2);
    expect(runs.shown.state.faults.map((fault) => fault.kind)).toEqual(["gap", "malformed"]);
    expect(runs.shown.statistics.steps.length).toBe(2);
    expect(runs.shown.state.step).toBe(7);
  });

  it("takes in only what is its own", async () => {
    const { host, runs } = makeWindow();
    await runs.train();
    host.events({ ...emptyBatch("run-1", 0), states: ["stopped"] });
    await settle();
    await runs.train();
    host.events(lossBatch("run-1", 1, 999));
    await settle();
    expect(runs.shown.statistics.steps.length).toBe(0);
    expect(runs.shown.state).toMatchObject({ run: "run-2", step: 0 });
    expect(runs.runs[0]?.statistics.steps.length).toBe(1);
  });
});
