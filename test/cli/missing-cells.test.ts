/** Tables with missing cells from file to predictions, nothing said of them and something said. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isCliBuilt, jsonEvents, runBuiltCli as run } from "../support/built-cli";
import { trainedModel } from "../support/trained-model";

/** A number in [0, 1) of a place, always the same. */
function noise(place: number): number {
  const wave = Math.sin(place * 12.9898 + 4.1) * 43758.5453;
  return wave - Math.floor(wave);
}

const names = Array.from({ length: 20 }, (_, column) => `x${column}`);
const rows = Array.from({ length: 2_000 }, (_, row) => {
  const cells = names.map((_, column) => noise(row * 20 + column));
  const kind = (cells[0] ?? 0) + (cells[1] ?? 0) > 1 ? "high" : "low";
  return { cells, kind, holes: names.map((_, column) => noise(1e6 + row * 20 + column) < 0.1) };
});
const csvOf = (of: typeof rows) =>
  `${names.join()},kind\n${of.map(({ cells, holes, kind }) => [...cells.map((cell, at) => (holes[at] ? "" : cell.toFixed(6))), kind].join()).join("\n")}\n`;

describe.skipIf(!isCliBuilt)("2000 rows of 20 features with one cell in ten missing", () => {
  let folder = "";
  const path = (name: string) => join(folder, name);
  const columnsOf = (project: string): readonly { name: string; impute?: object }[] =>
    JSON.parse(readFileSync(path(project), "utf8")).data.columns;
  const made = (project: string, ...words: readonly string[]) =>
    run("new", "--data", path("holes.csv"), "--out", path(project), ...words);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "layerglass-missing-"));
    writeFileSync(path("holes.csv"), csvOf(rows));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("a new project keeps every row, says so, learns, and predicts rows with missing cells by the same", async () => {
    const { exitCode, out, error } = await made("new.layerglass");
    expect([exitCode, out.split("\n")[0]]).toEqual([
      0,
      `${path("new.layerglass")}: 2000 rows, 40 features, predicts kind`,
    ]);
    expect(error).toContain("Missing cells of 20 columns are filled");
    expect(columnsOf("new.layerglass")[3]?.impute).toEqual({ strategy: "median", indicator: true });
    const words = ["--epochs", "12", "--seed", "3"];
    const trained = await trainedModel(path("new.layerglass"), path("m.safetensors"), ...words);
    const { accuracy, start, described } = trained;
    expect(Number(start.training_rows) + Number(start.validation_rows)).toBe(2_000);
    expect(start.missing_rows).toBe(0);
    expect(accuracy).toBeGreaterThan(0.8);

    writeFileSync(path("few.csv"), csvOf(rows.slice(0, 50)));
    const predicted = await run("predict", path("m.safetensors"), path("few.csv"), "--json");
    expect(jsonEvents(predicted.out)).toHaveLength(50);
    const holes = rows.slice(0, 50).flatMap((row) => row.holes.filter(Boolean)).length;
    const ofFirst = rows.slice(0, 50).filter((row) => row.holes[0]).length;
    expect(predicted.error).toContain(`${holes} missing cells filled as in training`);
    const fitted = described.preparation.features[0]?.impute?.number;
    expect(predicted.error).toContain(`column "x0": ${ofFirst} filled with "${fitted}"`);

    // The same with the cells filled by hand, but for where they were missing.
    const evaluated = await run("evaluate", path("m.safetensors"), path("holes.csv"), "--json");
    expect(JSON.parse(evaluated.out)).toMatchObject({ rows: 2_000, evaluated_rows: 2_000 });
  });

  test("what is said of missing cells counts, in a project and for one run", async () => {
    expect((await made("out.layerglass", "--impute", "none")).out).toMatch(/: 2\d\d rows, 20 features/);
    expect((await run("check", path("out.layerglass"))).out).toContain("W022");
    const mean = await run("train", path("out.layerglass"), "--epochs", "1", "--impute", "mean", "--json");
    const start = jsonEvents(mean.out).find(({ event }) => event === "start");
    expect([start?.missing_rows, Number(start?.training_rows) + Number(start?.validation_rows)]).toEqual([0, 2_000]);
    const mixed = ["--impute", "median", "--impute", "x1=constant:0.5+indicator", "--impute", "x2=most_frequent"];
    expect((await made("mixed.layerglass", ...mixed)).out).toContain("2000 rows, 21 features");
    expect(columnsOf("mixed.layerglass").slice(0, 3)).toMatchObject([
      { impute: { strategy: "median" } },
      { impute: { strategy: "constant", value: "0.5", indicator: true } },
      { impute: { strategy: "most_frequent" } },
    ]);
  });

  test("what cannot be is refused before anything is written", async () => {
    const refused = async (how: string) => {
      const { exitCode, error } = await made("no.layerglass", "--impute", how);
      expect(exitCode).not.toBe(0);
      return error;
    };
    expect(await refused("middle")).toContain('--impute "middle"');
    expect(await refused("constant")).toContain("constant:VALUE");
    expect(await refused("x0=category")).toContain("median, mean, most_frequent, constant");
    expect(await refused("kind=median")).toContain("a feature");
    expect(await refused("x0=constant:far")).toContain('"far"');
  });
});
