import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { definitions } from "../../engine/catalog";
import { checkGraph } from "../../engine/compiler";
import { referenceTrainingSetup, subjectNode } from "../../engine/model";
import { type Project, parseProject, serializeProject } from "../../engine/project";
import { expectGolden, repositoryPath } from "../support/golden";
import { referenceNetwork, referenceSchema } from "../support/reference-network";

const table = readFileSync(repositoryPath("samples/adult_codes.csv.gz"));

/** One row of cards a block, so that the way through the network reads like text. */
function sampleProject(): Project {
  const header = gunzipSync(table).toString("utf8").split(/\r?\n/, 1)[0] ?? "";
  const rows = [
    ["data_1", "scale_1"],
    ["dense_1", "batch_norm_1", "activation_1", "dropout_1"],
    ["dense_2", "batch_norm_2", "activation_2", "dropout_2"],
    ["dense_3", "batch_norm_3", "activation_3", "output_1"],
  ];
  const places = rows.flatMap((ids, row) => ids.map((id, column) => [id, { x: 40 + 240 * column, y: 40 + 136 * row }]));
  return {
    name: "Why batch normalization",
    graph: referenceNetwork(),
    layout: { positions: Object.fromEntries(places), viewport: null },
    data: {
      path: "adult_codes.csv.gz",
      sha256: createHash("sha256").update(table).digest("hex"),
      columns: header.split(",").map((name) => {
        const isTarget = name === "income";
        return { name, role: isTarget ? "target" : "feature", encoding: isTarget ? "code" : "number" };
      }),
    },
    training: referenceTrainingSetup,
  };
}

test("the sample is the reference network on the census table, written as the program writes it", () => {
  const text = serializeProject(sampleProject());
  expectGolden(text, "samples", "why-batch-normalization.layerglass");
  const parsed = parseProject(text, { kinds: definitions.map(({ kind }) => kind) });
  expect(parsed).toEqual({ ok: true, project: sampleProject() });
});

test("the sample trains as it is; it shows the redundant biases and the last batch of one row (39 073 = 2 442 · 16 + 1)", () => {
  const { graph, training, layout } = sampleProject();
  expect(
    checkGraph(graph, referenceSchema, training).map((diagnostic) => `${diagnostic.code} ${subjectNode(diagnostic)}`),
  ).toEqual(["W001 batch_norm_1", "I001 dense_1", "I001 dense_2", "I001 dense_3"]);
  expect(Object.keys(layout.positions).sort()).toEqual(Object.keys(graph.nodes).sort());
});

test("the sample table has the features and rows that the compiler's tests assume", () => {
  const lines = gunzipSync(table).toString("utf8").trim().split(/\r?\n/);
  expect(lines.length - 1).toBe(referenceSchema.rows);
  expect(lines[0]?.split(",").length).toBe(referenceSchema.features.length + 1);
});
