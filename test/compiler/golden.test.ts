import { describe, expect, test } from "vitest";
import { definitions } from "../../engine/catalog";
import { bypassKind, compile, printIr } from "../../engine/compiler";
import { type DataSchema, type Graph, referenceTrainingSetup, type TrainingSetup } from "../../engine/model";
import { expectGolden } from "../support/golden";
import { chain, connected, edited, referenceNetwork, referenceSchema, table } from "../support/reference-network";

function irText(graph: Graph, data: DataSchema, training: TrainingSetup = referenceTrainingSetup): string {
  const { ir, diagnostics } = compile(graph, data, training);
  if (!ir) throw new Error(diagnostics.map(({ code, found }) => `${code} ${found}`).join("\n"));
  return printIr(ir);
}

const output = ["output", { loss: "mean_squared_error" }] as const;
const oneUnit = ["dense", { units: 1 }] as const;

/** The smallest network that shows what each kind lowers to, with every parameter off its default where it can be. */
const networks: Readonly<Record<string, Graph>> = {
  data: chain(["data"], output),
  scale: chain(["data"], ["scale", { method: "min_max" }], oneUnit, output),
  dense: chain(
    ["data"],
    ["dense", { units: 5, kernel_initializer: "normal", kernel_standard_deviation: 0.01, use_bias: false }],
    ["activation", { function: "relu" }],
    ["dense", { units: 1, kernel_initializer: "constant", kernel_value: 0.25 }],
    output,
  ),
  batch_norm: chain(
    ["data"],
    ["batch_norm", { epsilon: 1e-5, momentum: 0.9, running_variance: "unbiased", center: false }],
    ["batch_norm", { scale: false }],
    oneUnit,
    output,
  ),
  activation: chain(
    ["data"],
    ...["linear", "tanh", "sigmoid", "relu", "softsign"].map((name) => ["activation", { function: name }] as const),
    oneUnit,
    output,
  ),
  dropout: chain(["data"], ["dropout", { rate: 0.25 }], oneUnit, output),
  output: chain(
    ["data"],
    ["dense", { units: 3 }],
    ["activation", { function: "softmax" }],
    ["output", { loss: "categorical_cross_entropy" }],
  ),
};

const schemas: Readonly<Record<string, DataSchema>> = { data: table(1, 0), output: table(4, 3) };

describe("the IR of each node kind", () => {
  test.each(definitions.map(({ kind }) => kind))("%s", (kind) => {
    const graph = networks[kind];
    if (!graph) throw new Error(`Add the smallest network with a ${kind} node to this test.`);
    expect(Object.values(graph.nodes).some((node) => node.kind === kind)).toBe(true);
    expectGolden(irText(graph, schemas[kind] ?? table(4, 0)), "test", "golden", `${kind}.ir.txt`);
  });
});

describe("the IR of whole networks", () => {
  test("the reference network", () => {
    expectGolden(irText(referenceNetwork(), referenceSchema), "test", "golden", "reference-network.ir.txt");
  });

  test("the reference network without BatchNorm: bypassed nodes are gone, the rest is unchanged", () => {
    const graph = bypassKind(referenceNetwork(), "batch_norm");
    expectGolden(irText(graph, referenceSchema), "test", "golden", "reference-network-without-batch-norm.ir.txt");
  });

  test("a branch that leads nowhere is eliminated", () => {
    const withBranch = edited(
      chain(["data"], oneUnit, output),
      { type: "add_node", node: { ...chain(["dense"]).nodes.dense_1, id: "stray" } as Graph["nodes"][string] },
      { type: "add_node", node: { ...chain(["dropout"]).nodes.dropout_1, id: "astray" } as Graph["nodes"][string] },
    );
    const wired = connected(connected(withBranch, "data_1.features", "stray.input"), "stray.output", "astray.input");
    expectGolden(irText(wired, table(4, 0)), "test", "golden", "dead-branch.ir.txt");
  });

  test("two branches from one layer to two outputs: nothing assumes a chain", () => {
    const trunk = chain(
      ["data"],
      ["scale"],
      ["dense", { units: 8 }],
      ["activation", { function: "tanh" }],
      oneUnit,
      output,
    );
    const branch = chain(["dense", { units: 2 }], ["activation", { function: "softmax" }], ["output"]);
    const renamed = Object.values(branch.nodes).map(
      (node) => ({ type: "add_node", node: { ...node, id: `${node.kind}_b` } }) as const,
    );
    let graph = edited(trunk, ...renamed);
    graph = connected(graph, "activation_1.output", "dense_b.input");
    graph = connected(graph, "dense_b.output", "activation_b.input");
    graph = connected(graph, "activation_b.output", "output_b.prediction");
    const squeezed = edited(graph, { type: "set_parameter", node: "dense_2", parameter: "units", value: 2 });
    expectGolden(irText(squeezed, table(4, 2)), "test", "golden", "two-outputs.ir.txt");
  });

  test("Adam and a run's settings", () => {
    const training: TrainingSetup = {
      optimizer: { kind: "adam", learning_rate: 0.001, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 },
      epochs: 3,
      batch_size: 32,
      validation_split: 0,
      seed: 7,
      shuffle: false,
      threads: 2,
      statistics: false,
    };
    expectGolden(irText(chain(["data"], oneUnit, output), table(2, 0), training), "test", "golden", "adam.ir.txt");
  });
});
