import { describe, expect, test } from "vitest";
import { tableWarnings } from "../../engine/compiler";
import {
  applyEdits,
  type DataWarning,
  diagnosticText,
  type Graph,
  referenceTrainingSetup,
  type TrainingSetup,
} from "../../engine/model";
import { chain, table } from "../support/reference-network";

const graph = chain(["data"], ["dense", { units: 1 }], ["activation", { function: "sigmoid" }], ["output"]);
const schema = table(2, 2, 100);
const target = schema.targets[0]?.name ?? "";

function told(warning: DataWarning, drawn: Graph = graph, training: Partial<TrainingSetup> = {}) {
  return tableWarnings([warning], { graph: drawn, schema, training: { ...referenceTrainingSetup, ...training } });
}

const rare = {
  code: "rare_class",
  column: target,
  values: { name: "1", rows: 4, most_name: "0", most_rows: 76 },
} as const;

describe("warnings of a table", () => {
  test("stand at the Data node, name the column, and offer to ignore it", () => {
    const [finding] = told({ code: "index_feature", column: "row", values: { first: 1 } });
    expect(finding).toMatchObject({
      code: "W017",
      severity: "warning",
      subject: { kind: "node", node: "data_1" },
      values: { column: "row", first: 1 },
      column_fix: { columns: ["row"], role: "ignore" },
    });
    expect(finding && diagnosticText(finding)).toBe(
      "W017 data_1: found the feature row, which counts the rows from 1; expected features that say something of rows not seen yet. Help: ignore the column in the Data panel",
    );
  });

  test("of features that are constant are one, which names some and mends all", () => {
    const constant = (column: string): DataWarning => ({ code: "constant_feature", column, values: { value: "0" } });
    const row: DataWarning = { code: "index_feature", column: "row", values: { first: 1 } };
    const warnings = [constant("p1"), row, constant("p2"), constant("p3")];
    const of = { graph, schema, training: referenceTrainingSetup };
    const [finding, ...others] = tableWarnings(warnings, of);
    expect(others.map(({ code }) => code)).toEqual(["W017"]);
    expect(finding).toMatchObject({
      code: "W020",
      found: "3 features of one value each in the training rows: p1, p2, p3",
      column_fix: { columns: ["p1", "p2", "p3"], role: "ignore" },
    });
    expect(told(constant("wave"))[0]?.found).toBe("the feature wave, which is 0 in every training row");
    const many = Array.from({ length: 40 }, (_, place) => constant(`p${place}`));
    const [ofMany] = tableWarnings(many, of);
    expect(ofMany?.found).toMatch(/^40 features .*: p0, .*p7, …$/);
    expect(ofMany?.column_fix?.columns).toHaveLength(40);
  });

  test("offer the split that suits the target", () => {
    const sorted = (classes: number) => told({ code: "sorted_target", column: target, values: { classes } })[0];
    expect(sorted(3)?.training_fix).toEqual({ split: "stratified" });
    expect(sorted(0)?.training_fix).toEqual({ split: "shuffled" });
    const absent = { code: "class_not_validated", column: target, values: { names: "a", count: 1 } } as const;
    expect(told(absent)[0]?.training_fix).toEqual({ split: "stratified" });
    expect(told(absent, graph, { split: "stratified" })[0]?.training_fix).toBeUndefined();
  });

  test("offer no split for the rows of a file, and say of its cells where they are and what becomes of them", () => {
    const absent = { code: "class_not_validated", column: target, values: { names: "a", count: 1 } } as const;
    const file = { sha256: "", rows: 20 };
    const of = { graph, schema: { ...schema, validation: file }, training: referenceTrainingSetup };
    expect(tableWarnings([absent], of)[0]?.training_fix).toBeUndefined();
    const cells = (reason: string, names: string) =>
      told({
        ...{ code: "file_cells", column: "town" },
        values: { file: "validation", reason, count: 3, rows: 20, row: 7, names },
      }).map(diagnosticText);
    expect(cells("unknown_value", "x, y")).toEqual([
      "W023 data_1: found 3 cells of town in the validation file that are unknown, the first in row 7: x, y; expected cells that are there and that training knows, since the rows of others are left out. Help: correct the file, or have missing cells filled in the Data panel",
    ]);
    expect(cells("missing", "")[0]).toContain("in the validation file that are missing, the first in row 7; expected");
    expect(cells("no_logarithm", "-2")[0]).toContain("W023");
    expect(cells("unseen_value", "x")[0]).toContain("W024");
  });

  test("of a rare class offer balanced weights, and are silent where classes are weighed", () => {
    const [finding] = told(rare);
    expect(finding?.subject).toMatchObject({ node: "output_1", parameter: "class_weights" });
    const mended = applyEdits(graph, finding?.fix ?? []);
    if (!mended.ok) throw new Error("the fix does not apply");
    expect(mended.graph.nodes.output_1?.parameters.class_weights).toBe("balanced");
    expect(told(rare, mended.graph)).toEqual([]);
    expect(told({ ...rare, column: "another" })).toEqual([]);
  });
});
