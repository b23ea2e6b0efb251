/** `predict` at its edges: what it writes, what it leaves out, and what it does not replace. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isCliBuilt, jsonEvents, runBuiltCli as run } from "../support/built-cli";

describe.skipIf(!isCliBuilt)("predict in the terminal", () => {
  let folder = "";
  const path = (name: string) => join(folder, name);
  const write = (name: string, ...lines: string[]): string => {
    writeFileSync(path(name), `${lines.join("\n")}\n`);
    return path(name);
  };
  const predict = (table: string, ...options: string[]) => run("predict", path("m.safetensors"), table, ...options);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "layerglass-cli-predict-"));
    const rows = Array.from({ length: 120 }, (_, row) => {
      const city = ["Oslo", "Bergen", "Rome"][row % 3];
      return `${row},${city},${(row * 7) % 50},${(row * 7) % 50 > 20 ? "=big" : "small"}`;
    });
    const table = write("cities.csv", "id,city,size,kind", ...rows);
    await run("new", "--data", table, "--target", "kind", "--out", path("cities.layerglass"));
    const { exitCode } = await run(
      "train",
      path("cities.layerglass"),
      "--epochs",
      "2",
      "--save",
      path("m.safetensors"),
    );
    expect(exitCode).toBe(0);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("says of rows without prediction and of rejected lines how many, why and where", async () => {
    const table = write(
      "odd.csv",
      "size,city,id",
      "1,Oslo,1",
      "2,Paris,2",
      ",Rome,3",
      "4,Oslo",
      "5,=cmd,4",
      "6,Rome,5",
    );
    const { exitCode, out, error } = await predict(table);
    expect(exitCode).toBe(0);
    expect(
      out
        .trimEnd()
        .split("\n")
        .map((line) => line.split(",")[1] !== ""),
    ).toEqual([
      true, // the head
      true,
      false,
      false,
      false,
      true,
    ]);
    expect(error).toBe(
      [
        `${table}: 1 of 5 rows have no prediction: a cell the model reads is missing`,
        `${table}: 2 of 5 rows have no prediction: a value is one the model was not trained on`,
        `${table}: column "size": 1 missing, row 3`,
        `${table}: column "city": 2 unknown, "Paris", "=cmd", rows 2, 4`,
        `${table}: 1 lines are no rows: they have another number of cells (line 5: 2 cells, expected 3)`,
        "",
      ].join("\n"),
    );
  });

  test("names every column that is missing", async () => {
    const { exitCode, out, error } = await predict(write("bare.csv", "town,other", "Oslo,1"));
    expect([exitCode, out]).toEqual([1, ""]);
    expect(error).toMatch(/bare\.csv: 2 of 2 columns are missing: "city", "size"\n.*column_missing/);
  });

  test("keeps the table's columns with formulas made harmless and no name twice", async () => {
    const table = write(
      "kept.csv",
      "row,size,city,kind,id,note",
      "9,-1.50,Oslo,small,1,=1+1",
      '8,3,Rome,=big,2,"a, b"',
      "7,,Rome,small,3,-5",
    );
    const { exitCode, out } = await predict(table, "--keep-columns");
    expect(exitCode).toBe(0);
    const [head, ...lines] = out.trimEnd().split("\n");
    expect(head).toBe(
      "row of the table,row,size,city,kind,id,note,predicted kind,probability of kind = =big,probability of kind = small",
    );
    expect(lines[0]).toMatch(/^1,9,-1\.5,Oslo,small,1,'=1\+1,('=big|small),[\d.e-]+,[\d.e-]+$/);
    expect(lines[1]).toMatch(/^2,8,3,Rome,'=big,2,"a, b",('=big|small),/);
    expect(lines[2]).toBe("3,7,,Rome,small,3,-5,,,");
    const json = await predict(table, "--keep-columns", "--json");
    expect(jsonEvents(json.out).at(-1)).toMatchObject({
      row: 3,
      cells: { row: "7", size: null, city: "Rome", note: "-5" },
      outputs: [{ target: "kind", class: null }],
    });
  });

  test("replaces a file with --overwrite alone", async () => {
    const table = write("few.csv", "id,city,size", "1,Oslo,4");
    const out = write("taken.csv", "mine");
    const refused = await predict(table, "--out", out);
    expect([refused.exitCode, refused.out, readFileSync(out, "utf8")]).toEqual([1, "", "mine\n"]);
    expect(refused.error).toContain("file_exists");
    const replaced = await predict(table, "--out", out, "--overwrite");
    expect([replaced.exitCode, replaced.error]).toEqual([0, `layerglass: 1 row written to ${out}\n`]);
    expect(readFileSync(out, "utf8")).toMatch(/^row,kind,.*\n1,/);
  });

  test("writes Parquet whose columns have types, as our reader reads them back", async () => {
    const table = write(
      "typed.csv",
      "size,city,kind,when,note,paid",
      "1,Oslo,small,2024-01-02,x,yes",
      "2,Paris,=big,2024-02-03,=1+1,no",
      "3.5,Rome,small,2024-03-04,,yes",
      "4,Rome,small,2024-03-05,z,no",
    );
    const out = path("typed.parquet");
    const written = await predict(table, "--keep-columns", "--out", out);
    expect([written.exitCode, written.out]).toEqual([0, ""]);
    const profile = JSON.parse((await run("profile", out, "--json")).out);
    expect(profile).toMatchObject({ format: "parquet", rows: 4 });
    const types = profile.columns.map(({ name, type, missing }: Record<string, unknown>) => [name, type, missing]);
    expect(types).toEqual([
      ["row", "number", 0],
      ["size", "number", 0],
      ["city", "category", 0],
      ["kind", "category", 0],
      ["when", "time", 0],
      ["note", "category", 1],
      ["paid", "boolean", 0],
      ["predicted kind", "category", 1],
      ["probability of kind = =big", "number", 1],
      ["probability of kind = small", "number", 1],
    ]);
    // The same figures as CSV, whose numbers are rounded to those of float32.
    const [, ...csv] = (await predict(table)).out.trimEnd().split("\n");
    const shares = csv.map((line) => Number(line.split(",")[2])).filter((share) => share > 0);
    const column = profile.columns.find(({ name }: { name: string }) => name === "probability of kind = =big");
    expect(column.minimum).toBeCloseTo(Math.min(...shares), 6);
    expect(column.maximum).toBeCloseTo(Math.max(...shares), 6);
    const note = profile.columns.find(({ name }: { name: string }) => name === "note");
    expect(note.top.map(({ value }: { value: string }) => value)).toContain("=1+1");
    expect((await predict(table, "--json", "--out", path("x.parquet"))).error).toContain("predictions.jsonl");
  });

  test("reads a new table's columns as training read its own", async () => {
    const rows = Array.from({ length: 120 }, (_, row) => {
      const code = row % 3 === 0 ? `0${row % 7}` : `A${row % 5}`;
      return `${code},${row % 3 === 0 ? 10 : 20}`;
    });
    const table = write("codes.csv", "code,price", ...rows);
    const model = path("codes.safetensors");
    await run("new", "--data", table, "--target", "price", "--out", path("codes.layerglass"));
    expect((await run("train", path("codes.layerglass"), "--epochs", "3", "--save", model)).exitCode).toBe(0);
    const priceOf = async (name: string, ...lines: string[]) => {
      const { exitCode, out, error } = await run("predict", model, write(name, ...lines));
      expect([exitCode, error]).toEqual([0, ""]);
      const [, ...predicted] = out.trimEnd().split("\n");
      return predicted.map((line) => line.split(",")[1]);
    };
    const [of03, of06] = await priceOf("mixed.csv", "code,other", "03,x", "06,x", "A1,x");
    expect(of03).not.toBe(of06);
    // Digits alone are the same codes, and one column is enough for a model that reads no other.
    expect(await priceOf("digits.csv", "code,other", "03,1", "06,2")).toEqual([of03, of06]);
    expect(await priceOf("one.csv", "code", "03", "06")).toEqual([of03, of06]);
    const other = await run("predict", model, write("wrong.csv", "town", "03", "06"));
    expect(other.error).toContain("table_one_column");
  });

  test("reads day and month of a new table in training's order, unless its own cells tell another", async () => {
    const rows = Array.from({ length: 60 }, (_, row) => `${1 + (row % 28)}/${1 + (row % 12)}/2024,${row % 12}`);
    const table = write("days.csv", "day,month", ...rows);
    const model = path("days.safetensors");
    await run("new", "--data", table, "--target", "month", "--out", path("days.layerglass"));
    expect((await run("train", path("days.layerglass"), "--epochs", "3", "--save", model)).exitCode).toBe(0);
    const columnOf = async (name: string, ...days: string[]) => {
      const { exitCode, out, error } = await run("predict", model, write(name, "day", ...days), "--keep-columns");
      expect([exitCode, error]).toEqual([0, ""]);
      return out
        .trimEnd()
        .split("\n")
        .slice(1)
        .map((line) => line.split(",")[1]);
    };
    expect(await columnOf("few.csv", "3/4/2024", "5/4/2024")).toEqual(["2024-04-03", "2024-04-05"]);
    expect(await columnOf("told.csv", "3/4/2024", "5/14/2024")).toEqual(["2024-03-04", "2024-05-14"]);

    // Numbers in place of dates count nobody knows what.
    const numbers = write("numbers.csv", "day,x", "45321.5,1", "45322.5,2");
    const refused = await run("predict", model, numbers);
    expect([refused.exitCode, refused.out]).toEqual([1, ""]);
    expect(refused.error).toContain("column_not_numeric");
    expect(refused.error).toContain("the number 45321.5 in row 1");
    const said = await run("predict", model, numbers, "--column-type", "day=time");
    expect([said.exitCode, said.error]).toEqual([0, ""]);
  });
});
