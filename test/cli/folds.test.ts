/** k-fold cross-validation, splits that leave no rows, and the column of split words that `new` proposes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isCliBuilt, jsonEvents, runBuiltCli as run } from "../support/built-cli";

interface Fold {
  readonly fold: number;
  readonly training_rows: number;
  readonly validation_rows: number;
  readonly epoch: number;
  readonly loss: number;
  readonly metrics: readonly { readonly accuracy: number; readonly confusion: readonly number[] }[];
}

const foldsOf = (events: readonly unknown[]): readonly Fold[] => events.slice(1, -1) as readonly Fold[];

describe.skipIf(!isCliBuilt)("splits in the terminal", () => {
  let folder = "";
  const path = (name: string) => join(folder, name);
  const write = (name: string, lines: readonly string[]): string => {
    writeFileSync(path(name), lines.map((line) => `${line}\n`).join(""));
    return path(name);
  };
  const project = async (name: string, target: string, lines: readonly string[]) => {
    const table = write(`${name}.csv`, lines);
    const made = await run("new", "--data", table, "--target", target, "--out", path(`${name}.layerglass`));
    expect(made.exitCode, made.error).toBe(0);
    return path(`${name}.layerglass`);
  };
  /** 97 rows, of which every class but the last has 32 and that 33, no two rows alike. */
  const kinds = Array.from({ length: 97 }, (_, row) => {
    const kind = Math.min(2, Math.floor(row / 32));
    return `${kind * 10 + ((row * 37) % 97) / 10},${row},${["low", "middle", "high"][kind]}`;
  });
  const withGroup = (file: string, column: string) => {
    const text = readFileSync(file, "utf8").replace(new RegExp(`("name": "${column}", "role": )"\\w+"`), '$1"group"');
    writeFileSync(file, text);
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "layerglass-cli-folds-"));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("every row validates once over the folds, each class shared out, and mean and deviation are the folds'", async () => {
    const file = await project("kinds", "kind", ["size,number,kind", ...kinds]);
    const { exitCode, out } = await run("train", file, "--folds", "5", "--epochs", "2", "--json");
    expect(exitCode).toBe(0);
    const events = jsonEvents(out);
    expect(events[0]).toMatchObject({ event: "start", folds: 5, split: "stratified" });
    const folds = foldsOf(events);
    expect(folds.map(({ fold }) => fold)).toEqual([0, 1, 2, 3, 4]);
    expect(folds.map(({ validation_rows }) => validation_rows).sort()).toEqual([19, 19, 19, 20, 20]);
    for (const { training_rows, validation_rows } of folds) expect(training_rows + validation_rows).toBe(97);
    // Rows of the confusion matrices are true classes: over the folds each class has all its rows.
    const trueRows = [0, 1, 2].map((kind) =>
      folds.map(({ metrics }) =>
        (metrics[0]?.confusion ?? []).slice(3 * kind, 3 * kind + 3).reduce((a, b) => a + b, 0),
      ),
    );
    expect(trueRows.map((counts) => counts.reduce((a, b) => a + b, 0)).sort()).toEqual([32, 32, 33]);
    for (const counts of trueRows) expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);

    const summary = events.at(-1) as { loss: { mean: number; deviation: number }; outputs: readonly object[] };
    const losses = folds.map(({ loss }) => loss);
    const mean = losses.reduce((a, b) => a + b, 0) / 5;
    const deviation = Math.sqrt(losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / 5);
    expect(summary.loss.mean).toBeCloseTo(mean, 12);
    expect(summary.loss.deviation).toBeCloseTo(deviation, 12);
    const accuracy = folds.reduce((sum, { metrics }) => sum + (metrics[0]?.accuracy ?? Number.NaN), 0) / 5;
    expect(summary.outputs[0]).toMatchObject({ accuracy: { mean: expect.closeTo(accuracy, 12) } });

    // The same seed deals the same rows out: to the bit the same figures.
    expect((await run("train", file, "--folds", "5", "--epochs", "2", "--json")).out).toBe(out);
    const text = await run("train", file, "--folds", "3", "--epochs", "1");
    expect(text.out).toMatch(/3 folds, stratified split/);
    expect(text.out).toMatch(/\n3\/3 .*\nmean .*\nσ /);
  });

  test("groups stay whole, and fewer groups than folds are told as what the split cannot do", async () => {
    const rows = Array.from({ length: 60 }, (_, row) => `${row % 3},${(row * 7) % 10},p${row % 4}`);
    const file = await project("grouped", "y", ["y,x,patient", ...rows]);
    withGroup(file, "patient");
    const train = (...options: string[]) => run("train", file, "--split", "group", "--epochs", "1", ...options);
    const folds = foldsOf(jsonEvents((await train("--folds", "4", "--json")).out));
    expect(folds.map(({ validation_rows }) => validation_rows)).toEqual([15, 15, 15, 15]);
    const many = await train("--folds", "5");
    expect([many.exitCode, many.out]).toEqual([1, ""]);
    expect(many.error).toMatch(/E033.*4 groups.*at least one for each of 5 folds/);
    expect(many.error).not.toContain("E023");
  });

  test("folds of what has no equal parts, and of options of one run, are refused", async () => {
    const file = path("kinds.layerglass");
    const saved = await run("train", file, "--folds", "3", "--save", path("m.safetensors"));
    expect([saved.exitCode, saved.out]).toEqual([2, ""]);
    expect(saved.error).toContain("--save is of one run, and --folds trains several");
    const one = await run("train", file, "--folds", "1");
    expect([one.exitCode, one.error]).toEqual([2, expect.stringMatching(/--folds 1; expected .*2/)]);
  });

  test("`new` proposes the role of a column of split words, and another word is told with its line", async () => {
    const words = ["train", "validation", "test", "train"];
    const lines = (word: (row: number) => string | undefined) => [
      "set,x,y",
      ...Array.from({ length: 40 }, (_, row) => `${word(row)},${(row * 7) % 11},${row % 2 === 0 ? "yes" : "no"}`),
    ];
    const file = await project(
      "worded",
      "y",
      lines((row) => words[row % 4]),
    );
    const text = readFileSync(file, "utf8");
    expect(text).toContain('"name": "set", "role": "split"');
    expect(text).toContain('"split": "column"');
    const trained = jsonEvents((await run("train", file, "--epochs", "1", "--json")).out)[0];
    expect(trained).toMatchObject({ training_rows: 20, validation_rows: 10, test_rows: 10 });

    write(
      "worded.csv",
      lines((row) => (row === 30 ? "perhaps" : words[row % 4])),
    );
    const odd = await run("train", file, "--epochs", "1");
    expect([odd.exitCode, odd.out]).toEqual([1, ""]);
    expect(odd.error).toMatch(/perhaps/);
    expect(odd.error).toMatch(/line 32/);
    const folded = await run("train", file, "--folds", "3");
    expect(folded.exitCode).not.toBe(0);
  });
});
