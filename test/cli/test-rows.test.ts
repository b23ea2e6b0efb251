/** The rows kept for a test: looked at once, by exactly the rows that the run kept, and counted. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isCliBuilt, jsonEvents, runBuiltCli as run } from "../support/built-cli";

describe.skipIf(!isCliBuilt)("test rows in the terminal", () => {
  let folder = "";
  const userData = process.env.LAYERGLASS_USER_DATA;
  const path = (name: string) => join(folder, name);
  const rows = Array.from({ length: 100 }, (_, row) => {
    const size = (row * 37) % 50;
    return `${["Oslo", "Bergen", "Rome"][row % 3]},${size},${size + (row % 7) > 25 ? "big" : "small"}`;
  });
  const write = (name: string, lines: readonly string[]): string => {
    writeFileSync(path(name), ["city,size,kind", ...lines].map((line) => `${line}\n`).join(""));
    return path(name);
  };
  const train = (...options: readonly string[]) =>
    run("train", path("cities.layerglass"), "--epochs", "3", "--split", "last", "--statistics", "off", ...options);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "layerglass-cli-test-rows-"));
    process.env.LAYERGLASS_USER_DATA = path("user");
    const { exitCode } = await run(
      ...["new", "--data", write("cities.csv", rows), "--target", "kind", "--out", path("cities.layerglass")],
    );
    expect(exitCode).toBe(0);
  });

  afterAll(() => {
    if (userData === undefined) delete process.env.LAYERGLASS_USER_DATA;
    else process.env.LAYERGLASS_USER_DATA = userData;
    rmSync(folder, { recursive: true, force: true });
  });

  test("are looked at by exactly the rows that the run kept, once, and every other look is counted", async () => {
    const first = await train("--test-split", "0.2", "--test", "--json", "--save", path("a.safetensors"));
    expect([first.exitCode, first.error]).toEqual([0, ""]);
    const look = jsonEvents(first.out).at(-1);
    expect(look).toMatchObject({ event: "test", looks_before: 0, evaluation: { rows: 20, evaluated_rows: 20 } });

    // The last twenty rows are the ones that no run saw: as a table of their own they give the same figures.
    const alone = await run("evaluate", path("a.safetensors"), write("last.csv", rows.slice(80)), "--json");
    const { outputs } = JSON.parse(alone.out);
    expect(look).toMatchObject({ evaluation: { outputs } });
    const [confusion] = outputs.map(({ confusion }: { confusion: readonly number[] }) => confusion);
    expect(confusion.reduce((sum: number, count: number) => sum + count, 0)).toBe(20);

    // Other weights, the same rows: however the seed is, the last are kept.
    const second = await train("--test-split", "0.2", "--test", "--seed", "9");
    expect(second.out).toMatch(/looked at 1 time before; a choice made by them makes the figure too good/);
    // Other rows.
    const other = await train("--test-split", "0.3", "--test");
    expect(other.out).toMatch(/30 test rows, looked at .*\n.*first look/);
  });

  test("are looked at from a saved model, which keeps what was seen and counts as one", async () => {
    const saved = await train("--test-split", "0.25", "--save", path("b.safetensors"));
    expect(saved.exitCode).toBe(0);
    const before = JSON.parse((await run("model", path("b.safetensors"), "--json")).out);
    expect([before.data.test_rows, before.test]).toEqual([25, undefined]);

    const looked = await run("evaluate", path("b.safetensors"), path("cities.csv"), "--test", "--json");
    const look = JSON.parse(looked.out);
    expect(look).toMatchObject({ looks_before: 0, evaluation: { rows: 25, evaluated_rows: 25 } });
    const { test: kept } = JSON.parse((await run("model", path("b.safetensors"), "--json")).out);
    expect(kept).toEqual({
      at_unix_millis: look.at_unix_millis,
      looks_before: 0,
      evaluation: look.evaluation,
    });
    const again = await run("evaluate", path("b.safetensors"), path("cities.csv"), "--test");
    expect(again.out).toMatch(/^25 test rows, looked at .*\nthe first look/);
    expect((await run("model", path("b.safetensors"))).out).toMatch(/output_1 +test +\d/);
    const counted = JSON.parse(readFileSync(path("user/test-looks.json"), "utf8"));
    expect(counted.tests.find((one: { test_split: number }) => one.test_split === 0.25).looks).toHaveLength(1);
    // It still predicts as before it was written anew.
    expect((await run("predict", path("b.safetensors"), path("cities.csv"))).exitCode).toBe(0);
  });

  test("are refused where nobody can tell which they are", async () => {
    const changed = write("changed.csv", [...rows.slice(1), rows[0] ?? ""]);
    const other = await run("evaluate", path("b.safetensors"), changed, "--test");
    expect([other.exitCode, other.out]).toEqual([1, ""]);
    expect(other.error).toMatch(
      /changed\.csv: test_rows: found a table with SHA-256 .*; expected the one that the model was trained on/,
    );

    await train("--save", path("c.safetensors"));
    const none = await run("evaluate", path("c.safetensors"), path("cities.csv"), "--test");
    expect([none.exitCode, none.out]).toEqual([1, ""]);
    expect(none.error).toMatch(/test_rows: found a model whose run kept no rows for a test/);

    const untested = await train("--test");
    expect([untested.exitCode, untested.out]).toEqual([2, ""]);
    expect(untested.error).toMatch(/--test needs test rows: give --test-split/);
  });

  test("count from 0 where what counts looks is damaged, which is put aside and told", async () => {
    writeFileSync(path("user/test-looks.json"), "{ nonsense");
    const { exitCode, out, error } = await train("--test-split", "0.2", "--test");
    expect([exitCode, out.includes("the first look")]).toEqual([0, true]);
    expect(error).toContain("test-looks.json.damaged");
    expect(readFileSync(path("user/test-looks.json.damaged"), "utf8")).toBe("{ nonsense");
  });
});
