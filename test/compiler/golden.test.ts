import { describe, expect, test } from "vitest";
import { activationFunctions, createNode, definitions } from "../../engine/catalog";
import { bypassKind, compile, printIr } from "../../engine/compiler";
import {
  type DataSchema,
  type Graph,
  optimizerDefaults,
  referenceTrainingSetup,
  scheduleDefaults,
  type TrainingSetup,
} from "../../engine/model";
import { expectGolden } from "../support/golden";
import {
  appended,
  chain,
  connected,
  edited,
  referenceNetwork,
  referenceSchema,
  table,
} from "../support/reference-network";

function irText(graph: Graph, data: DataSchema, training: TrainingSetup = referenceTrainingSetup): string {
  const { ir, diagnostics } = compile(graph, data, training);
  if (!ir) throw new Error(diagnostics.map(({ code, found }) => `${code} ${found}`).join("\n"));
  return printIr(ir);
}

const output = ["output", { loss: "mean_squared_error" }] as const;
const oneUnit = ["dense", { units: 1 }] as const;

/** Features and two layers of them, merged by wires drawn in another order than their ports'. */
function branched(kind: string, units: number): Graph {
  let graph = chain(["data"], ["dense", { units, use_bias: false }]);
  const second = createNode("dense", graph);
  const merging = createNode(kind, graph);
  graph = edited(
    graph,
    { type: "add_node", node: { ...second, parameters: { ...second.parameters, units: 4 } } },
    { type: "add_node", node: merging },
  );
  for (const [from, to] of [
    ["data_1.features", `${second.id}.input`],
    [`${second.id}.output`, `${merging.id}.c`],
    ["dense_1.output", `${merging.id}.b`],
    ["data_1.features", `${merging.id}.a`],
  ] as const) {
    graph = connected(graph, from, to);
  }
  return appended(graph, merging.id, oneUnit, output).graph;
}

/** The smallest network that shows what each kind lowers to, with every parameter off its default where it can be. */
const networks: Readonly<Record<string, Graph>> = {
  data: chain(["data"], output),
  scale: chain(["data"], ["scale", { method: "min_max" }], oneUnit, output),
  dense: chain(
    ["data"],
    ["dense", { units: 5, kernel_initializer: "normal", kernel_standard_deviation: 0.01, use_bias: false }],
    ["activation", { function: "relu" }],
    [
      "dense",
      {
        ...{ units: 1, kernel_initializer: "constant", kernel_value: 0.25, kernel_l1: 1e-5, kernel_l2: 1e-4 },
        ...{ kernel_max_norm: 3, bias_l1: 2e-5, bias_l2: 2e-4 },
      },
    ],
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
    ...activationFunctions
      .filter(({ value }) => value !== "softmax")
      .map(({ value }) => ["activation", { function: value, negative_slope: 0.3, alpha: 0.5 }] as const),
    oneUnit,
    output,
  ),
  layer_norm: chain(
    ["data"],
    ["layer_norm", { epsilon: 1e-5 }],
    ["layer_norm", { scale: false, center: false }],
    oneUnit,
    output,
  ),
  gaussian_noise: chain(["data"], ["gaussian_noise", { standard_deviation: 0.25 }], oneUnit, output),
  add: branched("add", 4),
  multiply: branched("multiply", 4),
  concat: branched("concat", 3),
  dropout: chain(["data"], ["dropout", { rate: 0.25 }], oneUnit, output),
  output: chain(
    ["data"],
    ["dense", { units: 3 }],
    ["activation", { function: "softmax" }],
    [
      "output",
      {
        ...{ loss: "categorical_cross_entropy", weight: 0.5, target: "y" },
        ...{ class_weights: "given", class_weight_values: "1, 2 0.5" },
      },
    ],
  ),
};

const small = chain(["data"], oneUnit, output);
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

  test("two branches from one layer to two outputs of two targets: nothing assumes a chain", () => {
    const trunk = chain(["data"], ["scale"], ["dense", { units: 8 }], ["activation", { function: "tanh" }], oneUnit, [
      "output",
      { loss: "huber", delta: 0.5, weight: 2 },
    ]);
    const branch = chain(
      ["dense", { units: 2 }],
      ["activation", { function: "softmax" }],
      ["output", { target: "kind", class_weights: "balanced" }],
    );
    const renamed = Object.values(branch.nodes).map(
      (node) => ({ type: "add_node", node: { ...node, id: `${node.kind}_b` } }) as const,
    );
    let graph = edited(trunk, ...renamed);
    graph = connected(graph, "activation_1.output", "dense_b.input");
    graph = connected(graph, "dense_b.output", "activation_b.input");
    graph = connected(graph, "activation_b.output", "output_b.prediction");
    const targets = [
      { name: "price", classes: 0 },
      { name: "kind", classes: 2 },
    ];
    const data = { ...table(4, 0), targets, weight: "times" };
    expectGolden(irText(graph, data), "test", "golden", "two-outputs.ir.txt");
  });

  test("every setting of a run off its default", () => {
    const training: TrainingSetup = {
      optimizer: optimizerDefaults.adam,
      schedule: { kind: "cosine", warmup_epochs: 0.5, final_fraction: 0.01 },
      clip_value: 0.5,
      clip_norm: 1,
      epochs: 3,
      batch_size: 32,
      drop_last_batch: true,
      validation_split: 0.25,
      test_split: 0,
      split: "shuffled",
      seed: 7,
      shuffle: false,
      early_stopping: { patience: 2, minimum_delta: 1e-4, restore_best: true },
      keep_best: true,
      batch_norm_statistics: "population",
      evaluate_training: true,
      threads: 2,
      statistics: false,
    };
    expectGolden(irText(small, table(2, 0), training), "test", "golden", "training.ir.txt");
  });
});

describe("the IR of a run", () => {
  /** The lines of the IR that speak of the run. */
  const runText = (training: Partial<TrainingSetup>): string => {
    const lines = irText(small, table(2, 0), { ...referenceTrainingSetup, ...training }).split("\n");
    return `${lines.filter((line) => /^(optimizer|schedule) /.test(line)).join("\n")}\n`;
  };

  test.each(Object.values(optimizerDefaults).map((optimizer) => [optimizer.kind, optimizer] as const))(
    "by %s",
    (kind, optimizer) => {
      expectGolden(runText({ optimizer }), "test", "golden", "optimizers", `${kind}.ir.txt`);
    },
  );

  test.each(Object.values(scheduleDefaults).map((schedule) => [schedule.kind, schedule] as const))(
    "on the schedule %s",
    (kind, schedule) => {
      expectGolden(runText({ schedule }), "test", "golden", "schedules", `${kind}.ir.txt`);
    },
  );
});
