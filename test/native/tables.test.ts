import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import type { TableProfile } from "../../engine/contract";
import type { ColumnEncoding, ColumnSetup, DataSetup } from "../../engine/model";
import { repositoryPath } from "../support/golden";
import { addon, failureOf } from "../support/native-addon";

const samplePath = repositoryPath("samples", "adult_codes.csv.gz");
const tables = repositoryPath("test", "fixtures", "tables");
const folder = mkdtempSync(join(tmpdir(), "layerglass-tables-"));

afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function withColumn(setup: DataSetup, name: string, change: Partial<ColumnSetup>): DataSetup {
  return {
    ...setup,
    columns: setup.columns.map((column) => (column.name === name ? { ...column, ...change } : column)),
  };
}

describe("the sample's table", () => {
  const bytes = readFileSync(samplePath);
  const [names = [], ...rows] = gunzipSync(bytes)
    .toString()
    .trim()
    .split("\n")
    .map((line) => line.split(","));

  it("is read whole and known by its content", async () => {
    const profile = await addon.openTable(samplePath);
    expect(profile.rows).toBe(48_842);
    expect(profile.rejected_rows).toBe(0);
    expect(profile.path).toBe(samplePath);
    expect(profile.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(await addon.hashFile(samplePath)).toBe(profile.sha256);
    expect(profile.preview).toEqual(rows.slice(0, 100));
    expect(profile.columns.map(({ name }) => name)).toEqual(names);
  });

  it("is profiled as counting its cells another way does", async () => {
    const profile = await addon.openTable(samplePath);
    for (const [index, column] of profile.columns.entries()) {
      const values = rows.map((row) => Number(row[index]));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      const counts = new Map<number, number>();
      for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
      const top = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 20);
      const minimum = Math.min(...counts.keys());
      const maximum = Math.max(...counts.keys());
      const histogram = new Array<number>(32).fill(0);
      for (const value of values) {
        const bin = Math.min(31, Math.floor(((value - minimum) * 32) / (maximum - minimum)));
        histogram[bin] = (histogram[bin] ?? 0) + 1;
      }
      const sorted = [...values].sort((a, b) => a - b);
      const quantiles = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99].map((share) => {
        const place = share * (sorted.length - 1);
        const [low = 0, high = 0] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
        return low + (high - low) * (place - Math.floor(place));
      });
      const [, , lower = 0, , upper = 0] = quantiles;
      const far = 1.5 * (upper - lower);
      const shares = [...counts.values()].map((count) => count / values.length);
      const entropy = shares.reduce((sum, share) => sum - share * Math.log(share), 0);
      expect(column).toEqual({
        name: names[index],
        type: "number",
        missing: 0,
        distinct: counts.size,
        constant: false,
        mean: expect.closeTo(mean, 6),
        standard_deviation: expect.closeTo(Math.sqrt(variance), 6),
        minimum,
        maximum,
        top: top.map(([value, count]) => ({ value: String(value), count })),
        histogram,
        quantiles: quantiles.map((value) => expect.closeTo(value, 9)),
        outliers: values.filter((value) => value < lower - far || value > upper + far).length,
        balance: counts.size > 20 ? null : expect.closeTo(entropy / Math.log(counts.size), 9),
        identifier: null,
        target_encoding: counts.size > 20 ? "number" : "code",
        feature_encoding: "number",
      });
    }
  });

  it("is proposed with its last column as a two-class target", async () => {
    const { proposal } = await addon.openTable(samplePath);
    expect(proposal.columns.at(-1)).toEqual({ name: "income", role: "target", encoding: "code" });
    expect(
      proposal.columns.slice(0, -1).every(({ role, encoding }) => role === "feature" && encoding === "number"),
    ).toBe(true);
    const schema = await addon.tableSchema(proposal);
    expect(schema.rows).toBe(48_842);
    expect(schema.features).toEqual(names.slice(0, -1).map((name) => ({ name, column: name })));
    expect(schema.targets).toEqual([{ name: "income", classes: 2 }]);
  });

  it("widens a one-hot column to its values and follows changed roles", async () => {
    const { proposal } = await addon.openTable(samplePath);
    const wide = await addon.tableSchema(withColumn(proposal, "race", { encoding: "one_hot" }));
    expect(wide.features.filter(({ column }) => column === "race").map(({ name }) => name)).toEqual(
      [0, 1, 2, 3, 4].map((code) => `race=${code}`),
    );
    const targetless = await addon.tableSchema(withColumn(proposal, "income", { role: "ignore" }));
    expect(targetless.targets).toEqual([]);
    const regression = await addon.tableSchema(withColumn(proposal, "income", { encoding: "number" }));
    expect(regression.targets[0]?.classes).toBe(0);
  });
});

describe("the corpus of odd and broken tables", () => {
  type Outcome =
    | { names: string[]; types: string[]; cells: string[][]; rejected: string[]; notices: string[] }
    | { code: string; message: string };
  const expected: Record<string, Outcome> = JSON.parse(readFileSync(join(tables, "expected.json"), "utf8"));
  const files = readdirSync(tables).filter((name) => name !== "expected.json");

  it("has an answer for every file", () => expect(files.sort()).toEqual(Object.keys(expected).sort()));

  it.each(files)("%s", async (name) => {
    const outcome = expected[name];
    if (outcome === undefined || "code" in outcome) {
      expect(await failureOf(() => addon.openTable(join(tables, name)))).toMatchObject({ ...outcome });
      return;
    }
    const profile = await addon.openTable(join(tables, name));
    expect({
      names: profile.columns.map((column) => column.name),
      types: profile.columns.map((column) => column.type),
      cells: profile.preview,
      rejected: profile.rejected_examples,
      notices: profile.notices.map(({ code, column, lines }) =>
        [code, column === null ? "" : ` of ${column}`, ...lines.map(({ line, text }) => ` | ${line}: ${text}`)].join(
          "",
        ),
      ),
    }).toEqual(outcome);
  });
});

describe("setups", () => {
  const people = () => written("people.csv", "age,city,paid\n30,Oslo,no\n40,Bergen,yes\n,Oslo,no\n50,?,yes\n");
  const setup = (path: string, age: ColumnEncoding, city: ColumnEncoding): DataSetup => ({
    path,
    sha256: "",
    columns: [
      { name: "age", role: "feature", encoding: age },
      { name: "city", role: "feature", encoding: city },
      { name: "paid", role: "target", encoding: "code" },
    ],
  });

  it("count only rows without a missing used cell", async () => {
    const schema = await addon.tableSchema(setup(people(), "number", "one_hot"));
    expect(schema.rows).toBe(3);
    expect(schema.features.map(({ name }) => name)).toEqual(["age", "city=?", "city=Bergen", "city=Oslo"]);
  });

  it("name the cell that is no number", async () => {
    const failure = await failureOf(() => addon.tableSchema(setup(people(), "number", "number")));
    expect(failure.code).toBe("column_not_numeric");
    expect(failure.message).toContain('line 2, column "city": found the text "Oslo"');
  });

  it("see a file that changed", async () => {
    const path = people();
    const before = await addon.tableSchema(setup(path, "number", "code"));
    writeFileSync(path, "age,city,paid\n1,a,yes\n2,b,no\n3,c,maybe\n4,d,no\n5,e,no\n");
    const after = await addon.tableSchema(setup(path, "number", "code"));
    expect([before.targets[0]?.classes, after.targets[0]?.classes, after.rows]).toEqual([2, 3, 5]);
  });

  it("name a column and a file that are gone", async () => {
    const path = people();
    const renamed = withColumn(setup(path, "number", "code"), "city", { name: "town" });
    expect((await failureOf(() => addon.tableSchema(renamed))).code).toBe("column_missing");
    rmSync(path);
    expect((await failureOf(() => addon.tableSchema(setup(path, "number", "code")))).code).toBe("table_missing");
    expect((await failureOf(() => addon.openTable(path))).code).toBe("table_missing");
    expect((await failureOf(() => addon.hashFile(path))).code).toBe("table_missing");
  });
});

it("a table of twenty thousand columns comes through whole", async () => {
  const row = (cell: (column: number) => string) => Array.from({ length: 20_000 }, (_, column) => cell(column)).join();
  const path = written("wide.csv", `${row((column) => `c${column}`)}\n${row(String)}\n${row(() => "7")}\n`);
  const profile: TableProfile = await addon.openTable(path);
  expect([profile.rows, profile.columns.length]).toEqual([2, 20_000]);
  expect(profile.columns[19_999]?.maximum).toBe(19_999);
});
