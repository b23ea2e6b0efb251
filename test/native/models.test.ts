/** A trained model as one file: saved, applied to tables, and started from. */
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Ir,
  MODEL_FORMAT,
  type ModelDescription,
  type NativeModel,
  type Prediction,
  readDescription,
} from "../../engine/contract";
import { repositoryPath } from "../support/golden";
import { addon, failureOf } from "../support/native-addon";
import { parseSafetensors } from "../support/safetensors";
import { cities, classesOf, cloudIr, clouds, context, data, header, lines, path, table, trained } from "./small-model";
import { RecordedRun } from "./small-network";

describe("a model file", () => {
  let bytes: Uint8Array;
  let parameters: Uint8Array;
  let description: ModelDescription;
  let model: NativeModel;
  let last: Awaited<ReturnType<typeof trained>>["epochs"][number] | undefined;
  const file = path("clouds.safetensors");

  beforeAll(async () => {
    const run = await trained(cloudIr({ evaluate_training: true }));
    ({ bytes, parameters } = run);
    last = run.epochs.at(-1);
    writeFileSync(file, bytes);
    model = await addon.loadModel(file);
    description = readDescription(model);
  });

  it("holds the run's tensors under their names, for any safetensors reader", () => {
    expect(parseSafetensors(bytes)).toEqual(parseSafetensors(parameters));
    expect(parseSafetensors(bytes).size).toBe(9);
  });

  it("says what it is, what it was trained on and how good it is", () => {
    expect(description).toMatchObject({
      format: MODEL_FORMAT,
      name: "Clouds",
      versions: { app: "9.8.7", engine: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
      project: { a: [1.5] },
      ir: cloudIr({ evaluate_training: true }),
      preparation: {
        features: [
          { name: "city", column_type: "category", encoding: "one_hot", values: cities },
          { name: "size", column_type: "number", encoding: "number", values: [] },
        ],
        targets: [{ name: "kind", column_type: "category", encoding: "code", values: ["=big", "small"] }],
        weight: null,
        missing_cells: "leave_out_row",
      },
      outputs: [{ node: "output", target: "kind", classes: ["=big", "small"], is_probability: true }],
      data: { name: "clouds.csv", rows: 300, missing_rows: 0, training_rows: 240, validation_rows: 60 },
      figures: {
        state: "finished",
        reason: "every_epoch",
        epochs: 5,
        steps: 75,
        steps_per_epoch: 15,
        weights_step: 75,
        restored_best: false,
      },
      started_from: null,
    });
    expect(description.data.sha256).toMatch(/^[0-9a-f]{64}$/);
    const { figures } = description;
    expect(figures.validation?.loss).toBe(last?.validation_loss);
    expect(figures.validation?.metrics).toEqual(last?.validation_metrics);
    expect(figures.training?.metrics).toEqual(last?.training_metrics);
    expect(figures.training?.rows).toBe(240);
  });

  it("keeps the scaling as it was fitted, in float64, and its tensors are that in float32", () => {
    const sizes = lines(240).map((line) => Number(line.split(",")[1]));
    const mean = sizes.reduce((sum, size) => sum + size, 0) / 240;
    const [scale] = description.scales;
    expect(scale).toMatchObject({ node: "scale", offset: "scale.offset", factor: "scale.factor" });
    expect(scale?.scaling.method).toBe("standardize");
    expect(scale?.scaling.offset[3]).toBeCloseTo(mean, 13);
    const tensors = parseSafetensors(bytes);
    expect(tensors.get("scale.offset")?.values).toEqual(new Float32Array(scale?.scaling.offset ?? []));
    expect(tensors.get("scale.factor")?.values).toEqual(new Float32Array(scale?.scaling.factor ?? []));
  });

  it("predicts the rows it was trained and validated on as the session's evaluation did", async () => {
    const prediction = await model.predict(clouds);
    expect(prediction).toMatchObject({ rows: 300, missing_rows: 0, rejected_rows: 0 });
    const truth = lines(300).map((line) => line.split(",")[2]);
    const hits = classesOf(prediction).map((name, row) => name === truth[row]);
    const accuracy = (from: number, to: number) => hits.slice(from, to).filter(Boolean).length / (to - from);
    const { training, validation } = description.figures;
    expect([accuracy(0, 240), accuracy(240, 300)]).toEqual([training?.accuracy, validation?.accuracy]);
    const values = prediction.outputs[0]?.values ?? new Float32Array();
    const loss = (from: number, to: number) => {
      let sum = 0;
      for (let row = from; row < to; row += 1) sum -= Math.log(values[2 * row + (truth[row] === "=big" ? 0 : 1)] ?? 0);
      return sum / (to - from);
    };
    expect(loss(0, 240)).toBeCloseTo(training?.loss ?? 0, 6);
    expect(loss(240, 300)).toBeCloseTo(validation?.loss ?? 0, 6);
  });

  it("predicts each row alike, whatever rows and columns stand beside it, in the table's order", async () => {
    const all = await model.predict(clouds);
    const [first, second, third] = lines(3).map((line) => line.split(","));
    const rows = [third, first, second].map((cells) => `x,${cells?.[1]},${cells?.[0]}`);
    const few = await model.predict(table("few.csv", rows, "note,size,city"));
    const pick = (from: Prediction, row: number) => [...(from.outputs[0]?.values.subarray(2 * row, 2 * row + 2) ?? [])];
    expect([pick(few, 0), pick(few, 1), pick(few, 2)]).toEqual([pick(all, 2), pick(all, 0), pick(all, 1)]);
  });

  it("gives a row with a missing feature no prediction and keeps the others in place", async () => {
    const rows = lines(3);
    const holes = table("holes.csv", [rows[0] ?? "", ",4,small", rows[1] ?? "", "Oslo,NA,", rows[2] ?? ""]);
    const prediction = await model.predict(holes);
    expect(prediction).toMatchObject({ rows: 5, missing_rows: 2 });
    const whole = classesOf(await model.predict(table("whole.csv", rows)));
    expect(classesOf(prediction)).toEqual([whole[0], null, whole[1], null, whole[2]]);
    expect(Number.isNaN(prediction.outputs[0]?.values[2])).toBe(true);
  });

  it("gives a row with a value it does not know no prediction, and says which", async () => {
    const [first = "", second = ""] = lines(2);
    const strange = table("strange.csv", [first, "Paris,2,small", ",3,small", "Rome,1,small", "Paris,,small", second]);
    const prediction = await model.predict(strange);
    expect(prediction).toMatchObject({ rows: 6, missing_rows: 2, unknown_rows: 2 });
    expect(prediction.unread).toEqual([
      { column: "city", reason: "missing", count: 1, first_rows: [3], values: [] },
      { column: "size", reason: "missing", count: 1, first_rows: [5], values: [] },
      { column: "city", reason: "unknown_value", count: 2, first_rows: [2, 4], values: ["Paris", "Rome"] },
    ]);
    const [one, other] = classesOf(await model.predict(table("two.csv", [first, second])));
    expect(classesOf(prediction)).toEqual([one, null, null, null, null, other]);
  });

  it("predicts rows in memory as those of a file, and refuses a value it does not know", async () => {
    const cells = lines(40).map((line) => line.split(","));
    const columns = [
      { name: "city", texts: cells.map(([city]) => city ?? null) },
      { name: "size", numbers: Float64Array.from(cells, ([, size]) => Number(size)) },
    ];
    const ofFile = await model.predict(table("forty.csv", lines(40)));
    expect((await model.predictColumns(columns, 40)).outputs).toEqual(ofFile.outputs);
    const paris = [
      { name: "city", texts: ["Oslo", "Paris"] },
      { name: "size", numbers: Float64Array.of(1, 2) },
    ];
    expect(await failureOf(() => model.predictColumns(paris, 2))).toMatchObject({
      code: "value_unknown",
      message: expect.stringMatching(/column "city": found the value "Paris" in row 2; expected one of the 3 values/),
    });
  });

  it("keeps a table beside its predictions, to be read in parts", async () => {
    const holes = table(
      "parts.csv",
      ["x,1.50,Oslo,small", ",2,Oslo,big", "y,,Oslo,small", "too,short"],
      `note,${"size,city,kind"}`,
    );
    const predicted = await model.predictTable(holes);
    expect(predicted.columns).toEqual(["note", "size", "city", "kind"]);
    expect(predicted.prediction()).toEqual(await model.predict(holes));
    expect(predicted.cells(1, 5, [1, 0, 9])).toEqual([
      ["2", null, null],
      [null, "y", null],
    ]);
    expect(predicted.cells(0, 1, [1])).toEqual([["1.5"]]);
    expect(predicted.cells(3, 5, [0])).toEqual([]);
    expect(predicted.rejected_examples).toEqual(["line 5: 2 cells, expected 4"]);
  });

  it("refuses columns it does not know, by column and row", async () => {
    const refusal = async (rows: readonly string[], head = header) =>
      failureOf(() => model.predict(table("other.csv", rows, head)));
    expect(await refusal(["Oslo,much,small"])).toMatchObject({
      code: "column_not_numeric",
      message: expect.stringContaining('line 2, column "size": found the text "much"'),
    });
    expect(await refusal(["Oslo,small"], "city,kind")).toMatchObject({
      code: "column_missing",
      message: expect.stringContaining('column "size"'),
    });
  });

  it("starts another run from its weights to the bit, scaling included", async () => {
    const names = cloudIr().parameters.map(({ name }) => name);
    const session = await addon.createSession(JSON.stringify(cloudIr({ seed: 2 })), data, {
      initial: { file, parameters: names },
    });
    expect(parseSafetensors(session.parameters())).toEqual(parseSafetensors(bytes));
    const again = JSON.parse(JSON.stringify(context));
    const copy = await session.model(JSON.stringify(again));
    writeFileSync(path("copy.safetensors"), copy);
    const reread = await addon.loadModel(path("copy.safetensors"));
    expect(readDescription(reread).started_from).toEqual({ name: "clouds.safetensors", parameters: names });
    expect(readDescription(reread).figures).toMatchObject({ state: null, epochs: 0, steps: 0 });
    expect((await reread.predict(clouds)).outputs).toEqual((await model.predict(clouds)).outputs);
    await session.close();
    // Trained on from there, the loss begins where fresh weights do not get to in an epoch.
    const [warm] = (await trained(cloudIr({ seed: 2, epochs: 1 }), { initial: { file, parameters: names } })).epochs;
    const [fresh] = (await trained(cloudIr({ seed: 2, epochs: 1 }))).epochs;
    expect(warm?.loss).toBeLessThan(fresh?.loss ?? 0);
  });

  it("refuses to start from parameters that do not fit, naming them", async () => {
    const refusal = (ir: Ir, parameters: readonly string[]) =>
      failureOf(() => addon.createSession(JSON.stringify(ir), data, { initial: { file, parameters } }));
    expect(await refusal(cloudIr(), ["dense_9.weight"])).toMatchObject({
      code: "R051",
      found: `no dense_9.weight in ${file}`,
    });
    const ir = cloudIr();
    const wider: Ir = {
      ...ir,
      parameters: ir.parameters.map((parameter) =>
        parameter.shape.includes(8)
          ? { ...parameter, shape: parameter.shape.map((s) => (s === 8 ? 9 : s)) }
          : parameter,
      ),
      operations: ir.operations.map((operation) =>
        operation.features === 8 ? { ...operation, features: 9 } : operation,
      ),
    };
    expect(await refusal(wider, ["dense_1.weight"])).toMatchObject({
      code: "R051",
      subject: { kind: "node", node: "dense_1" },
      found: "32 values of shape [4, 8] for dense_1.weight",
      expected: "shape [4, 9]",
    });
    expect(await refusal(cloudIr(), ["bn.mean", "bn.mean"])).toMatchObject({ code: "R051" });
  });
});

describe("which weights a model holds", () => {
  it("those of the best epoch where they were put back, whose figures it tells", async () => {
    const ir = cloudIr({
      epochs: 30,
      early_stopping: { patience: 100, minimum_delta: 0, restore_best: true },
      optimizer: { kind: "sgd", learning_rate: 2, decay: 0, momentum: 0.9, nesterov: true },
    });
    const { bytes, epochs, outcome } = await trained(ir);
    const best = epochs.reduce((a, b) => ((b.validation_loss ?? 0) < (a.validation_loss ?? 0) ? b : a));
    expect(best.epoch).toBeLessThan(30);
    expect(outcome).toMatchObject({ reason: "every_epoch", best_epoch: best.epoch, restored_best: true });
    writeFileSync(path("best.safetensors"), bytes);
    const { figures } = readDescription(await addon.loadModel(path("best.safetensors")));
    expect(figures).toMatchObject({ best_epoch: best.epoch, restored_best: true, weights_step: best.epoch * 15 });
    expect(figures.validation?.loss).toBe(best.validation_loss);
  });

  it("those of a paused run in the middle of an epoch, after which the run goes on as if nothing were", async () => {
    const ir = cloudIr({ epochs: 4_000 });
    const undisturbed = await trained(ir);
    const run = (await RecordedRun.open(ir, data)).start();
    await run.until(({ batches }) => batches.some(({ epochs }) => epochs.length > 0));
    run.session.pause();
    await run.until(({ states }) => states.includes("paused"));
    const paused = await run.session.model(JSON.stringify(context));
    expect(parseSafetensors(paused)).toEqual(parseSafetensors(run.session.parameters()));
    writeFileSync(path("paused.safetensors"), paused);
    const { figures } = readDescription(await addon.loadModel(path("paused.safetensors")));
    expect(figures).toMatchObject({ state: "paused", reason: null, restored_best: false });
    expect(figures.weights_step).toBe(figures.steps);
    run.session.resume();
    await run.end();
    expect(parseSafetensors(run.session.parameters())).toEqual(parseSafetensors(undisturbed.parameters));
    await run.session.close();
  });

  it("none while it trains, or once it failed", async () => {
    const run = (await RecordedRun.open(cloudIr({ epochs: 100_000 }), data)).start();
    expect(await failureOf(() => run.session.model(JSON.stringify(context)))).toMatchObject({ code: "R032" });
    run.session.stop();
    await run.end();
    await run.session.close();
    const ir = cloudIr({ optimizer: { kind: "sgd", learning_rate: 1e6, decay: 0, momentum: 0, nesterov: false } });
    const parameters = ir.parameters.map((parameter) =>
      parameter.role === "trainable" ? { ...parameter, regularizer: { l1: 0, l2: 1e6 } } : parameter,
    );
    const failing = (await RecordedRun.open({ ...ir, parameters }, data)).start();
    await failing.end();
    expect(failing.states.at(-1)).toBe("failed");
    expect(await failureOf(() => failing.session.model(JSON.stringify(context)))).toMatchObject({ code: "R032" });
    await failing.session.close();
  });
});

describe("a model file of format 1", () => {
  it("stays readable and predicts what it did when it was made", async () => {
    const stored = repositoryPath("test", "fixtures", "models", "format-1.safetensors");
    copyFileSync(stored, path("old.safetensors"));
    const model = await addon.loadModel(path("old.safetensors"));
    expect(readDescription(model)).toMatchObject({ format: 1, name: "Clouds", data: { rows: 300 } });
    const expected = JSON.parse(
      readFileSync(repositoryPath("test", "fixtures", "models", "format-1-predictions.json"), "utf8"),
    );
    const prediction = await model.predict(table("twenty.csv", lines(20)));
    expect(classesOf(prediction)).toEqual(expected.classes);
    for (const [index, value] of (prediction.outputs[0]?.values ?? []).entries()) {
      expect(value).toBeCloseTo(expected.values[index], 5);
    }
  });
});

describe("a model file of format 5", () => {
  const stored = (name: string) => repositoryPath("test", "fixtures", "models", name);

  it("fills no missing cell, and predicts what it did when it was made", async () => {
    const model = await addon.loadModel(stored("format-5.safetensors"));
    const { format, preparation } = readDescription(model);
    expect([format, preparation.features.map(({ impute }) => impute)]).toEqual([5, [undefined, undefined]]);
    const expected: readonly { outputs: readonly [{ values: readonly (number | null)[] }] }[] = JSON.parse(
      readFileSync(stored("format-5-predictions.json"), "utf8"),
    );
    const prediction = await model.predict(stored("format-5-rows.csv"));
    expect([prediction.missing_rows, prediction.filled]).toEqual([1, []]);
    const values = [...(prediction.outputs[0]?.values ?? [])];
    for (const [index, value] of expected.flatMap(({ outputs: [output] }) => output.values).entries()) {
      if (value === null) expect(values[index]).toBeNaN();
      else expect(values[index]).toBeCloseTo(value, 5);
    }
  });
});
