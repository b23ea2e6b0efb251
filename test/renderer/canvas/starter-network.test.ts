import { describe, expect, test } from "vitest";
import { checkGraph, compile } from "../../../engine/compiler";
import { starterNetwork, starterTraining } from "../../../engine/drawing";
import { applyEdit, checkTraining, type DataSchema, type Graph, referenceTrainingSetup } from "../../../engine/model";

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

describe("the training of a new project", () => {
  const of = (rows: number, classes = 2) => starterTraining({ ...schema(classes), rows });

  test("draws validation rows by class where there are classes, and keeps the best epoch", () => {
    expect(of(1000)).toMatchObject({
      optimizer: { kind: "adam", learning_rate: 0.001 },
      split: "stratified",
      keep_best: true,
      early_stopping: { restore_best: true },
    });
    expect(of(1000, 0).split).toBe("shuffled");
  });

  test.each([1, 2, 10, 1000, 48_842, 10_000_000])("is sound for %i rows, and nothing to be warned of", (rows) => {
    const training = of(rows);
    expect(checkTraining(training)).toEqual([]);
    expect(training.early_stopping?.patience).toBeLessThan(training.epochs);
    const { graph } = starterNetwork(empty, schema(2));
    if (rows > 1) expect(checkGraph(graph, { ...schema(2), rows }, training).map(({ code }) => code)).toEqual([]);
  });

  test("takes larger batches, and fewer epochs, of more rows", () => {
    const sizes = [100, 3000, 30_000, 1_000_000].map((rows) => of(rows));
    expect(sizes.map(({ batch_size }) => batch_size)).toEqual([16, 32, 128, 128]);
    expect(sizes.map(({ epochs }) => epochs)).toEqual([200, 200, 200, 20]);
  });

  test("holds a network of few rows back from learning them by heart", () => {
    const drawn = [300, 3000, 30_000].map((rows) => {
      const { nodes } = starterNetwork(empty, { ...schema(2), rows }).graph;
      return [nodes.dense_1?.parameters.units, nodes.dense_1?.parameters.kernel_l2, nodes.dropout_1?.parameters.rate];
    });
    expect(drawn).toEqual([
      [32, 0.01, 0.3],
      [64, 0.001, 0.1],
      [64, 0, 0.1],
    ]);
  });
});
