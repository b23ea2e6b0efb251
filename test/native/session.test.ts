import { readdirSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, describe, expect, it } from "vitest";
import { isScalar, layerProbes, recordsFault, STREAM_VERSION } from "../../engine/contract";
import { recordsIn, statisticNames } from "../support/declared-stream";
import { addon, failureOf } from "../support/native-addon";
import { parseSafetensors } from "../support/safetensors";
import { RecordedRun, smallIr, smallTable } from "./small-network";

const { data, remove } = smallTable(500);
/** Long enough that nothing here reaches its end. */
const endless = { epochs: 100_000 };

afterAll(remove);

async function trainedBytes(training: Parameters<typeof smallIr>[0]): Promise<Uint8Array> {
  const run = (await RecordedRun.open(smallIr(training), data)).start();
  await run.end();
  const bytes = run.session.parameters();
  await run.session.close();
  return bytes;
}

describe("a session", () => {
  it("tells its size before it starts", async () => {
    const { session } = await RecordedRun.open(smallIr(), data);
    expect(session.facts.training_rows).toBe(400);
    expect(session.facts.validation_rows).toBe(100);
    expect(session.facts.steps_per_epoch).toBe(25);
    expect(session.facts.missing_rows).toBe(1);
    expect(session.facts.parameters).toBe(2 * 8 + 8 + 8 + 8 + 1);
    expect(layerProbes(session.facts.declaration).map(({ node }) => node)).toEqual(
      expect.arrayContaining(["dense_1", "bn", "tanh", "dense_2"]),
    );
    expect(session.facts.plan_text).toContain("dense");
    const fitted = parseSafetensors(session.parameters());
    expect(fitted.get("bn.variance")?.values).toEqual(new Float32Array(8).fill(1));
    await session.close();
  });

  it("delivers epochs, states and columnar statistics in order and without gaps", async () => {
    const run = (await RecordedRun.open(smallIr(), data)).start();
    await run.end();
    const { batches, session } = run;
    expect(run.states).toEqual(["running", "finished"]);
    expect(batches.map(({ sequence }) => sequence)).toEqual(batches.map((_, index) => index));
    const epochs = batches.flatMap((batch) => batch.epochs);
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5]);
    expect(epochs.map(({ steps }) => steps)).toEqual([25, 50, 75, 100, 125]);
    for (const epoch of epochs) {
      expect(epoch.loss).toBeGreaterThan(0);
      expect(epoch.accuracy).toBeGreaterThan(0);
      expect(epoch.validation_loss).toBeGreaterThan(0);
      expect(epoch.validation_accuracy).toBeGreaterThan(0);
      expect(epoch.rows_per_second).toBeGreaterThan(0);
    }
    expect(epochs.at(-1)?.loss).toBeLessThan(epochs[0]?.loss ?? 0);

    const { declaration } = session.facts;
    const steps = recordsIn(declaration, batches, "steps");
    expect(steps.merged.reduce((sum, count) => sum + count, 0)).toBe(125);
    expect(steps.steps).toEqual([...new Set(steps.steps)].sort((a, b) => a - b));
    expect(steps.of("loss").every((loss) => loss > 0)).toBe(true);
    for (const records of batches.flatMap((batch) => batch.records)) {
      expect(recordsFault(declaration, records)).toBeNull();
      expect(records.columns.every((column) => column instanceof Float32Array || column instanceof Uint32Array)).toBe(
        true,
      );
    }
    const layers = recordsIn(declaration, batches, "layers");
    const probes = layerProbes(declaration);
    const histograms = layers.of("histogram");
    const cells = histograms.length / layers.steps.length;
    for (const [record, probe] of layers.probes.entries()) {
      const counts = histograms.slice(record * cells, (record + 1) * cells);
      expect(counts.reduce((sum, cell) => sum + cell, 0)).toBe(16 * (probes[probe]?.features ?? 0));
    }
    expect(new Set(layers.probes).size).toBe(probes.length);
    expect(run.last).toMatchObject({ epoch: 5, step: 125, failure: null });
    await session.close();
  });

  it("fits the scaling on the training rows", async () => {
    const { session } = await RecordedRun.open(smallIr(), data);
    const fitted = parseSafetensors(session.parameters());
    await session.close();
    const training = Array.from({ length: 400 }, (_, row) => [(row * 37) % 101, (row * 53) % 97] as const);
    for (const feature of [0, 1] as const) {
      const values = training.map((row) => row[feature]);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
      expect(fitted.get("scale.offset")?.values[feature]).toBeCloseTo(mean, 4);
      expect(fitted.get("scale.factor")?.values[feature]).toBeCloseTo(1 / deviation, 6);
    }
  });

  it("pauses, resumes and stops within a batch, keeping what it learnt", async () => {
    const run = (await RecordedRun.open(smallIr(endless), data)).start();
    await run.until(({ last }) => (last?.step ?? 0) > 0);
    expect((await failureOf(() => run.session.parameters())).code).toBe("R032");

    run.session.pause();
    await run.until(({ states }) => states.includes("paused"));
    const paused = parseSafetensors(run.session.parameters());
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(parseSafetensors(run.session.parameters())).toEqual(paused);
    expect(run.states).toEqual(["running", "paused"]);

    run.session.resume();
    await run.until(({ states }) => states.length === 3);
    run.session.stop();
    await run.end();
    expect(run.states).toEqual(["running", "paused", "running", "stopped"]);
    const stopped = parseSafetensors(run.session.parameters());
    expect([...stopped.keys()].sort()).toEqual(
      smallIr()
        .parameters.map(({ name }) => name)
        .sort(),
    );
    for (const { name, shape } of smallIr().parameters) {
      const tensor = stopped.get(name);
      expect(tensor?.shape).toEqual(shape);
      expect(tensor?.values.length).toBe(shape.reduce((size, extent) => size * extent, 1));
      expect(tensor?.values.every(Number.isFinite)).toBe(true);
    }
    await run.session.close();
  });

  it("gives the same bytes for the same seed, alone, beside another run and on two threads", async () => {
    const alone = await trainedBytes({ seed: 7 });
    const [beside, other, threaded] = await Promise.all([
      trainedBytes({ seed: 7 }),
      trainedBytes({ seed: 8 }),
      trainedBytes({ seed: 7, threads: 2 }),
    ]);
    expect(beside).toEqual(alone);
    expect(threaded).toEqual(alone);
    expect(other).not.toEqual(alone);
  });

  it("merges what a busy window cannot take, and loses no step", async () => {
    const run = (await RecordedRun.open(smallIr({ epochs: 400 }), data)).start();
    await run.until(({ batches }) => batches.length > 0);
    const busyUntil = performance.now() + 400;
    while (performance.now() < busyUntil) Math.sqrt(busyUntil);
    await run.end();
    expect(run.batches.map(({ sequence }) => sequence)).toEqual(run.batches.map((_, index) => index));
    const { merged } = recordsIn(run.session.facts.declaration, run.batches, "steps");
    expect(merged.reduce((sum, count) => sum + count, 0)).toBe(400 * 25);
    expect(run.batches.flatMap(({ epochs }) => epochs.map(({ epoch }) => epoch))).toEqual(
      Array.from({ length: 400 }, (_, index) => index + 1),
    );
    await run.session.close();
  });
});

describe("closing", () => {
  it("ends a running session, whoever asks how often, and delivers nothing afterwards", async () => {
    const run = (await RecordedRun.open(smallIr(endless), data)).start();
    await run.until(({ last }) => (last?.step ?? 0) > 0);
    const closing = [run.session.close(), run.session.close()];
    run.session.stop();
    expect((await failureOf(() => run.session.pause())).code).toBe("R032");
    await Promise.all(closing);
    expect(run.states.at(-1)).toBe("stopped");
    const delivered = run.batches.length;
    await run.session.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(run.batches.length).toBe(delivered);
  });

  it("leaves nothing to do but to stop", async () => {
    const { session } = await RecordedRun.open(smallIr(), data);
    await session.close();
    session.stop();
    expect(session.facts.training_rows).toBe(400);
    for (const action of [
      () => session.pause(),
      () => session.resume(),
      () => session.parameters(),
      () => session.start(() => {}),
    ]) {
      expect((await failureOf(action)).code).toBe("R032");
    }
  });

  it("two hundred starts and stops leave no thread and no memory behind", { timeout: 120_000 }, async () => {
    setFlagsFromString("--expose-gc");
    const collectGarbage: () => void = runInNewContext("gc");
    const threads = () => (process.platform === "linux" ? readdirSync("/proc/self/task").length : 0);
    async function cycles(count: number): Promise<number> {
      for (let cycle = 0; cycle < count; cycle += 1) {
        const run = (await RecordedRun.open(smallIr(endless), data)).start();
        await run.until(({ last }) => (last?.step ?? 0) > 0);
        run.session.stop();
        await run.end();
        await run.session.close();
      }
      collectGarbage();
      await new Promise((resolve) => setTimeout(resolve, 50));
      collectGarbage();
      return process.memoryUsage().rss;
    }
    const before = await cycles(50);
    const threadsBefore = threads();
    const after = await cycles(200);
    expect(threads()).toBeLessThanOrEqual(threadsBefore);
    // A session that is not closed keeps a third of a megabyte: 60 MB in all.
    expect((after - before) / 2 ** 20).toBeLessThan(20);
  });
});

describe("what cannot run", () => {
  it("names the operation of a bad IR", async () => {
    const ir = smallIr();
    const operations = ir.operations.map((operation, index) =>
      index === 2 ? { ...operation, features: 9 } : operation,
    );
    const failure = await failureOf(() => addon.createSession(JSON.stringify({ ...ir, operations }), data));
    expect(failure).toMatchObject({ subject: { kind: "operation", index: 2, node: "dense_1" } });
    expect(failure.code).toMatch(/^R0\d\d$/);
    expect(failure.help).not.toBe("");
  });

  it("names a Scale that reads no input, since its constants are fitted on inputs", async () => {
    const ir = smallIr();
    const [input, scale, ...rest] = ir.operations;
    if (!input || !scale) throw new Error("the network is missing");
    const again = { ...scale, inputs: [1], node: "scale_2" };
    const operations = [
      input,
      scale,
      again,
      ...rest.map((o) => ({ ...o, inputs: o.inputs.map((value) => value + 1) })),
    ];
    const losses = ir.losses.map((loss) => ({ ...loss, value: loss.value + 1 }));
    const twice = { ...again.kind, offset: "scale_2.offset", factor: "scale_2.factor" };
    const parameters = ["offset", "factor"].flatMap((role) =>
      ir.parameters
        .filter(({ name }) => name === `scale.${role}`)
        .map((parameter) => ({ ...parameter, name: `scale_2.${role}`, node: "scale_2" })),
    );
    const text = JSON.stringify({
      ...ir,
      parameters: [...ir.parameters, ...parameters],
      operations: operations.map((operation) => (operation === again ? { ...again, kind: twice } : operation)),
      losses,
    });
    expect(await failureOf(() => addon.createSession(text, data))).toMatchObject({
      code: "R020",
      subject: { kind: "operation", index: 2, node: "scale_2" },
    });
  });

  it.each(["", "null", "{}", "[".repeat(100_000), JSON.stringify({ ...smallIr(), surprise: 1 })])(
    "is told from an IR: %.40s",
    async (text) => {
      expect((await failureOf(() => addon.createSession(text, data))).code).toBe("R001");
    },
  );

  it("names a table with other columns than the network was compiled for", async () => {
    const narrow = { ...data, columns: data.columns.slice(1) };
    expect((await failureOf(() => addon.createSession(JSON.stringify(smallIr()), narrow))).code).toBe("R020");
    const targetless = { ...data, columns: data.columns.slice(0, 2) };
    expect((await failureOf(() => addon.createSession(JSON.stringify(smallIr()), targetless))).code).toBe(
      "table_no_target",
    );
    const gone = { ...data, path: `${data.path}.gone` };
    expect((await failureOf(() => addon.createSession(JSON.stringify(smallIr()), gone))).code).toBe("table_missing");
  });
});

it("declares every series it reports, each with a text, and histograms on ascending, symmetric edges", async () => {
  const { session } = await RecordedRun.open(smallIr(), data);
  const { version, groups } = session.facts.declaration;
  await session.close();
  expect(version).toBe(STREAM_VERSION);
  expect(groups.map(({ name, merging }) => [name, merging])).toEqual([
    ["steps", "mean"],
    ["layers", "newest"],
  ]);
  const layers = groups[1]?.series ?? [];
  expect(
    layers
      .filter(isScalar)
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...statisticNames].sort());
  expect(layers.find(({ name }) => name === "percentile_85")?.kind).toEqual({ type: "percentile", percent: 85 });
  expect(layers.find(({ name }) => name === "saturation")).toMatchObject({ unit: "share", scope: "node", width: 1 });
  expect(layers.find(({ name }) => name === "update_ratio")).toMatchObject({ unit: "log10", scope: "parameter" });
  const edgesOf = (wanted: string) =>
    layers.flatMap(({ name, kind }) => (name === wanted && kind.type === "histogram" ? kind.edges : []));
  const edges = edgesOf("histogram");
  expect(layers.find(({ name }) => name === "histogram")?.width).toBe(edges.length + 2);
  for (let edge = 1; edge < edges.length; edge += 1) {
    expect(edges[edge]).toBeGreaterThan(edges[edge - 1] ?? Number.POSITIVE_INFINITY);
  }
  expect([...edges].reverse().map((edge) => -edge || 0)).toEqual(edges);
  expect(edgesOf("gradient_histogram")).toEqual(edges.map((edge) => edge / 1024));
});
