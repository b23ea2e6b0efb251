/** Targets in dollars: a new project over them trains, and everything told of them is in dollars. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compile } from "../../engine/compiler";
import { type Ir, readDescription } from "../../engine/contract";
import { starterProject, withTarget } from "../../engine/drawing";
import { diagnosticText } from "../../engine/model";
import { addon } from "../support/native-addon";
import { context } from "./small-model";
import { RecordedRun } from "./small-network";

const folder = mkdtempSync(join(tmpdir(), "layerglass-dollars-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A hundred houses whose price follows from area and rooms. */
function houses(name: string, price: (area: number, rooms: number) => number) {
  const path = join(folder, name);
  const lines = Array.from({ length: 100 }, (_, row) => {
    const [area, rooms] = [50 + 3 * row, 1 + (row % 5)];
    return [area, rooms, price(area, rooms)].join();
  });
  writeFileSync(path, ["area,rooms,price", ...lines].join("\n"));
  return path;
}

/** A new project over a table, trained; its IR, its last metrics and its model. */
async function trained(path: string) {
  const profile = await addon.openTable(path);
  // Of a price that is the same everywhere another target is proposed.
  const proposed = profile.proposal.columns.find(({ role }) => role === "target")?.name ?? null;
  const data = { ...withTarget(profile.proposal, profile, proposed, "price"), path };
  const numeric = { ...data, columns: data.columns.map((column) => ({ ...column, encoding: "number" as const })) };
  const schema = await addon.tableSchema(numeric);
  const project = starterProject("Houses", numeric, schema);
  const { ir, diagnostics } = compile(project.graph, schema, { ...project.training, threads: 1, statistics: false });
  if (!ir) throw new Error(diagnostics.map(diagnosticText).join("\n"));
  const run = (await RecordedRun.open(ir, numeric)).start();
  await run.end();
  expect(run.last?.failure).toBeNull();
  const bytes = await run.session.model(JSON.stringify(context));
  await run.session.close();
  return { ir, model: await addon.readModel(bytes) };
}

const scalingOf = (ir: Ir) => ir.targets.map(({ scaling }) => scaling);

describe("a target in dollars", () => {
  it("trains with the starter network, and predictions and metrics are in dollars", async () => {
    const path = houses("houses.csv", (area, rooms) => 2500 * area + 8000 * rooms - 83_000);
    const { ir, model } = await trained(path);
    expect(scalingOf(ir)).toEqual([
      { method: "standardize", offset: "output_1.target_offset", factor: "output_1.target_factor" },
    ]);
    const { figures, scales, outputs } = readDescription(model);
    const figuresOf = (rows: "training" | "validation") => figures[rows]?.metrics[0];
    expect(figuresOf("validation")?.r_squared).toBeGreaterThan(0.9);
    expect(outputs).toEqual([{ node: "output_1", target: "price", classes: [], is_probability: false }]);
    const [deviation, rounded] = [figuresOf("training")?.scaled_by ?? 0, scales[1]?.scaling.factor[0] ?? 0];
    expect(deviation).toBeCloseTo(1 / rounded, 6);

    // The error told of both sets of rows is that of the predictions, row by row.
    const { outputs: predicted } = await model.predict(path);
    const values = predicted[0]?.values ?? new Float64Array();
    const truth = Array.from({ length: 100 }, (_, row) => 2500 * (50 + 3 * row) + 8000 * (1 + (row % 5)) - 83_000);
    const squared = truth.reduce((sum, price, row) => sum + (price - (values[row] ?? 0)) ** 2, 0);
    const told = (["training", "validation"] as const).reduce((sum, rows) => {
      const error = figuresOf(rows)?.root_mean_squared_error ?? Number.NaN;
      return sum + error ** 2 * (figures[rows]?.rows ?? 0);
    }, 0);
    expect(Math.sqrt(told / squared)).toBeCloseTo(1, 4);
    expect(Math.min(...values)).toBeGreaterThan(-100_000);
    expect(Math.max(...values)).toBeGreaterThan(400_000);
  });

  it("may be the same in every row", async () => {
    const { model } = await trained(houses("alike.csv", () => 250_000));
    const { outputs } = await model.predict(join(folder, "alike.csv"));
    for (const value of outputs[0]?.values ?? []) expect(Math.abs(value - 250_000)).toBeLessThan(1000);
  });
});
