/** Features scaled by themselves, from the command line to the predictions of another table. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isCliBuilt, jsonEvents, runBuiltCli as run } from "../support/built-cli";
import { trainedModel } from "../support/trained-model";

/** Incomes over five powers of ten; whether one is above 1000 is the question. */
const rows = Array.from({ length: 600 }, (_, row) => {
  const income = 10 ** (1 + ((row * 37) % 500) / 100);
  return `${income.toFixed(2)},${row % 7},${income > 1000 ? "high" : "low"}`;
});

describe.skipIf(!isCliBuilt)("features scaled by themselves in the terminal", () => {
  let folder = "";
  const path = (name: string) => join(folder, name);
  const made = (project: string, ...words: readonly string[]) =>
    run("new", "--data", path("incomes.csv"), "--out", path(project), ...words);
  const scalingsOf = (project: string): readonly unknown[] =>
    JSON.parse(readFileSync(path(project), "utf8")).data.columns.map(({ scaling }: { scaling?: string }) => scaling);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "layerglass-scaling-"));
    writeFileSync(path("incomes.csv"), `income,size,kind\n${rows.join("\n")}\n`);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("a skewed column learns by its logarithm, and other tables are scaled the same", async () => {
    expect((await made("p.layerglass", "--scale", "income=log1p")).exitCode).toBe(0);
    expect(scalingsOf("p.layerglass")).toEqual(["log1p", undefined, undefined]);
    const words = ["--epochs", "40", "--seed", "1"];
    const { accuracy, described } = await trainedModel(path("p.layerglass"), path("m.safetensors"), ...words);
    expect(accuracy).toBeGreaterThan(0.95);
    const [income, size] = described.preparation.features;
    expect([income?.scaling?.method, size?.scaling]).toEqual(["log1p", undefined]);
    // The Scale node leaves it as it is.
    const scaling = described.scales[0]?.scaling;
    expect([scaling?.offset[0], scaling?.factor[0]]).toEqual([0, 1]);
    expect(scaling?.factor).toHaveLength(2);
    expect(scaling?.factor[1]).not.toBe(1);

    writeFileSync(path("others.csv"), "size,income\n3,12\n3,90000\n1,-4\n");
    const predicted = await run("predict", path("m.safetensors"), path("others.csv"), "--json");
    const classes = jsonEvents(predicted.out).map(({ outputs }) => (outputs as readonly { class: string }[])[0]?.class);
    expect(classes).toEqual(["low", "high", null]);
    expect(predicted.error).toContain('column "income": 1 without a logarithm, "-4", row 3');
  });

  test("what is said counts for one run, for every number, and is refused where it cannot be", async () => {
    expect((await made("q.layerglass", "--scale", "quantile", "--scale", "size=node")).exitCode).toBe(0);
    expect(scalingsOf("q.layerglass")).toEqual(["quantile", undefined, undefined]);
    const words = ["--epochs", "1", "--scale", "robust"];
    const { described } = await trainedModel(path("q.layerglass"), path("r.st"), ...words);
    const methods = described.preparation.features.map(
      ({ scaling }: { scaling?: { method: string } }) => scaling?.method,
    );
    expect(methods).toEqual(["robust", "robust"]);
    expect((await made("no.layerglass", "--scale", "income=cube")).error).toContain("min_max");
    expect((await made("no.layerglass", "--scale", "kind=robust")).error).toContain("encoded as a number");
    writeFileSync(path("debts.csv"), "debt,kind\n5,a\n-1,b\n7,a\n-3,b\n9,b\n");
    const debts = ["new", "--data", path("debts.csv"), "--out", path("no.layerglass"), "--scale", "debt=log1p"];
    const refused = await run(...debts);
    expect([refused.exitCode === 0, refused.error.includes("-1 in row 2")]).toEqual([false, true]);
  });
});
