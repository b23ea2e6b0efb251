import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isCliBuilt, jsonEvents, runBuiltCli as run } from "../support/built-cli";
import { repositoryPath } from "../support/golden";

/** The example of the documentation. */
const page = readFileSync(repositoryPath("docs", "project-format.md"), "utf8");
const [, example = ""] = /## By hand[\s\S]*?```json\n([\s\S]*?)```/.exec(page) ?? [];

/** It mostly rains where the pressure is low; the last column is not the target. */
const csv = [
  "pressure,wind,rain,town",
  ...Array.from({ length: 160 }, (_, day) => {
    const pressure = 990 + ((day * 37) % 41);
    return `${pressure},${(day * 13) % 29},${pressure < 1010 !== (day % 16 === 0) ? "yes" : "no"},${["north", "south"][day % 2]}`;
  }),
].join("\n");

// The program is built before the suite runs; a run of single files without a build leaves these out.
describe.skipIf(!isCliBuilt)("a project written by hand", () => {
  let folder = "";
  const path = (name: string) => join(folder, name);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "layerglass-by-hand-"));
    writeFileSync(path("weather.csv"), csv);
    writeFileSync(path("weather.layerglass"), example);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("trains, and what was taken from the table is told", async () => {
    const { exitCode, out, error } = await run("train", path("weather.layerglass"), "--epochs", "1");
    expect(exitCode, error).toBe(0);
    expect(out).toMatch(/epoch +1/);
    const [told, ...others] = error.trimEnd().split("\n");
    expect(told).toMatch(/I012 table: found \S+weather\.csv, read for the first time: SHA-256 [0-9a-f]{12}…; /);
    expect(told).toContain('4 of 4 columns used as the table suggests, target "rain"');
    expect(others).toEqual([]);
    expect(readFileSync(path("weather.layerglass"), "utf8")).toBe(example);
  });

  test("learns, by the settings of a new project", async () => {
    const events = jsonEvents((await run("train", path("weather.layerglass"), "--json")).out);
    expect(events[0]).toMatchObject({ event: "start", batch_size: 32, training_rows: 128, validation_rows: 32 });
    const last = events.filter(({ event }) => event === "epoch").at(-1);
    const [metrics] = (last?.validation_metrics ?? []) as readonly { readonly accuracy: number }[];
    expect(metrics?.accuracy).toBeGreaterThan(0.8);
  });

  test("compiles the features that the table suggests, and takes other data", async () => {
    const compiled = await run("compile", path("weather.layerglass"), "--json");
    expect(JSON.parse(compiled.out).inputs).toMatchObject([{ features: 4 }]);
    writeFileSync(path("other.csv"), csv.replaceAll("north", "east"));
    const other = await run("train", path("weather.layerglass"), "--data", path("other.csv"), "--epochs", "1");
    expect([other.exitCode, other.error.includes("other.csv, read for the first time")]).toEqual([0, true]);
  });

  test("is refused where it says what no project says, with its place", async () => {
    writeFileSync(path("odd.layerglass"), example.replace('"wires"', '"edges"'));
    const { exitCode, error } = await run("check", path("odd.layerglass"));
    expect([exitCode, error.includes('found the unknown key "edges"')]).toEqual([1, true]);
  });

  test("has its table compared where it gives a hash, and a column that the table has not is named", async () => {
    const { data, ...rest } = JSON.parse(example);
    writeFileSync(path("hash.layerglass"), JSON.stringify({ ...rest, data: { ...data, sha256: "0".repeat(64) } }));
    const changed = await run("train", path("hash.layerglass"), "--epochs", "1");
    expect([changed.exitCode, changed.error.includes("W007 table: ")]).toEqual([0, true]);
    writeFileSync(path("gone.layerglass"), JSON.stringify({ ...rest, data: { ...data, columns: [{ name: "snow" }] } }));
    const gone = await run("check", path("gone.layerglass"));
    expect([gone.exitCode, gone.error.includes("snow")]).toEqual([1, true]);
  });
});
