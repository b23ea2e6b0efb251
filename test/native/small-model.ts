/** Clouds of three cities for the tests of model files: their table, a network over it, and training it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { type Ir, type ModelContext, NO_CLASS, type Prediction, type Training } from "../../engine/contract";
import type { DataSetup } from "../../engine/model";
import { RecordedRun, smallIr } from "./small-network";

/** The test file's own, gone at its end. */
const folder = mkdtempSync(join(tmpdir(), "layerglass-models-"));
afterAll(() => rmSync(folder, { recursive: true }));

export const path = (name: string) => join(folder, name);

export const context: ModelContext = {
  app_version: "9.8.7",
  name: "Clouds",
  data_name: "clouds.csv",
  project: { a: [1.5] },
};

export const cities = ["Bergen", "Oslo", "Århus"];
export const header = "city,size,kind";

/** A city as one-hot and a number decide one of two kinds. */
export function lines(rows: number): readonly string[] {
  return Array.from({ length: rows }, (_, row) => {
    const city = cities[(row * 7) % 3];
    const size = ((row * 37) % 101) / 10;
    const isBig = size + (city === "Oslo" ? 3 : 0) > 6;
    return `${city},${size},${isBig ? "=big" : "small"}`;
  });
}

export function table(name: string, rows: readonly string[], head = header): string {
  writeFileSync(path(name), [head, ...rows].join("\n"));
  return path(name);
}

export const clouds = table("clouds.csv", lines(300));
export const data: DataSetup = {
  path: clouds,
  sha256: "",
  columns: [
    { name: "city", role: "feature", encoding: "one_hot" },
    { name: "size", role: "feature", encoding: "number" },
    { name: "kind", role: "target", encoding: "code" },
  ],
};

/** The small network over four inputs and the kinds, with a BatchNorm and a Dropout that inference must treat as such. */
export function cloudIr(training: Partial<Training> = {}): Ir {
  const ir = smallIr({ statistics: false, ...training });
  return {
    ...ir,
    inputs: ir.inputs.map((input) => ({ ...input, features: 4 })),
    targets: ir.targets.map((target) => ({ ...target, name: "kind" })),
    parameters: ir.parameters.map((parameter) => {
      const shapes: Record<string, number[]> = { "scale.offset": [4], "scale.factor": [4], "dense_1.weight": [4, 8] };
      return { ...parameter, shape: shapes[parameter.name] ?? parameter.shape };
    }),
    operations: ir.operations.map((operation, index) => (index < 2 ? { ...operation, features: 4 } : operation)),
  };
}

export async function trained(ir: Ir, initial: Parameters<typeof RecordedRun.open>[2] = {}) {
  const run = (await RecordedRun.open(ir, data, initial)).start();
  await run.end();
  const bytes = await run.session.model(JSON.stringify(context));
  const parameters = run.session.parameters();
  const epochs = run.batches.flatMap((batch) => batch.epochs);
  const outcome = run.batches.flatMap((batch) => batch.outcome ?? []).at(-1);
  await run.session.close();
  return { bytes, parameters, epochs, outcome };
}

export function classesOf({ outputs: [output] }: Prediction): readonly (string | null)[] {
  if (output === undefined) throw new Error("no output");
  return [...output.classes].map((index) => (index === NO_CLASS ? null : (output.output.classes[index] ?? "?")));
}
