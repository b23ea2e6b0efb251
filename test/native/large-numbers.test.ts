/** Numbers too large for float32 to tell apart, such as Unix seconds: scaled before they are rounded. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ir, readDescription, type Training } from "../../engine/contract";
import type { DataSetup } from "../../engine/model";
import { repositoryPath } from "../support/golden";
import { addon } from "../support/native-addon";
import { context } from "./small-model";
import { RecordedRun, smallIr } from "./small-network";

const START = 1_700_000_000;
const SECONDS = 600;
const height = (second: number) => Math.sin((Math.PI * second) / SECONDS);

/** Scale, Dense of 16 units, tanh, Dense of one unit; squared error. */
function regression(method: "standardize" | "min_max", training: Partial<Training>): Ir {
  const ir = smallIr({ statistics: false, validation_split: 0.2, split: "shuffled", ...training });
  const shapes: Record<string, readonly number[]> = {
    "scale.offset": [1],
    "scale.factor": [1],
    "dense_1.weight": [1, 16],
    "dense_2.weight": [16, 1],
    "dense_2.bias": [1],
  };
  const [input, , , , activation] = ir.operations;
  if (input === undefined || activation === undefined) throw new Error("the small network has changed");
  const bias = { ...ir.parameters.find(({ name }) => name === "dense_2.bias"), name: "dense_1.bias", shape: [16] };
  return {
    ...ir,
    inputs: [{ name: "features", features: 1, node: "data" }],
    targets: [{ name: "height", width: 1, classes: 0, encoding: "value" }],
    parameters: [
      ...ir.parameters.flatMap((parameter) => {
        const shape = shapes[parameter.name];
        return shape === undefined ? [] : [{ ...parameter, shape: [...shape] }];
      }),
      { ...bias, node: "dense_1" } as Ir["parameters"][number],
    ],
    operations: [
      { ...input, features: 1 },
      {
        kind: { op: "scale", offset: "scale.offset", factor: "scale.factor", method },
        inputs: [0],
        features: 1,
        node: "scale",
      },
      {
        kind: { op: "dense", weight: "dense_1.weight", bias: "dense_1.bias" },
        inputs: [1],
        features: 16,
        node: "dense_1",
      },
      { ...activation, inputs: [2], features: 16 },
      {
        kind: { op: "dense", weight: "dense_2.weight", bias: "dense_2.bias" },
        inputs: [3],
        features: 1,
        node: "dense_2",
      },
    ],
    losses: [
      {
        function: { kind: "mean_squared_error" },
        value: 4,
        target: 0,
        weight: 1,
        class_weights: { kind: "none" },
        node: "output",
      },
    ],
  };
}

describe("a column of Unix seconds", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "layerglass-large-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** A table of heights at `count` consecutive seconds after `start`. */
  function table(name: string, start: number, count: number): DataSetup {
    const path = join(folder, name);
    const rows = Array.from({ length: count }, (_, second) => `${start + second},${height(second)}`);
    writeFileSync(path, ["time,height", ...rows].join("\n"));
    return {
      path,
      sha256: "",
      columns: [
        { name: "time", role: "feature", encoding: "number" },
        { name: "height", role: "target", encoding: "number" },
      ],
    };
  }

  /** Trains on a table and predicts it with the saved model. */
  async function trained(ir: Ir, data: DataSetup) {
    const run = (await RecordedRun.open(ir, data)).start();
    await run.end();
    const model = await addon.readModel(await run.session.model(JSON.stringify(context)));
    await run.session.close();
    const prediction = await model.predict(data.path);
    return { model, values: [...(prediction.outputs[0]?.values ?? [])] };
  }

  const training: Partial<Training> = {
    optimizer: { kind: "adam", learning_rate: 0.02, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 },
    epochs: 600,
    batch_size: 32,
    evaluate_training: true,
  };

  for (const method of ["standardize", "min_max"] as const) {
    it(`is learnt as well as without its offset (${method})`, async () => {
      const ir = regression(method, training);
      const large = await trained(ir, table("large.csv", START, SECONDS));
      const small = await trained(ir, table("small.csv", 0, SECONDS));
      const truth = Array.from({ length: SECONDS }, (_, second) => height(second));
      const mean = truth.reduce((sum, value) => sum + value, 0) / SECONDS;
      const squares = (errors: readonly number[]) => errors.reduce((sum, error) => sum + error * error, 0);
      const errorsOf = ({ values }: typeof large) => values.map((value, row) => value - (truth[row] ?? 0));
      const spread = squares(truth.map((value) => value - mean));
      for (const run of [large, small]) expect(1 - squares(errorsOf(run)) / spread).toBeGreaterThan(0.999);
      // The saved model predicts what training saw: its losses over both parts are those of all rows.
      const { training: seen, validation } = readDescription(large.model).figures;
      const reported =
        ((seen?.loss ?? 0) * (seen?.rows ?? 0) + (validation?.loss ?? 0) * (validation?.rows ?? 0)) / SECONDS;
      expect(Math.abs(squares(errorsOf(large)) / SECONDS - reported)).toBeLessThan(1e-6);
    });
  }

  it("is rounded before it is scaled by a model of format 2, as its training saw it", async () => {
    const stored = (name: string) => repositoryPath("test", "fixtures", "models", name);
    const model = await addon.loadModel(stored("format-2.safetensors"));
    expect(readDescription(model).format).toBe(2);
    const expected: readonly number[] = JSON.parse(readFileSync(stored("format-2-predictions.json"), "utf8"));
    const prediction = await model.predict(table("old.csv", START, 100).path);
    for (const [row, value] of (prediction.outputs[0]?.values ?? []).entries()) {
      expect(value).toBeCloseTo(expected[row] ?? Number.NaN, 5);
    }
  });

  it("gives a hundred consecutive seconds a hundred values, from a file and from memory", async () => {
    const data = table("hundred.csv", START, 100);
    const { model, values } = await trained(regression("standardize", { ...training, epochs: 1 }), data);
    expect(new Set(values).size).toBe(100);
    const numbers = Float64Array.from({ length: 100 }, (_, second) => START + second);
    const prediction = await model.predictColumns([{ name: "time", numbers }], 100);
    expect([...(prediction.outputs[0]?.values ?? [])]).toEqual(values);
  });
});
