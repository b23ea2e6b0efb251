import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { referenceTrainingSetup } from "../../engine/model";
import { serializeProject } from "../../engine/project";
import { isCliBuilt, jsonEvents, runBuiltCli } from "../support/built-cli";
import { appended, chain, connected } from "../support/reference-network";

/** A residual layer, then a class and a number from it, each row weighed. */
function drawing() {
  const body = chain(["data"], ["scale"], ["dense", { units: 8 }], ["activation", { function: "tanh" }]);
  const inner = appended(body, "activation_1", ["dense", { units: 8, kernel_l2: 1e-4 }], ["add"]);
  const residual = connected(inner.graph, "activation_1.output", "add_1.b");
  const kind = appended(
    residual,
    "add_1",
    ["dense", { units: 2 }],
    ["activation", { function: "softmax" }],
    ["output", { loss: "categorical_cross_entropy", class_weights: "balanced" }],
  );
  return appended(
    kind.graph,
    "add_1",
    ["dense", { units: 1 }],
    ["output", { target: "sum", loss: "mean_absolute_error", weight: 0.5 }],
  ).graph;
}

// The program is built before the suite runs; a run of single files without a build leaves these out.
describe.skipIf(!isCliBuilt)("a project with a branch, two targets and weights, in the built program", () => {
  let folder = "";
  let file = "";
  const csv = `a,b,times,kind,sum\n${Array.from({ length: 200 }, (_, row) => {
    const side = row % 2 === 0 ? 1 : -1;
    const [a, b] = [side + 1.05 * Math.sin(row), side + 1.05 * Math.cos(3 * row)];
    return `${a},${b},${1 + (row % 3)},${side > 0 ? "yes" : "no"},${a + b}`;
  }).join("\n")}\n`;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "layerglass-cli-"));
    writeFileSync(join(folder, "table.csv"), csv);
    file = join(folder, "branches.layerglass");
    const column = (name: string, role: "feature" | "target" | "weight", encoding: "number" | "code" = "number") => ({
      name,
      role,
      encoding,
    });
    const columns = [
      ...[column("a", "feature"), column("b", "feature"), column("times", "weight")],
      ...[column("kind", "target", "code"), column("sum", "target")],
    ];
    const sha256 = createHash("sha256").update(csv).digest("hex");
    const project = {
      name: "Branches",
      graph: drawing(),
      layout: { positions: {}, viewport: null },
      data: { path: "table.csv", sha256, columns },
      training: { ...referenceTrainingSetup, epochs: 6 },
    };
    writeFileSync(file, serializeProject(project));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("compiles to an IR that names both targets and the weights", async () => {
    const { exitCode, out, error } = await runBuiltCli("compile", file);
    expect([exitCode, error]).toEqual([0, ""]);
    expect(out).toMatch(/target #\d "kind" {2}classes=2 encoding=index/);
    expect(out).toMatch(/target #\d "sum" {2}classes=0 encoding=value/);
    expect(out).toContain('sample_weight "times"');
    expect(out).toMatch(/= add %\d+ %\d+ {2}: f32\[B,8\] {3}; node add_1/);
  });

  test("trains, and its loss falls", async () => {
    const { exitCode, out, error } = await runBuiltCli("train", file, "--json");
    expect([exitCode, error]).toEqual([0, ""]);
    const lines = jsonEvents(out);
    expect(lines.at(-1)).toMatchObject({ event: "finish", state: "finished" });
    const losses = lines.filter(({ event }) => event === "epoch").map(({ loss }) => Number(loss));
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2);
  });
});
