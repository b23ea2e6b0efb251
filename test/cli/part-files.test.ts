/** Files of their own for the rows that validate and the rows kept for a test. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isCliBuilt, jsonEvents, runBuiltCli as run } from "../support/built-cli";

describe.skipIf(!isCliBuilt)("validation and test files in the terminal", () => {
  let folder = "";
  const userData = process.env.LAYERGLASS_USER_DATA;
  const path = (name: string) => join(folder, name);
  const rows = Array.from({ length: 120 }, (_, row) => {
    const size = (row * 37) % 50;
    return `${["Oslo", "Bergen", "Rome"][row % 3]},${size},${size + (row % 7) > 25 ? "big" : "small"}`;
  });
  const write = (name: string, lines: readonly string[], head = "city,size,kind"): string => {
    writeFileSync(path(name), [head, ...lines].map((line) => `${line}\n`).join(""));
    return path(name);
  };
  const project = () => path("cities.layerglass");
  const train = (...options: readonly string[]) => run("train", project(), "--epochs", "3", ...options);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "layerglass-cli-part-files-"));
    process.env.LAYERGLASS_USER_DATA = path("user");
    write("train.csv", rows.slice(0, 80));
    write("val.csv", rows.slice(80, 100));
    write("test.csv", rows.slice(100));
    const made = await run(
      ...["new", "--data", path("train.csv"), "--target", "kind", "--out", project()],
      ...["--validation-data", path("val.csv"), "--test-data", path("test.csv"), "--json"],
    );
    expect([made.exitCode, made.error]).toEqual([0, ""]);
    expect(JSON.parse(made.out)).toMatchObject({
      rows: 80,
      validation_file: path("val.csv"),
      test_file: path("test.csv"),
    });
  });

  afterAll(() => {
    if (userData === undefined) delete process.env.LAYERGLASS_USER_DATA;
    else process.env.LAYERGLASS_USER_DATA = userData;
    rmSync(folder, { recursive: true, force: true });
  });

  test("are stored in a new project beside the table, with their hashes", () => {
    const { data } = JSON.parse(readFileSync(project(), "utf8"));
    expect(data).toMatchObject({ path: "train.csv", validation: { path: "val.csv" }, test: { path: "test.csv" } });
    for (const { sha256 } of [data.validation, data.test]) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test("validate and test in place of shares, to the figures of one table whose column says the same", async () => {
    const reported = await train("--json", "--test", "--save", path("a.safetensors"));
    expect([reported.exitCode, reported.error]).toEqual([0, ""]);
    const events = jsonEvents(reported.out);
    expect(events[0]).toMatchObject({
      ...{ event: "start", training_rows: 80, validation_rows: 20, test_rows: 20 },
      ...{ validation_file: path("val.csv"), test_file: path("test.csv") },
    });
    const word = (row: number) => (row < 80 ? "train" : row < 100 ? "val" : "test");
    write(
      "one.csv",
      rows.map((line, row) => `${line},${word(row)}`),
      "city,size,kind,set",
    );
    const document = JSON.parse(readFileSync(project(), "utf8"));
    const { validation: _, test: __, sha256: ___, columns, ...data } = document.data;
    const set = { name: "set", role: "split", encoding: "code" };
    const one = { ...data, path: "one.csv", columns: [...columns, set] };
    const training = { ...document.training, split: "column" };
    writeFileSync(path("one.layerglass"), JSON.stringify({ ...document, data: one, training }));
    const alike = jsonEvents((await run("train", path("one.layerglass"), "--epochs", "3", "--json", "--test")).out);
    const figures = (all: readonly Record<string, unknown>[]) =>
      all
        .filter(({ event }) => event === "epoch")
        .map(({ loss, validation_loss, validation_metrics }) => ({ loss, validation_loss, validation_metrics }));
    expect(figures(events)).toHaveLength(3);
    expect(figures(events)).toEqual(figures(alike));
    const outputs = (all: readonly Record<string, unknown>[]) =>
      (all.at(-1) as { evaluation: { outputs: unknown } }).evaluation.outputs;
    expect(outputs(events)).toEqual(outputs(alike));

    const text = (await run("model", path("a.safetensors"))).out;
    expect(text).toContain("80 training rows, 20 validation rows of val.csv, 20 test rows of test.csv kept aside");
    expect(text).toMatch(/validated on val\.csv, SHA-256 [0-9a-f]{64}\ntest rows in test\.csv, SHA-256 [0-9a-f]{64}\n/);
    // A second look is the first one's: the figure is kept in the model.
    const looked = await run("evaluate", path("a.safetensors"), path("test.csv"), "--test", "--json");
    expect(JSON.parse(looked.out)).toMatchObject({ evaluation: { rows: 20, evaluated_rows: 20 } });
    const refused = await run("evaluate", path("a.safetensors"), path("val.csv"), "--test");
    expect(refused.exitCode).toBe(1);
    expect(refused.error).toContain("the one that the model was trained on");
  });

  test("are looked at once: looks are counted by the file, whatever split the table has", async () => {
    const first = await train("--test", "--seed", "5", "--split", "shuffled");
    expect(first.out).toMatch(/20 test rows, looked at .*\nthese test rows have been looked at \d+ times? before/);
  });

  test("given for one run are told where they cannot be read, by file, column and line", async () => {
    write("few.csv", ["Paris,1,big", "Oslo,,big", "Rome,9,small"]);
    const few = await train("--validation-data", path("few.csv"));
    expect(few.exitCode).toBe(0);
    expect(few.error).toMatch(
      /W023.*1 cells of city in the validation file that are unknown, the first in row 1: Paris/,
    );
    expect(few.out).toContain("80 training rows, 1 validation rows of few.csv, 20 test rows of test.csv kept aside");

    write("text.csv", ["Oslo,1,big", "Rome,many,small"]);
    const text = await train("--validation-data", path("text.csv"));
    expect(text.exitCode).toBe(1);
    expect(text.error).toMatch(/text\.csv.*line 3, column "size".*the text "many"/);
    const gone = await train("--test-data", path("gone.csv"));
    expect(gone.exitCode).toBe(1);
    expect(gone.error).toMatch(/E023.*gone\.csv/);
    const folds = await train("--folds", "3");
    expect(folds.exitCode).toBe(1);
    expect(folds.error).toMatch(/E033.*folds of the table's rows, and a validation file/);
  });

  test("that changed since they were saved are told", async () => {
    const copy = JSON.parse(readFileSync(project(), "utf8"));
    copy.data.validation.path = write("changed.csv", rows.slice(60, 70));
    writeFileSync(path("changed.layerglass"), JSON.stringify(copy));
    const changed = await run("check", path("changed.layerglass"));
    expect(changed.out + changed.error).toMatch(/W007.*changed\.csv with SHA-256/);
  });

  test("are not replaced by a model that is saved", async () => {
    const { exitCode, error } = await train("--save", path("val.csv"));
    expect([exitCode, error]).toEqual([2, expect.stringMatching(/would replace .*val\.csv/)]);
  });
});
