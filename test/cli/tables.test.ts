import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NEW_JSON_VERSION } from "../../engine/cli/new-report";
import { PROFILE_JSON_VERSION } from "../../engine/cli/profile-report";
import { optimizerDefaults } from "../../engine/model";
import { isCliBuilt, jsonEvents, runBuiltCli as run } from "../support/built-cli";
import { repositoryPath } from "../support/golden";

const longName = "what the people of the town call it";

/** Two numbers, a category, a missing cell, a class that follows from the numbers, a price, and two lines that are no rows. */
const lines = Array.from({ length: 120 }, (_, row) => {
  const [a, b] = [(row * 37) % 101, (row * 53) % 97];
  return [row === 4 ? "" : a, b, row % 3 === 0 ? "red" : "green", a > b ? "yes" : "no", 100_000 + 2_000 * a].join(",");
});
const csv = [`a,b,${longName},over,price`, ...lines, "1,2", "1,2,red,yes,5,6", ""].join("\n");

/** The compiled IR of a project under options of `train`. */
const trainingOf = async (project: string) => JSON.parse((await run("compile", project, "--json")).out).training;

// The program is built before the suite runs; a run of single files without a build leaves these out.
describe.skipIf(!isCliBuilt)("from a table to a trained network", () => {
  let folder = "";
  const path = (...parts: readonly string[]) => join(folder, ...parts);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "layerglass-tables-"));
    writeFileSync(path("t.csv"), csv);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("profile prints a line a column, the most frequent values, and the lines that are no rows", async () => {
    const { exitCode, out, error } = await run("profile", path("t.csv"));
    expect([exitCode, error]).toEqual([0, ""]);
    const shown = out.split("\n");
    expect(shown[0]).toBe(`${path("t.csv")}: delimited text, 120 rows, 5 columns, 2 lines that are no rows`);
    expect(out).toMatch(/^ {2}delimiter +, +1\d\d of 1\d\d lines have 5 cells$/m);
    const notice = shown.findIndex((line) => line.includes("warning: 2 lines are no rows"));
    expect(shown.slice(notice + 1, notice + 3)).toEqual(["  line 122: 1,2", "  line 123: 1,2,red,yes,5,6"]);
    const title = shown.findIndex((line) => line.startsWith("column "));
    expect(shown[title]).toMatch(/^column +type +role +encoding +missing +distinct +mean +σ +minimum +maximum$/);
    expect(shown[title + 1]).toMatch(/^a +number +feature +number +1 +101 +[\d.]+ +[\d.]+ +0 +100$/);
    expect(out).toMatch(/^what the people of the town… +category +feature +one_hot +0 +2 +– +– +– +–$/m);
    expect(out).toMatch(/^what the people of the town… +green \(80\), red \(40\)$/m);
    expect(out).toMatch(/^price +number +target +number +0 +\d+ +\d+ +\d+ +100000 +300000$/m);
    const table = shown.slice(title, title + 6);
    expect(new Set(table.map(({ length }) => length))).toEqual(new Set([table[0]?.length]));
  });

  test("profile --rejected writes every line that is no row, and never over another file", async () => {
    const odd = path("odd.csv");
    const rows = Array.from({ length: 200 }, (_, row) => (row % 5 === 0 ? `=${row};1;2` : `${row};1`));
    const text = ["x;y", ...rows, '"3;4;5', "5;6", ""];
    writeFileSync(odd, text.join("\n"));
    const out = path("rejected.csv");
    const words = ["profile", odd, "--delimiter", ";", "--rejected", out];
    const { exitCode, error } = await run(...words);
    expect([exitCode, error]).toEqual([0, `layerglass: 41 lines written to ${out}\n`]);
    const written = readFileSync(out, "utf8").trimEnd().split("\n");
    // A spreadsheet takes no line for a formula.
    expect(written.slice(0, 2)).toEqual(["line,reason,content", `2,"3 cells, expected 2",'=0;1;2`]);
    expect(written[41]).toBe('202,a quote is not closed,"""3;4;5"');
    expect(written).toHaveLength(42);

    const again = await run(...words);
    expect([again.exitCode, again.out]).toEqual([1, ""]);
    expect(again.error).toContain("the rejected lines could not be written");
    expect((await run(...words, "--overwrite")).exitCode).toBe(0);
    expect((await run("profile", odd, "--rejected", odd, "--overwrite")).error).toContain(`would replace ${odd}`);
  });

  test("profile --json is one object with the fields that are documented, and no others", async () => {
    const { exitCode, out, error } = await run("profile", path("t.csv"), "--json");
    expect([exitCode, error]).toEqual([0, ""]);
    const [found, ...others] = jsonEvents(out);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ version: PROFILE_JSON_VERSION, file: path("t.csv"), rows: 120, rejected_rows: 2 });
    const columns = found?.columns as readonly Readonly<Record<string, unknown>>[];
    const over = { name: "over", type: "boolean", role: "feature", encoding: "number", target_encoding: "code" };
    expect(columns[3]).toMatchObject({ ...over, distinct: 2, minimum: 0, maximum: 1 });
    expect(columns[0]).toMatchObject({ name: "a", missing: 1, minimum: 0, maximum: 100 });
    const page =
      readFileSync(repositoryPath("docs", "json-output.md"), "utf8").split("# What `profile --json`")[1] ?? "";
    const [whole = "", ofColumn = ""] = page.split("| field of a column |");
    const named = (text: string) =>
      [...text.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, names = ""]) =>
        [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
      );
    expect(Object.keys(found ?? {}).sort()).toEqual(named(whole).sort());
    for (const column of columns) expect(Object.keys(column).sort()).toEqual(named(ofColumn).sort());
  });

  test("a table that is none fails as everywhere", async () => {
    for (const words of [
      ["profile", path("none.csv")],
      ["new", "--data", path("none.csv"), "--out", path("none.layerglass")],
    ]) {
      const { exitCode, out, error } = await run(...words);
      expect([exitCode, out]).toEqual([1, ""]);
      expect(error).toMatch(/none\.csv: table_missing: found no file at .*; expected .* Help: /);
    }
    expect(existsSync(path("none.layerglass"))).toBe(false);
  });

  test("new writes a project beside which check and train find the table; a class is learnt at once", async () => {
    mkdirSync(path("projects"));
    const project = path("projects", "Over.layerglass");
    const made = await run("new", "--data", path("t.csv"), "--target", "over", "--out", project);
    expect([made.exitCode, made.error]).toEqual([0, ""]);
    expect(made.out.split("\n")[0]).toBe(`${project}: 119 rows, 5 features, predicts over`);
    const written = JSON.parse(readFileSync(project, "utf8"));
    expect(written).toMatchObject({ name: "Over", data: { path: "../t.csv" } });
    expect(written.training).toMatchObject({ optimizer: optimizerDefaults.adam, split: "stratified", keep_best: true });
    const roles = written.data.columns.map(({ name, role }: { name: string; role: string }) => [name, role]);
    expect(roles).toEqual([
      ["a", "feature"],
      ["b", "feature"],
      [longName, "feature"],
      ["over", "target"],
      ["price", "feature"],
    ]);
    const places = Object.values(written.layout.positions as Record<string, { x: number; y: number }>);
    expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(written.nodes.length);
    const checked = await run("check", project);
    expect([checked.exitCode, checked.error]).toEqual([0, ""]);
    expect(checked.out).toMatch(/0 errors, 0 warnings, \d+ information\n$/);
    const trained = await run("train", project, "--epochs", "2", "--json");
    expect([trained.exitCode, trained.error]).toEqual([0, ""]);
    const events = jsonEvents(trained.out);
    expect(events.filter(({ event }) => event === "epoch")).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ event: "finish", state: "finished", epochs: 2 });
  });

  test("a project for a large number, the proposed target, trains as well", async () => {
    const project = path("price.layerglass");
    const made = await run("new", "--data", path("t.csv"), "--out", project);
    expect([made.exitCode, made.out.split("\n")[0]]).toEqual([0, `${project}: 119 rows, 5 features, predicts price`]);
    const told = `${project}: W019 data_1: found the feature a, which alone tells the target price (100 %); `;
    expect(made.error).toContain(told);
    const checked = await run("check", project, "--json");
    const [finding] = jsonEvents(checked.out).filter(({ code }) => code === "W019");
    expect(finding).toMatchObject({ node: "data_1", severity: "warning" });
    const trained = await run("train", project, "--epochs", "2");
    expect([trained.exitCode, trained.error.split("\n").length]).toEqual([0, 2]);
    expect(trained.error).toContain(told);
    expect(trained.out).toMatch(/validation RMSE \d+\b/);
    expect(trained.out).toContain("finished after 2 epochs");
    expect(trained.out).toMatch(/output +rows +loss \(scaled\) +R² +RMSE +MAE/);
  });

  test("new tells how it read the table and what it chose, each with the option that chooses otherwise", async () => {
    const made = await run("new", "--data", path("t.csv"), "--target", "over", "--out", path("told.layerglass"));
    expect(made.out).toMatch(/^ {2}delimiter +, +1\d\d of 1\d\d lines have 5 cells.* --delimiter$/m);
    expect(made.out).toMatch(/^ {2}over +target +2 classes +–/m);
    expect(made.out).toMatch(/^ {2}what the people of the town… +feature +one_hot +–/m);
    expect(made.out).toMatch(/^ {2}missing cells +1 row left out +--impute$/m);
    expect(made.out).toMatch(/^ {2}rows +stratified, 0\.2 validate +--split --validation-split --test-split$/m);
    const help = (await run("help", "new")).out;
    const flags = [...made.out.matchAll(/--[a-z-]+/g)].map(([flag]) => flag);
    expect(flags.length).toBeGreaterThan(20);
    for (const flag of flags) expect(help).toContain(`${flag} `.trimEnd());

    const words = [
      "--optimizer",
      "sgd",
      "--learning-rate",
      "0.05",
      "--split",
      "last",
      "--epochs",
      "9",
      "--batch-size",
      "7",
    ];
    const out = path("chosen.layerglass");
    const chosen = await run("new", "--data", path("t.csv"), "--target", "over", "--out", out, ...words, "--json");
    const [told] = jsonEvents(chosen.out);
    const { training, data } = JSON.parse(readFileSync(out, "utf8"));
    expect(training).toMatchObject({
      epochs: 9,
      batch_size: 7,
      split: "last",
      optimizer: { kind: "sgd", learning_rate: 0.05 },
    });
    expect(told).toMatchObject({
      version: NEW_JSON_VERSION,
      file: out,
      format: "text",
      rows: 119,
      features: 5,
      training,
    });
    expect(told?.columns).toEqual(data.columns);
    expect(told?.targets).toEqual([{ name: "over", classes: 2 }]);
  });

  test("new never writes over anything, and refuses a target that is no column", async () => {
    const project = path("taken.layerglass");
    writeFileSync(project, "mine");
    const taken = await run("new", "--data", path("t.csv"), "--out", project);
    expect([taken.exitCode, taken.out]).toEqual([1, ""]);
    expect(taken.error).toMatch(/taken\.layerglass: the project could not be written: file_exists: .* Help: /);
    expect(readFileSync(project, "utf8")).toBe("mine");
    const other = await run("new", "--data", path("t.csv"), "--target", "cost", "--out", path("cost.layerglass"));
    expect([other.exitCode, other.out]).toEqual([2, ""]);
    expect(other.error).toContain(
      `--target "cost"; expected a column of ${path("t.csv")}: "a", "b", "${longName}", "over"`,
    );
    expect(existsSync(path("cost.layerglass"))).toBe(false);
  });

  test("options of train change the training of this run and leave the project as it is", async () => {
    const project = path("options.layerglass");
    await run("new", "--data", path("t.csv"), "--target", "over", "--out", project);
    const before = readFileSync(project, "utf8");
    const { adam, sgd, nadam } = optimizerDefaults;
    const own = await trainingOf(project);
    expect(own).toMatchObject({ optimizer: adam });
    const start = async (...words: readonly string[]) => {
      const record = path(`record-${words.join("")}`);
      const { exitCode, error } = await run("train", project, "--epochs", "2", "--record", record, ...words);
      expect([exitCode, error]).toEqual([0, ""]);
      return JSON.parse(readFileSync(resolve(record, "run.json"), "utf8")).snapshot.training;
    };
    expect(await start("--optimizer", "adam")).toMatchObject({ optimizer: adam });
    expect(await start("--optimizer", "sgd")).toMatchObject({ optimizer: sgd });
    expect(await start("--learning-rate", "1e-2")).toMatchObject({ optimizer: { ...adam, learning_rate: 0.01 } });
    expect(
      await start(
        ...["--optimizer", "nadam", "--learning-rate", ".005", "--batch-size", "10", "--split", "stratified"],
        ...["--validation-split", "0.25", "--keep-best", "--early-stopping", "3"],
      ),
    ).toEqual({
      ...own,
      optimizer: { ...nadam, learning_rate: 0.005 },
      epochs: 2,
      batch_size: 10,
      split: "stratified",
      validation_split: 0.25,
      keep_best: true,
      early_stopping: { patience: 3, minimum_delta: 0, restore_best: true },
    });
    expect(readFileSync(project, "utf8")).toBe(before);
  });
});
