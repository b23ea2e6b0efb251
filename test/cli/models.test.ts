import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { referenceTrainingSetup } from "../../engine/model";
import { type Project, parseProject, serializeProject } from "../../engine/project";
import { isCliBuilt, jsonEvents, runBuiltCli as run } from "../support/built-cli";
import { chain } from "../support/reference-network";

describe.skipIf(!isCliBuilt)("a saved model in the terminal", () => {
  let folder = "";
  const path = (name: string) => join(folder, name);
  const rows = Array.from({ length: 200 }, (_, row) => {
    const side = row % 2 === 0 ? 1 : -1;
    return [side + Math.sin(row) / 2, side + Math.cos(3 * row) / 2, side > 0 ? "@yes" : "no"] as const;
  });
  const csv = `a,b,kind\n${rows.map((cells) => cells.join()).join("\n")}\n`;

  function saved(name: string, units: number): string {
    const project: Project = {
      name: "Clouds",
      graph: chain(
        ["data"],
        ["scale"],
        ["dense", { units }],
        ["batch_norm"],
        ["activation", { function: "tanh" }],
        ["dense", { units: 2 }],
        ["activation", { function: "softmax" }],
        ["output"],
      ),
      layout: { positions: { data_1: { x: 40, y: 60 } }, viewport: null },
      data: {
        path: "clouds.csv",
        sha256: "0".repeat(64),
        columns: [
          { name: "a", role: "feature", encoding: "number" },
          { name: "b", role: "feature", encoding: "number" },
          { name: "kind", role: "target", encoding: "code" },
        ],
      },
      training: { ...referenceTrainingSetup, epochs: 3, validation_split: 0.2, threads: 1, statistics: false },
    };
    writeFileSync(path(name), serializeProject(project));
    return path(name);
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "layerglass-cli-models-"));
    writeFileSync(path("clouds.csv"), csv);
    const { exitCode, error } = await run("train", saved("clouds.layerglass", 8), "--save", path("m.safetensors"));
    expect([exitCode, error.includes("W007")]).toEqual([0, true]);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("evaluate compares a table's predictions with its targets, as training did, and tells what it left out", async () => {
    const described = JSON.parse((await run("model", path("m.safetensors"), "--json")).out);
    const { training, validation } = described.figures;
    const right = training.accuracy * training.rows + validation.accuracy * validation.rows;
    const { exitCode, out, error } = await run("evaluate", path("m.safetensors"), path("clouds.csv"), "--json");
    expect([exitCode, error]).toEqual([0, ""]);
    const whole = JSON.parse(out);
    expect(whole).toMatchObject({ rows: 200, evaluated_rows: 200, unread: [] });
    expect(whole.outputs[0]).toMatchObject({ node: "output_1", accuracy: right / 200 });
    writeFileSync(path("odd.csv"), `a,b,kind\n,1,no\n1,1,perhaps\n1,1,\n1,1,@yes\n`);
    const odd = await run("evaluate", path("m.safetensors"), path("odd.csv"));
    expect([odd.exitCode, odd.error]).toEqual([
      0,
      `${path("odd.csv")}: column "a": 1 missing, row 1\n${path("odd.csv")}: column "kind": 1 unknown, "perhaps", row 2\n`,
    ]);
    expect(odd.out).toMatch(/odd\.csv: 1 of 4 rows\n\noutput +rows +loss +accuracy/);
    writeFileSync(path("blind.csv"), "a,b\n1,1\n");
    const blind = await run("evaluate", path("m.safetensors"), path("blind.csv"));
    expect([blind.exitCode, blind.out]).toEqual([1, ""]);
    expect(blind.error).toMatch(/blind\.csv: column_missing: .*column "kind"|blind\.csv.*kind.*column_missing/);
  });

  test("model tells network, inputs, classes and figures; with --json the description, whose project opens again", async () => {
    const text = await run("model", path("m.safetensors"));
    expect([text.exitCode, text.error]).toEqual([0, ""]);
    for (const line of [
      /m\.safetensors: Clouds, saved \d{4}-\S+Z by Layerglass \d+\.\d+\.\d+ \(engine \d+\.\d+\.\d+\)\n/,
      /trained on clouds\.csv \(160 training rows, 40 validation rows\), SHA-256 [0-9a-f]{64}\n/,
      /3 epochs, 30 steps, seed 1; weights after step 30( \(best epoch [12]\))?\n/,
      /layers \(58 trained parameters\)\n {2}data_1 +input +2\n {2}scale_1 +scale +2\n {2}dense_1 +dense +8\n/,
      /inputs\n {2}a {2}number\n {2}b {2}number\n/,
      /outputs\n {2}output_1 {2}kind {2}2 values: @yes, no\n/,
      /output_1 {2}validation +\d/,
    ]) {
      expect(text.out).toMatch(line);
    }
    const json = await run("model", path("m.safetensors"), "--json");
    const description = JSON.parse(json.out);
    // The table by its name alone: nobody else need know the folders of whoever made it.
    expect(json.out).not.toContain(folder);
    const parsed = parseProject(JSON.stringify(description.project));
    if (!parsed.ok) throw new Error(parsed.failure.found);
    expect(parsed.project.data?.path).toBe("clouds.csv");
    expect(parsed.project.layout.positions).toEqual({ data_1: { x: 40, y: 60 } });
    expect(Object.keys(parsed.project.graph.nodes)).toContain("batch_norm_1");
  });

  test("predict writes every row in order as CSV, formulas made harmless, and as JSON", async () => {
    const few = path("few.csv");
    writeFileSync(
      few,
      `b,a\n${rows
        .slice(0, 3)
        .map(([a, b]) => `${b},${a}`)
        .join("\n")}\n,1\n`,
    );
    const reported = await run("predict", path("m.safetensors"), few);
    expect(reported.exitCode).toBe(0);
    expect(reported.error).toContain("1 of 4 rows have no prediction: a cell the model reads is missing");
    const [head, ...lines] = reported.out.trimEnd().split("\n");
    expect(head).toBe("row,kind,probability of kind = @yes,probability of kind = no");
    expect(lines.map((line) => line.split(",").slice(0, 2))).toEqual([
      ["1", "'@yes"],
      ["2", "no"],
      ["3", "'@yes"],
      ["4", ""],
    ]);
    const json = await run("predict", path("m.safetensors"), few, "--json");
    const [first, , , last] = jsonEvents(json.out);
    expect(first).toMatchObject({
      event: "prediction",
      row: 1,
      outputs: [{ target: "kind", class: "@yes", classes: ["@yes", "no"] }],
    });
    const [shown, cell] = [JSON.stringify(first), lines[0]?.split(",")[2] ?? "?"];
    expect(shown).toContain(cell);
    expect(last).toMatchObject({ row: 4, outputs: [{ class: null, values: [null, null] }] });
    const out = path("out.csv");
    const written = await run("predict", path("m.safetensors"), few, "--out", out);
    expect([written.exitCode, written.out]).toEqual([0, ""]);
    expect(readFileSync(out, "utf8")).toBe(reported.out);
  });

  test("predict refuses what the model cannot read, and to replace what it reads", async () => {
    writeFileSync(path("other.csv"), "a,c\n1,2\n");
    const missing = await run("predict", path("m.safetensors"), path("other.csv"));
    expect([missing.exitCode, missing.out]).toEqual([1, ""]);
    expect(missing.error).toContain(`${path("other.csv")}: column_missing: column "b": found no column of this name`);
    const replaced = await run("predict", path("m.safetensors"), path("clouds.csv"), "--out", path("clouds.csv"));
    expect([replaced.exitCode, readFileSync(path("clouds.csv"), "utf8")]).toEqual([2, csv]);
    const none = await run("predict", path("clouds.csv"), path("clouds.csv"));
    expect([none.exitCode, none.error]).toEqual([1, expect.stringContaining("clouds.csv: R050: found ")]);
  });

  test("--from starts from a model's weights, and lists every difference first", async () => {
    const same = await run(
      "train",
      path("clouds.layerglass"),
      "--json",
      "--from",
      path("m.safetensors"),
      "--epochs",
      "1",
    );
    expect(same.exitCode).toBe(0);
    expect(same.error).toContain("m.safetensors: starting from 10 of 10 parameters\n");
    const fresh = await run("train", path("clouds.layerglass"), "--json", "--epochs", "1");
    const loss = (out: string) => Number(jsonEvents(out).find(({ event }) => event === "epoch")?.loss);
    expect(loss(same.out)).toBeLessThan(loss(fresh.out));
    const wider = await run("train", saved("wider.layerglass", 9), "--from", path("m.safetensors"), "--epochs", "1");
    expect(wider.exitCode).toBe(0);
    expect(wider.error).toContain(
      "parameter dense_1.weight is [2, 9] in the network, [2, 8] in the model: it starts fresh",
    );
    expect(wider.error).toContain("starting from 3 of 10 parameters\n");
    const bare = await run(
      "train",
      path("clouds.layerglass"),
      "--without",
      "batch_norm",
      "--from",
      path("m.safetensors"),
    );
    expect(bare.error).toContain("parameter batch_norm_1.gamma [8] of the model is not in the network: it is left out");
  });

  test("--save never replaces what the run needs, and is refused before training where it cannot be written", async () => {
    const project = path("clouds.layerglass");
    const text = readFileSync(project, "utf8");
    copyFileSync(path("m.safetensors"), path("from.safetensors"));
    for (const needed of [project, path("clouds.csv"), path("from.safetensors")]) {
      const { exitCode, out, error } = await run(
        "train",
        project,
        "--save",
        needed,
        "--from",
        path("from.safetensors"),
      );
      expect([exitCode, out]).toEqual([2, ""]);
      expect(error).toContain(`--save ${needed} would replace ${needed}`);
    }
    expect([readFileSync(project, "utf8"), readFileSync(path("clouds.csv"), "utf8")]).toEqual([text, csv]);
    const nowhere = await run("train", project, "--save", path("no/such/m.safetensors"));
    expect([nowhere.exitCode, nowhere.out]).toEqual([1, ""]);
    expect(existsSync(path("no"))).toBe(false);
  });
});
