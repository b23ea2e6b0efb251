import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EpochEvent, TrainingEvent, TrainingRun } from "../../engine/package";
import { builtApiModule, isApiBuilt, savedHouses } from "../support/built-api";
import { isCliBuilt, jsonEvents, runBuiltCli } from "../support/built-cli";

/** Names of this process's threads that the engine made, where the system tells them. */
function engineThreads(): readonly string[] {
  const names = readdirSync("/proc/self/task").map((task) => {
    try {
      return readFileSync(`/proc/self/task/${task}/comm`, "utf8").trim();
    } catch {
      return "";
    }
  });
  return names.filter((name) => name.startsWith("layerglass"));
}

describe.skipIf(!isApiBuilt || !isCliBuilt)("train", async () => {
  const { LayerglassError, train } = await builtApiModule();
  const folder = mkdtempSync(join(tmpdir(), "layerglass-api-"));
  let project = "";

  beforeAll(() => {
    project = savedHouses(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function eventsOf(run: TrainingRun): Promise<readonly TrainingEvent[]> {
    const events: TrainingEvent[] = [];
    for await (const event of run) events.push(event);
    return events;
  }
  const epochsOf = (events: readonly TrainingEvent[]) =>
    events.filter((event): event is EpochEvent => event.event === "epoch");
  const losses = async (run: TrainingRun) => epochsOf(await eventsOf(run)).map(({ loss }) => loss);
  const failureOf = (promise: Promise<unknown>) =>
    promise.then(
      () => expect.fail("expected a failure"),
      (error: unknown) => error,
    );

  test("tells start, batches and epochs with every layer, and finish, in this order", async () => {
    const events = await eventsOf(train(project));
    expect(events[0]).toMatchObject({
      event: "start",
      epochs: 4,
      batch_size: 16,
      seed: 3,
      training_rows: 240,
      validation_rows: 60,
      missing_rows: 0,
      steps_per_epoch: 15,
      first_step: 0,
    });
    expect(events.at(-1)).toMatchObject({ event: "finish", state: "finished", epochs: 4, checkpoint: null });
    expect(epochsOf(events).map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    const nodes = epochsOf(events)[0]?.layers.map(({ probe }) => probe.node);
    expect(nodes).toEqual(expect.arrayContaining(["dense_1", "batch_norm_1", "activation_1", "dense_2"]));
    const batches = events.flatMap((event) => (event.event === "batches" ? [event] : []));
    expect(batches.flatMap(({ merged }) => [...merged]).reduce((sum, one) => sum + one, 0)).toBe(60);
    for (const { steps, losses: loss, accuracies } of batches) {
      expect([loss.length, accuracies.length]).toEqual([steps.length, steps.length]);
    }
  });

  test("gives the figures of the terminal program for one seed, and others for another", async () => {
    const { out } = await runBuiltCli("train", project, "--json", "--seed", "5", "--epochs", "3");
    const reported = jsonEvents(out).filter(({ event }) => event === "epoch");
    const events = epochsOf(await eventsOf(train(project, { seed: 5, epochs: 3 })));
    const figures = ({ loss, validation_loss, validation_metrics }: Partial<EpochEvent>) => ({
      ...{ loss, validation_loss, validation_metrics },
    });
    expect(events.map(figures)).toEqual(reported.map(figures));
    expect(await losses(train(project, { seed: 6, epochs: 3 }))).not.toEqual(events.map(({ loss }) => loss));
  });

  test("two runs at once give what each gives alone", async () => {
    const alone = [await losses(train(project, { seed: 1 })), await losses(train(project, { seed: 2 }))];
    const together = await Promise.all([losses(train(project, { seed: 1 })), losses(train(project, { seed: 2 }))]);
    expect(together).toEqual(alone);
  });

  test("a slow loop hears every epoch, and the run's figures stay the same", async () => {
    const epochs = 3_000;
    const undisturbed = await losses(train(project, { epochs, statistics: false }));
    const heard: number[] = [];
    let waits = 0;
    for await (const event of train(project, { epochs, statistics: false })) {
      if (event.event === "epoch") heard.push(event.loss);
      if (event.event === "batches" && waits++ < 4) await delay(300);
    }
    expect(heard).toEqual(undisturbed);
  });

  test("result alone trains to the end, and has the model", async () => {
    const model = await train(project).result();
    expect(model.description).toMatchObject({ name: "Houses", figures: { state: "finished", epochs: 4 } });
  });

  test("stop keeps what was learnt", async () => {
    const run = train(project, { epochs: 1_000_000, statistics: false });
    let last: TrainingEvent | null = null;
    for await (const event of run) {
      if (event.event === "epoch") run.stop();
      last = event;
    }
    expect(last).toMatchObject({ event: "finish", state: "stopped" });
    expect((await run.result()).description.figures.state).toBe("stopped");
    const early = train(project, { epochs: 1_000_000 });
    early.stop();
    expect((await early.result()).description.figures.state).toBe("stopped");
  });

  test("leaving the loop ends the run and frees its threads", async () => {
    const run = train(project, { epochs: 1_000_000, statistics: false });
    for await (const event of run) {
      if (event.event === "epoch") break;
    }
    if (process.platform === "linux") expect(engineThreads()).toEqual([]);
    expect(await failureOf(run.result())).toMatchObject({ code: "training_left" });
    const never = train(project);
    for await (const _ of never) break;
    expect(await failureOf(never.result())).toMatchObject({ code: "training_left" });
    const whole = train(project);
    for await (const event of whole) if (event.event === "finish") break;
    expect((await whole.result()).description.figures.state).toBe("finished");
  });

  test("a signal ends the run with its reason, before and while it goes on", async () => {
    const reason = new Error("enough");
    expect(await failureOf(eventsOf(train(project, { signal: AbortSignal.abort(reason) })))).toBe(reason);
    const controller = new AbortController();
    const run = train(project, { epochs: 1_000_000, statistics: false, signal: controller.signal });
    const looped = (async () => {
      for await (const event of run) if (event.event === "epoch") controller.abort(reason);
    })();
    expect(await failureOf(looped)).toBe(reason);
    expect(await failureOf(run.result())).toBe(reason);
    const silent = new AbortController();
    const result = train(project, { epochs: 1_000_000, signal: silent.signal }).result();
    setTimeout(() => silent.abort(), 100);
    expect(await failureOf(result)).toMatchObject({ name: "AbortError" });
    if (process.platform === "linux") expect(engineThreads()).toEqual([]);
  });

  test("goes on from a checkpoint to the bits of a run that never stopped", async () => {
    const checkpoints = join(folder, "checkpoints");
    const whole = await losses(train(project, { epochs: 6 }));
    const run = train(project, { epochs: 6, checkpoints, checkpointEpochs: 1 });
    const first: number[] = [];
    for await (const event of run) {
      if (event.event === "epoch") first.push(event.loss);
      if (event.event === "checkpoint") run.stop();
    }
    const rest = await eventsOf(train(project, { epochs: 6, checkpoints, continueFrom: "latest" }));
    const [start] = rest;
    const firstEpoch = Math.floor((start?.event === "start" ? start.first_step : 0) / 15);
    expect([...first.slice(0, firstEpoch), ...epochsOf(rest).map(({ loss }) => loss)]).toEqual(whole);
  });

  test("starts from the weights of a model", async () => {
    const file = join(folder, "start.safetensors");
    await (await train(project, { epochs: 20 }).result()).save(file);
    const [fresh] = await losses(train(project, { epochs: 1 }));
    const [warm] = await losses(train(project, { epochs: 1, from: file }));
    expect(warm).toBeLessThan(fresh ?? 0);
  });

  test("a run that fails tells its finish, then throws the failure with its code", async () => {
    const text = JSON.parse(readFileSync(project, "utf8"));
    const optimizer = { kind: "sgd", learning_rate: 1000, decay: 0, momentum: 0.9, nesterov: false };
    for (const node of text.nodes) if (node.kind === "dense") node.parameters.kernel_l2 = 1000;
    const wild = { ...text, training: { ...text.training, optimizer } };
    const run = train(wild, { data: join(folder, "houses.csv"), epochs: 100 });
    const heard: TrainingEvent[] = [];
    const looped = (async () => {
      for await (const event of run) heard.push(event);
    })();
    const failure = await failureOf(looped);
    expect(failure).toBeInstanceOf(LayerglassError);
    expect(failure).toMatchObject({ code: expect.stringMatching(/^R0/), file: "Houses", node: expect.any(String) });
    expect(heard.at(-1)).toMatchObject({ event: "finish", state: "failed", outcome: null });
    expect(await failureOf(run.result())).toBe(failure);
  });

  test.each([
    [{ epochs: 0 }, "option epochs: found 0; expected a whole number from 1"],
    [{ batchSize: 1.5 }, "option batchSize: found 1.5; expected a whole number"],
    [{ seed: -1 }, "option seed: found -1"],
    [{ optimizer: JSON.parse('"adamw"') }, 'option optimizer: found "adamw"; expected sgd, adam, adam_w'],
    [{ learningRate: 0 }, "option learningRate: found 0; expected a number above 0"],
    [{ split: JSON.parse('"first"') }, 'option split: found "first"; expected last, shuffled, stratified'],
    [{ validationSplit: 1 }, "option validationSplit: found 1; expected a number at least 0 and below 1"],
    [{ keepBest: JSON.parse("1") }, "option keepBest: found 1; expected true or false"],
    [{ earlyStopping: 0.5 }, "option earlyStopping: found 0.5; expected a whole number from 1"],
    [{ without: ["conv"] }, 'option without: found "conv"; expected scale, dense'],
    [{ continueFrom: join(folder, "none.safetensors") }, "none.safetensors"],
    [{ from: join(folder, "none.safetensors") }, "none.safetensors"],
  ])("refuses %j", async (options, text) => {
    const failure = await failureOf(eventsOf(train(project, options)));
    expect(failure).toBeInstanceOf(LayerglassError);
    expect(String(failure)).toContain(text);
  });
});
