/** Models in use by the window: predicting tables and typed rows, and writing what was predicted where the person chose. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { TableFiles } from "../../electron/engine-host/table-files";
import { UsedModels } from "../../electron/engine-host/used-models";
import { WritableFiles } from "../../electron/engine-host/writable-files";
import { failureOf, type TypedRow, type UsedModel } from "../../engine/contract";
import { predictionCsv } from "../../engine/predictions";
import { cities, cloudIr, lines, path, table, trained } from "../native/small-model";
import { isCliBuilt, runBuiltCli } from "../support/built-cli";
import { addon } from "../support/native-addon";

const codeOf = async (call: () => Promise<unknown>): Promise<string | undefined> => {
  try {
    await call();
    return undefined;
  } catch (error) {
    return failureOf(error)?.code;
  }
};

describe("a model that the engine holds", () => {
  const used = new UsedModels(addon, new TableFiles(addon));
  let bytes: Uint8Array;
  let model: UsedModel;

  beforeAll(async () => {
    ({ bytes } = await trained(cloudIr()));
    model = await used.takeBytes(bytes);
  });

  test("says what its features and outputs are", () => {
    expect(model).toMatchObject({ name: "Clouds", trainedOn: "clouds.csv", step: 75, reading: {} });
    expect(model.outputs.map(({ target }) => target)).toEqual(["kind"]);
    const [city, size] = model.fields;
    expect(city).toEqual({
      name: "city",
      kind: "choice",
      values: cities,
      range: null,
      isWhole: false,
      typical: "Bergen",
      fill: null,
    });
    expect(size).toMatchObject({ name: "size", kind: "number", isWhole: false });
    const sizes = lines(300)
      .map((line) => Number(line.split(",")[1]))
      .sort((a, b) => a - b);
    expect([size?.range?.low, size?.typical, size?.range?.high]).toEqual([sizes[2], sizes[149], sizes[296]]);
  });

  test("predicts typed rows to the bit as the same rows of a file", async () => {
    const file = table("typed.csv", lines(50));
    const { predicted } = await used.predictTable(model.model, file, {});
    const page = used.rowsOf(predicted?.table ?? 0, 0, 50, []);
    const rows = lines(50).map((line): TypedRow => {
      const [city = "", size] = line.split(",");
      return { city, size: Number(size) };
    });
    for (const [row, typed] of rows.entries()) {
      const [output] = await used.predictRows(model.model, [typed]);
      expect(Array.from(output?.values ?? [])).toEqual(
        Array.from(page.outputs[0]?.values ?? []).slice(2 * row, 2 * row + 2),
      );
      expect(Array.from(output?.classes ?? [])).toEqual([page.outputs[0]?.classes[row]]);
    }
    const [none] = await used.predictRows(model.model, [{ city: "Oslo", size: null }]);
    expect(Array.from(none?.values ?? [])).toEqual([Number.NaN, Number.NaN]);
    expect(await codeOf(() => used.predictRows(model.model, [{ city: "Paris", size: 1 }]))).toBe("value_unknown");
  });

  test("predicts a table, answers its rows in parts, and writes what the terminal writes", async () => {
    const file = table("three.csv", ["Oslo,1,small,a", "Paris,2,small,b", ",3,small,c"], "city,size,kind,note");
    const { match, predicted } = await used.predictTable(model.model, file, {});
    expect(match).toEqual({ found: ["city", "size"], missing: [], unused: ["kind", "note"] });
    expect(predicted).toMatchObject({ rows: 3, missingRows: 1, unknownRows: 1, rejectedRows: 0 });
    const [summary] = predicted?.summaries ?? [];
    expect(summary?.classCounts.reduce((sum, count) => sum + count, 0)).toBe(1);
    const number = predicted?.table ?? 0;
    expect(used.rowsOf(number, 1, 5, [3, 0]).cells).toEqual([
      ["b", "Paris"],
      ["c", null],
    ]);
    const to = path("three-predictions.csv");
    expect(await used.save(number, to, false)).toBe(3);
    const { rows, outputs } = await (await addon.readModel(bytes)).predict(file);
    expect(readFileSync(to, "utf8")).toBe([...predictionCsv({ rows, outputs, kept: null })].join(""));
    expect(await codeOf(() => used.save(number, path("no/such/place.csv"), false))).toBe("file_absent");
  });

  test("reads a table as it is told", async () => {
    const file = table("odd.txt", ["Oslo|1", "Bergen|2", "x,y|3"], "city|size");
    const { predicted } = await used.predictTable(model.model, file, { delimiter: "|" });
    expect(predicted).toMatchObject({ rows: 3, columns: ["city", "size"], unknownRows: 1 });
    expect(await codeOf(() => used.predictTable(model.model, file, { delimiter: ";" }))).toBe("table_one_column");
  });

  test("names the columns that are missing instead of predicting", async () => {
    const file = table("bare.csv", ["1,2"], "height,size");
    expect(await used.predictTable(model.model, file, {})).toEqual({
      match: { found: ["size"], missing: ["city"], unused: ["height"] },
      predicted: null,
    });
  });

  test("holds the latest few models and one table, and says so of others", async () => {
    const first = await used.takeBytes(bytes);
    const { predicted } = await used.predictTable(first.model, table("again.csv", lines(3)), {});
    await used.predictTable(first.model, table("later.csv", lines(3)), {});
    expect(await codeOf(async () => used.rowsOf(predicted?.table ?? 0, 0, 1, []))).toBe("model_let_go");
    for (let count = 0; count < 4; count += 1) await used.takeBytes(bytes);
    expect(await codeOf(() => used.predictRows(first.model, [{ city: "Oslo", size: 1 }]))).toBe("model_let_go");
  });
});

test.skipIf(!isCliBuilt)("dates, instants and words for yes are typed as a table has them", async () => {
  const rows = Array.from({ length: 120 }, (_, row) => {
    const born = new Date(Date.UTC(2020, 0, 1 + row * 11)).toISOString().slice(0, 10);
    const seen = new Date(Date.UTC(2021, 0, 1, 1, row * 997)).toISOString().slice(0, 19);
    return `${born},${seen},${row % 3 === 0 ? "yes" : "no"},${row % 2 === 0 ? "a" : "b"}`;
  });
  const header = "born,seen,paid,kind";
  const people = table("people.csv", rows, header);
  expect((await runBuiltCli("new", "--data", people, "--out", path("people.layerglass"))).exitCode).toBe(0);
  const saved = path("people.safetensors");
  await runBuiltCli("train", path("people.layerglass"), "--epochs", "2", "--save", saved);
  const used = new UsedModels(addon, new TableFiles(addon));
  const { model, fields } = await used.takeFile(saved);
  expect(fields.map(({ name, kind, typical }) => [name, kind, typical])).toEqual([
    ["born", "time", "2021-10-11"],
    ["seen", "time", "2021-02-10T21:23:00"],
    ["paid", "switch", "no"],
  ]);
  const few = rows.slice(0, 9);
  const { predicted } = await used.predictTable(model, table("few.csv", few, header), {});
  const page = used.rowsOf(predicted?.table ?? 0, 0, 9, [0, 1, 2]);
  expect(page.cells.map((cells) => cells.join())).toEqual(few.map((line) => line.slice(0, -2)));
  for (const [row, line] of few.entries()) {
    const [born = "", seen = "", paid = ""] = line.split(",");
    const typed = { born, seen, paid };
    const [output] = await used.predictRows(model, [typed, typed]);
    expect(Array.from(output?.values ?? []).slice(0, 2)).toEqual(
      Array.from(page.outputs[0]?.values ?? []).slice(2 * row, 2 * row + 2),
    );
  }
});

describe("a file to write", () => {
  test("is one the person chose, once, however late the main process says so", async () => {
    const files = new WritableFiles();
    files.allow("/a.csv");
    await files.take("/a.csv");
    const again = files.take("/a.csv");
    files.allow("/a.csv");
    await again;
    expect(await codeOf(() => files.take("/etc/passwd"))).toBe("file_not_chosen");
  });
});
