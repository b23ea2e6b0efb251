import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isCliBuilt, jsonEvents, runBuiltCli as run } from "../support/built-cli";
import { repositoryPath } from "../support/golden";

const tablePath = (name: string) => repositoryPath("test", "fixtures", "whole-tables", `${name}.csv`);

/** Columns of a table as `profile --json` tells them. */
async function columnsOf(name: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { exitCode, out, error } = await run("profile", tablePath(name), "--json");
  expect([exitCode, error]).toEqual([0, ""]);
  return jsonEvents(out)[0]?.columns as readonly Readonly<Record<string, unknown>>[];
}

// The program is built before the suite runs; a run of single files without a build leaves these out.
describe.skipIf(!isCliBuilt)("ordinary tables, with nothing said of them", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "layerglass-ordinary-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The project that `new` makes of a table; what it said on the way. */
  async function projectOf(name: string, ...words: readonly string[]): Promise<{ project: string; said: string }> {
    const project = join(folder, `${name}.layerglass`);
    const made = await run("new", "--data", tablePath(name), "--out", project, ...words);
    expect(made.exitCode).toBe(0);
    return { project, said: made.out + made.error };
  }

  /** The last validation figure of a training with the project's own settings, or those given. */
  async function trained(project: string, figure: string, ...words: readonly string[]): Promise<number> {
    const { exitCode, out } = await run("train", project, "--json", ...words);
    expect(exitCode).toBe(0);
    const finish = jsonEvents(out).at(-1);
    expect(finish).toMatchObject({ event: "finish", state: "finished" });
    const outcome = finish?.outcome as undefined | { validation: { metrics: readonly Record<string, number>[] } };
    return Number(outcome?.validation.metrics[0]?.[figure]);
  }

  test("prices in whole money train at once: the target is scaled as a part of the model", async () => {
    const { project } = await projectOf("house-prices");
    expect(await trained(project, "r_squared")).toBeGreaterThan(0.95);
  });

  test("seconds since 1970 that differ by 100 tell two halves apart", async () => {
    const { project } = await projectOf("unix-seconds");
    expect(await trained(project, "accuracy")).toBeGreaterThanOrEqual(0.95);
  });

  test("rows sorted by class are split by class, and splitting off the last is warned of before training", async () => {
    const { project, said } = await projectOf("iris-sorted");
    expect(said).toContain("predicts species");
    expect(JSON.parse(readFileSync(project, "utf8")).training.split).toBe("stratified");
    expect((await run("check", project)).out).not.toContain("W015");
    const last = await run("train", project, "--split", "last", "--epochs", "1");
    expect(last.error).toContain("W015 data_1: found rows in the order of the target species, of which the last ones");
  });

  test.each(["index-column", "passenger-id"])(
    "%s: what numbers the rows is no feature, and this is said",
    async (name) => {
      const { project } = await projectOf(name);
      const [numbering] = JSON.parse(readFileSync(project, "utf8")).data.columns;
      expect(numbering.role).toBe("ignore");
      expect((await run("profile", tablePath(name))).out).toContain("is ignored as an identifier");
      expect(await trained(project, "accuracy")).toBeLessThan(0.9);
    },
  );

  test("three colours without an order become a column each", async () => {
    const { project, said } = await projectOf("nominal-three-colours");
    expect(said).toContain("3 features, predicts y");
    expect(await trained(project, "accuracy")).toBe(1);
  });

  test("dates are times, not categories", async () => {
    expect((await columnsOf("iso-dates"))[0]).toMatchObject({ name: "date", type: "time", distinct: 60 });
  });

  const stray = ["backslash-n", "dash", "div-zero", "dot", "excel-na", "n-a", "none"];
  test.each(stray)("one odd cell (%s) among two hundred numbers makes none of them a code", async (name) => {
    const [x] = await columnsOf(`one-odd-cell-${name}`);
    expect(x).toMatchObject({ name: "x", type: "number", encoding: "number", missing: 1, minimum: 0, maximum: 199 });
  });
});
