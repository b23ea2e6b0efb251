import { describe, expect, test } from "vitest";
import { checkGraph, compile } from "../../../engine/compiler";
import { starterNetwork } from "../../../engine/drawing";
import { applyEdit, type DataSchema, type Graph, referenceTrainingSetup } from "../../../engine/model";

const empty: Graph = { nodes: {}, wires: {} };

const schema = (classes: number): DataSchema => ({
  rows: 1000,
  features: ["a", "b", "c"].map((name) => ({ name, column: name })),
  targets: [{ name: "y", classes }],
  weight: null,
});

describe("the small network drawn for a table", () => {
  test.each([
    [0, 1, "mean_squared_error"],
    [2, 1, "binary_cross_entropy"],
    [5, 5, "sparse_categorical_cross_entropy"],
  ])("of %i classes compiles without an error and predicts %i values", (classes, width, loss) => {
    const { edits, graph } = starterNetwork(empty, schema(classes));
    const diagnostics = checkGraph(graph, schema(classes), referenceTrainingSetup);
    expect(diagnostics.filter(({ severity }) => severity !== "information")).toEqual([]);
    const { ir } = compile(graph, schema(classes), referenceTrainingSetup);
    expect(ir?.losses).toHaveLength(1);
    expect(ir?.losses[0]?.function.kind).toBe(loss);
    expect(ir?.targets[0]).toMatchObject({ width: 1, encoding: width === 1 ? "value" : "index" });
    expect(ir?.operations.at(-1)?.features).toBe(width);
    const redrawn = edits.reduce((drawn, edit) => {
      const result = applyEdit(drawn, edit);
      return result.ok ? result.graph : drawn;
    }, empty);
    expect(redrawn).toEqual(graph);
  });

  test("gives each of several targets last layers of its own on what they share", () => {
    const data: DataSchema = {
      ...schema(0),
      targets: [
        { name: "price", classes: 0 },
        { name: "kind", classes: 3 },
      ],
    };
    const { graph } = starterNetwork(empty, data);
    const { ir, diagnostics } = compile(graph, data, referenceTrainingSetup);
    expect(diagnostics.filter(({ severity }) => severity !== "information")).toEqual([]);
    expect(ir?.targets.map(({ name, encoding }) => [name, encoding])).toEqual([
      ["price", "value"],
      ["kind", "index"],
    ]);
    expect(ir?.losses.map(({ function: { kind }, target }) => [kind, target])).toEqual([
      ["mean_squared_error", 0],
      ["sparse_categorical_cross_entropy", 1],
    ]);
  });

  test("without a table waits for one, and only for that", () => {
    const { graph } = starterNetwork(empty, null);
    const errors = checkGraph(graph, null, referenceTrainingSetup).filter(({ severity }) => severity === "error");
    expect(errors).toHaveLength(1);
    expect(errors[0]?.subject).toMatchObject({ node: "data_1" });
  });
});
