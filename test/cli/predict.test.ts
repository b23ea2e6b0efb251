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

  test("replaces a file with --overwrite alone, and writes no Parquet", async () => {
    const table = write("few.csv", "id,city,size", "1,Oslo,4");
    const out = write("taken.csv", "mine");
    const refused = await predict(table, "--out", out);
    expect([refused.exitCode, refused.out, readFileSync(out, "utf8")]).toEqual([1, "", "mine\n"]);
    expect(refused.error).toContain("file_exists");
    const replaced = await predict(table, "--out", out, "--overwrite");
    expect([replaced.exitCode, replaced.error]).toEqual([0, `layerglass: 1 row written to ${out}\n`]);
    expect(readFileSync(out, "utf8")).toMatch(/^row,kind,.*\n1,/);
    const parquet = await predict(table, "--out", path("p.parquet"));
    expect([parquet.exitCode, parquet.error]).toEqual([2, expect.stringContaining("expected a CSV file's name")]);
  });
});
