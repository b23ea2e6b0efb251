import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RowPrediction, TrainedModel } from "../../engine/package";
import { builtApiModule, csvOf, houses, isApiBuilt, savedHouses } from "../support/built-api";
import { isCliBuilt, jsonEvents, runBuiltCli, sample } from "../support/built-cli";

describe.skipIf(!isApiBuilt || !isCliBuilt)("the JavaScript API", async () => {
  const { LayerglassError, check, compile, loadModel, train } = await builtApiModule();
  const folder = mkdtempSync(join(tmpdir(), "layerglass-api-"));
  const path = (name: string) => join(folder, name);
  let project = "";
  let model: TrainedModel;

  beforeAll(async () => {
    project = savedHouses(folder);
    model = await train(project).result();
    await model.save(path("houses.safetensors"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function failureOf(promise: Promise<unknown>): Promise<InstanceType<typeof LayerglassError>> {
    const failure = await promise.then(
      () => null,
      (error: unknown) => error,
    );
    if (failure instanceof LayerglassError) return failure;
    throw new Error(`expected a LayerglassError, found ${String(failure)}`);
  }

  describe("compile", () => {
    test("gives the IR of the terminal program, its text and its layers", async () => {
      const compiled = await compile(sample);
      expect(compiled.ir).toEqual(JSON.parse((await runBuiltCli("compile", sample, "--json")).out));
      expect(compiled.text).toBe((await runBuiltCli("compile", sample)).out);
      const [, , dense] = compiled.layers;
      expect(dense).toMatchObject({ node: "dense_1", operation: "dense", features: 64, parameters: 14 * 64 + 64 });
      expect(compiled.layers.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(compiled.parameters);
      expect(compiled.findings.map(({ code, node }) => [code, node])).toContainEqual(["W001", "batch_norm_1"]);
    });

    test("takes the content of a project and changes to it", async () => {
      const content = JSON.parse(readFileSync(project, "utf8"));
      const changed = await compile(content, { data: path("houses.csv"), without: ["batch_norm"], epochs: 7 });
      expect(changed.layers.map(({ operation }) => operation)).not.toContain("batch_norm");
      expect(changed.ir.training.epochs).toBe(7);
    });

    test("refuses a project with errors, naming each node; check tells the same", async () => {
      const content = JSON.parse(readFileSync(project, "utf8"));
      for (const node of content.nodes) if (node.id === "dense_2") node.parameters.units = 5;
      const failure = await failureOf(compile(content, { data: path("houses.csv") }));
      expect(failure).toMatchObject({ code: "E008", node: "output_1", file: "Houses" });
      expect(failure.message).toContain("Houses: E008 output_1.prediction: found 5 units for the 2 classes of kind");
      const errors = (await check(content, { data: path("houses.csv") })).filter(
        ({ severity }) => severity === "error",
      );
      expect(failure.findings).toEqual(errors);
      expect(await failureOf(train(content, { data: path("houses.csv") }).result())).toMatchObject({ code: "E008" });
    });

    test("names what cannot be opened", async () => {
      expect(await failureOf(compile(path("none.layerglass")))).toMatchObject({
        code: "file_absent",
        file: path("none.layerglass"),
      });
      expect(await failureOf(compile({ format: "other" }))).toMatchObject({ code: "not_a_project" });
      expect(await failureOf(compile(project, { data: path("none.csv") }))).toMatchObject({
        code: "E023",
        node: "data_1",
      });
    });
  });

  describe("predict", () => {
    const rows = houses.slice(0, 20).map(({ city, size }) => ({ city, size }));

    test("answers rows as the terminal program answers the same table", async () => {
      writeFileSync(path("few.csv"), csvOf([...rows, { city: "Oslo", size: null }]));
      const { out } = await runBuiltCli("predict", path("houses.safetensors"), path("few.csv"), "--json");
      const reported = jsonEvents(out).map(({ outputs }) => (outputs as { class: string; values: number[] }[])[0]);
      const given = await model.predict([...rows, { city: "Oslo", size: null }]);
      expect(given.at(-1)).toBeNull();
      for (const [row, prediction] of given.slice(0, -1).entries()) {
        const output = prediction?.outputs[0];
        if (output === undefined || !("class" in output)) throw new Error("expected a class");
        expect(output).toMatchObject({ node: "output_1", target: "kind", class: reported[row]?.class });
        expect(Object.keys(output.scores)).toEqual(["big", "small"]);
        expect(Object.values(output.probabilities ?? {}).map(Math.fround)).toEqual(
          reported[row]?.values.map(Math.fround),
        );
      }
      const fromFile = await model.predictFile(path("few.csv"));
      const unread = [{ column: "size", reason: "missing", count: 1, firstRows: [21], values: [] }];
      expect(fromFile).toEqual({ rows: given, rejectedLines: 0, unread, filled: [] });
    });

    test("answers columns, texts that are numbers and a loaded model alike", async () => {
      const expected = await model.predict(rows);
      const city = rows.map((row) => row.city);
      const size = Float64Array.from(rows, (row) => row.size);
      expect(await model.predict({ city, size })).toEqual(expected);
      expect(await model.predict(rows.map((row) => ({ ...row, size: String(row.size) })))).toEqual(expected);
      const loaded = await loadModel(path("houses.safetensors"));
      expect(await loaded.predict(houses.slice(0, 20).map(({ city, size, kind }) => ({ city, size, kind })))).toEqual(
        expected,
      );
      expect(loaded.description).toEqual(model.description);
      expect(await model.predict([])).toEqual([]);
    });

    test("takes null, NaN and what float32 cannot hold for missing", async () => {
      const missing = [null, Number.NaN, Number.POSITIVE_INFINITY, 1e39].map((size) => ({ city: "Oslo", size }));
      expect(await model.predict([...missing, { city: null, size: 1 }])).toEqual([null, null, null, null, null]);
    });

    test.each<[string, unknown, string, string | null, string]>([
      ["a missing column", [{ city: "Oslo", size: 1 }, { city: "Oslo" }], "column_missing", "size", "row 2"],
      ["an unknown column", [{ city: "Oslo", size: 1, rooms: 3 }], "column_unknown", "rooms", "row 1"],
      [
        "a value it was not trained on",
        [
          { city: "Oslo", size: 1 },
          { city: "Paris", size: 2 },
        ],
        "value_unknown",
        "city",
        '"Paris" in row 2',
      ],
      [
        "a text among numbers",
        [
          { city: "Oslo", size: 1 },
          { city: "Oslo", size: "much" },
        ],
        "column_not_numeric",
        "size",
        'row 2, column "size"',
      ],
      ["what is no cell", [{ city: "Oslo", size: true }], "cell", "size", "true in row 1"],
      ["a missing column of columns", { city: ["Oslo"] }, "column_missing", "size", "no such column"],
      [
        "columns of unlike length",
        { city: ["Oslo"], size: [1, 2] },
        "column_length",
        "size",
        "found 2 cells; expected 1",
      ],
      ["a row that is none", [3], "argument", null, "row 1"],
      ["no table", 3, "argument", null, "found 3 for a table"],
    ])("refuses %s", async (_, table, code, column, text) => {
      const failure = await failureOf(model.predict(table as Parameters<TrainedModel["predict"]>[0]));
      expect(failure).toMatchObject({ code, column });
      expect(failure.message).toContain(text);
    });

    test("answers a number in the column's units", async () => {
      const prices = await train(savedHouses(folder, {}, "price"), { epochs: 200 }).result();
      const known = houses.slice(0, 50);
      const predicted = await prices.predict(known.map(({ city, size }) => ({ city, size })));
      const value = (prediction: RowPrediction | null) => {
        const output = prediction?.outputs[0];
        return output && "value" in output ? output.value : Number.NaN;
      };
      const misses = predicted.map((prediction, row) => Math.abs(value(prediction) - (known[row]?.price ?? 0)));
      expect(misses.reduce((sum, miss) => sum + miss, 0) / misses.length).toBeLessThan(1);
    });
  });

  test("loadModel refuses what is no model, and save names what stands against it", async () => {
    expect(await failureOf(loadModel(project))).toMatchObject({ code: "R050", file: project });
    expect(await failureOf(model.save(path("no/such/folder/m")))).toMatchObject({
      ...{ code: "file_absent", file: path("no/such/folder/m") },
      message: expect.stringContaining("the model could not be saved"),
    });
    expect(await failureOf(model.predictFile(path("none.csv")))).toMatchObject({ file: path("none.csv") });
  });
});
