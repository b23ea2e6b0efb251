import { describe, expect, test } from "vitest";
import { JSON_OUTPUT_VERSION, jsonReport } from "../../engine/cli/json-report";
import { layerTable } from "../../engine/cli/layer-table";
import { metricsTable } from "../../engine/cli/metrics-table";
import { type FinishFacts, type RunFacts, textReport } from "../../engine/cli/run-report";
import type { Terminal } from "../../engine/cli/terminal";
import type { Analysis, RunOutcome } from "../../engine/contract";
import { LayerRecords } from "../../engine/session";
import { declarationOf, layerRecords, statisticNames } from "../support/declared-stream";
import { atOperation, someFailure } from "../support/failures";

const declaration = declarationOf([
  { operation: 2, node: "dense_1", op: "dense", features: 64 },
  { operation: 3, node: "batch_norm_1", op: "batch_norm", features: 64 },
]);

/** A batch of records `[step, probe, value of every statistic]`. */
function batch(...records: readonly (readonly [step: number, probe: number, value: number])[]) {
  return [layerRecords(records.map(([step, probe, value]) => ({ step, probe, value: () => value })))];
}

function written(isScreen = false) {
  const lines: string[] = [];
  const terminal: Terminal = {
    out: (text) => lines.push(text),
    error: () => {},
    isScreen,
    columns: 100,
    outliveReaders: () => {},
  };
  return { lines, terminal };
}

const finished: FinishFacts = {
  state: "finished",
  epochs: 2,
  seconds: 1.5,
  outcome: null,
  checkpoint: null,
  saved: null,
  failure: null,
};

const facts: RunFacts = {
  file: "x.layerglass",
  epochs: 2,
  batch_size: 16,
  seed: 1,
  threads: 1,
  without: ["batch_norm"],
  training_rows: 160,
  validation_rows: 40,
  test_rows: 0,
  missing_rows: 3,
  steps_per_epoch: 10,
  parameters: 1234,
  first_step: 0,
};

const summary = {
  epoch: 1,
  loss: 0.5,
  accuracy: 0.75,
  validation_loss: null,
  validation_accuracy: null,
  rows_per_second: 1000,
  steps: 10,
  learning_rate: 0.1,
  validation_metrics: [],
  training_metrics: [],
};

describe("layer records", () => {
  test("give the newest of each place in an epoch, though a batch may reach into the next", () => {
    const records = new LayerRecords(declaration, 10);
    records.add(batch([0, 0, 1], [0, 1, 2], [8, 0, 3], [8, 1, 4], [12, 0, 5]));
    expect(records.take(1).map(({ probe, step, values }) => [probe.node, step, values.mean])).toEqual([
      ["dense_1", 8, 3],
      ["batch_norm_1", 8, 4],
    ]);
    expect(records.take(1)).toEqual([]);
    expect(records.take(2).map(({ step }) => step)).toEqual([12]);
    expect(records.latest().map(({ probe, step }) => [probe.node, step])).toEqual([
      ["dense_1", 12],
      ["batch_norm_1", 8],
    ]);
  });

  test("read each value at its own place and ignore a probe that is none", () => {
    const records = new LayerRecords(declaration, 10);
    const value = (name: string) => statisticNames.indexOf(name);
    records.add([layerRecords([7, 1].map((probe) => ({ step: 0, probe, value })))]);
    const [record] = records.take(1);
    expect(record?.probe.node).toBe("batch_norm_1");
    expect(Object.values(record?.values ?? {})).toEqual([...statisticNames.keys()]);
  });
});

test("the JSON report writes one object a line; floats are short and NaN is null", () => {
  const { lines, terminal } = written();
  const report = jsonReport(terminal);
  const records = new LayerRecords(declaration, 10);
  records.add(batch([9, 0, 0.1], [9, 1, Number.NaN]));
  report.started(facts);
  report.epoch(summary, records.take(1));
  report.finished(finished);
  const events = lines.map((line) => JSON.parse(line));
  expect(lines.every((line) => line.endsWith("}\n"))).toBe(true);
  expect(events.map(({ event }) => event)).toEqual(["start", "epoch", "layer", "layer", "finish"]);
  expect(Object.keys(events[1])).toEqual(["event", ...Object.keys(summary)]);
  expect(events[2]).toMatchObject({ node: "dense_1", op: "dense", epoch: 1, step: 9, mean: 0.1, update_ratio: 0.1 });
  expect(events[3]).toMatchObject({ node: "batch_norm_1", mean: null });
  expect(Object.keys(events[2])).toEqual(["event", "node", "op", "epoch", "step", ...statisticNames]);
});

test("the text report writes plain lines into a pipe, no bar", () => {
  const { lines, terminal } = written();
  const report = textReport(terminal, () => 0);
  report.started(facts);
  report.progress({
    step: 5,
    rows_per_second: 10,
    losses: Float32Array.of(1),
  });
  report.epoch(summary, []);
  report.finished({ ...finished, saved: "w.safetensors" });
  expect(lines.join("")).toBe(
    "x.layerglass: 160 training rows, 40 validation rows (3 rows left out: missing cells), 1234 parameters, seed 1, without batch_norm\n" +
      "epoch 1/2  loss 0.5000  accuracy 0.7500  learning rate 0.1  1000 rows/s\n" +
      "finished after 2 epochs in 1.5 s\nmodel saved to w.safetensors\n",
  );
});

const noMetrics = {
  accuracy: null,
  precision: null,
  recall: null,
  f1: null,
  auc: null,
  confusion: [],
  r_squared: null,
  root_mean_squared_error: null,
  mean_absolute_error: null,
};
const outcome: RunOutcome = {
  reason: "early_stopping",
  best_epoch: 7,
  restored_best: true,
  population_statistics: true,
  validation: null,
};

test("the end says how it came and gives every output its metrics", () => {
  const { lines, terminal } = written();
  const report = textReport(terminal, () => 0);
  const classes = { ...noMetrics, accuracy: 0.75, precision: 2 / 3, recall: 1, f1: 0.8, auc: 0.9375 };
  report.epoch(
    {
      ...summary,
      validation_metrics: [
        { ...classes, node: "output_1", loss: 0.5, confusion: [10, 5, 0, 125] },
        { ...noMetrics, node: "price", loss: 4, r_squared: 0.25, root_mean_squared_error: 2, mean_absolute_error: 1.5 },
      ],
      training_metrics: [{ ...classes, node: "output_1", loss: 0.25 }],
    },
    [],
  );
  report.finished({
    state: "finished",
    epochs: 12,
    seconds: 1.5,
    outcome,
    checkpoint: null,
    saved: null,
    failure: null,
  });
  expect(lines.slice(1).join("")).toBe(
    `finished after 12 epochs in 1.5 s; stopped early; best epoch 7, restored; BatchNorm statistics measured over the training rows

output    rows          loss  accuracy  precision  recall      F1     AUC      R²   RMSE    MAE
output_1  validation  0.5000    0.7500     0.6667   1.000  0.8000  0.9375       –      –      –
price     validation   4.000         –          –       –       –       –  0.2500  2.000  1.500
output_1  training    0.2500    0.7500     0.6667   1.000  0.8000  0.9375       –      –      –

confusion of output_1, validation rows: true class down, predicted across
    0    1
0  10    5
1   0  125
`,
  );
});

test("a confusion matrix is headed by the classes' names, aligned by the places they take", () => {
  const metrics = [{ ...noMetrics, node: "output_1", loss: 0.5, confusion: [10, 5, 0, 125] }];
  const names = ["否", "a name that is much longer"];
  const table = metricsTable([{ rows: "validation", metrics }], () => names);
  expect(
    table.slice(table.indexOf("confusion")),
  ).toBe(`confusion of output_1, validation rows: true class down, predicted across
                否  a name that i…
否              10               5
a name that i…   0             125
`);
});

test("figures of parameters put back at the end stand for the last epoch's", () => {
  const { lines, terminal } = written();
  const report = textReport(terminal, () => 0);
  const metrics = (loss: number) => [{ ...noMetrics, node: "output_1", loss }];
  report.epoch({ ...summary, validation_metrics: metrics(9), training_metrics: metrics(8) }, []);
  const validation = { loss: 1, accuracy: null, metrics: metrics(1) };
  report.finished({
    state: "finished",
    epochs: 3,
    seconds: 1,
    outcome: { ...outcome, validation },
    checkpoint: null,
    saved: null,
    failure: null,
  });
  expect(lines.at(-1)).toBe("\noutput    rows         loss\noutput_1  validation  1.000\n");
});

const failure = someFailure("R001", { subject: atOperation(3, "dense_1") });

test("JSON lines begin with the version; warnings known before follow it, and a failed run ends with its failure", () => {
  const { lines, terminal } = written();
  const report = jsonReport(terminal);
  report.warning({ ...failure, code: "W001", subject: { kind: "whole" } }, "text for people");
  report.started(facts);
  report.warning(failure, "text for people");
  const ended = { state: "failed", epochs: 0, seconds: 1, outcome: null, checkpoint: null, saved: null } as const;
  report.finished({ ...ended, failure });
  const events = lines.map((line) => JSON.parse(line));
  const { found, expected, help } = failure;
  const reported = { code: "R001", node: "dense_1", found, expected, help: help };
  expect(events).toEqual([
    { event: "start", version: JSON_OUTPUT_VERSION, ...facts },
    { event: "warning", ...reported, code: "W001", node: null },
    { event: "warning", ...reported },
    { event: "finish", ...ended, ...reported },
  ]);
});

test.each([
  [7, "in epoch 1"],
  [10, "after epoch 1"],
  [11, "in epoch 2"],
  [20, "after epoch 2"],
])("a run that goes on after step %i says where it stopped: %s", (first_step, place) => {
  const { lines, terminal } = written();
  textReport(terminal).started({ ...facts, first_step });
  expect(lines.at(-1)).toBe(`continued from a checkpoint ${place}, after step ${first_step}\n`);
});

test("the JSON report ends with the outcome", () => {
  const { lines, terminal } = written();
  jsonReport(terminal).finished({
    state: "finished",
    epochs: 3,
    seconds: 1,
    outcome,
    checkpoint: null,
    saved: null,
    failure: null,
  });
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ event: "finish", outcome });
});

test("on a screen the bar redraws one line no wider than the screen, with the share done and the time left", () => {
  const { lines, terminal } = written(true);
  let now = 0;
  const report = textReport(terminal, () => now);
  report.started(facts);
  now = 1000;
  report.progress({
    step: 5,
    rows_per_second: 80,
    losses: Float32Array.of(0.25),
  });
  expect(lines.at(-1)).toMatch(/^epoch 1\/2 \[█+·+\] 25 % {2}80 rows\/s {2}3 s left {2}loss 0\.2500$/);
  expect(lines.at(-1)?.length).toBeLessThan(100);
  report.epoch(summary, []);
  expect(lines.at(-2)).toBe("\r\u001b[K");
});

test("the layer table has one aligned row a layer and a dash where a statistic has no meaning", () => {
  const records = new LayerRecords(declaration, 10);
  const figures: Readonly<Record<string, number>> = {
    mean: 0.5,
    saturation: 0.25,
    gradient_norm: 2e-7,
    dead: Number.NaN,
  };
  records.add([layerRecords([{ step: 3, probe: 1, value: (name) => figures[name] ?? 1 }])]);
  const [header = "", row = ""] = layerTable(records.latest()).split("\n");
  expect(header).toMatch(/^layer +mean +σ/);
  expect(row).toMatch(/^batch_norm_1 {2}batch_norm {2}0\.500 {2}1\.000 .* 25\.0 % +– +2\.0e-7/);
  expect(row.length).toBe(header.length);
});

const analysis: Analysis = {
  steps: 40,
  effective_ranks: [
    { operation: 3, node: "tanh_1", features: 24, rows: 512, rank: 6.5432 },
    { operation: 9, node: "softmax", features: 5000, rows: 512, rank: null },
  ],
  along_gradient: {
    rows: 16,
    learning_rate: 0.02,
    loss: 0.51234,
    gradient_norm: 1.5,
    step_sizes: [0.01, 0.08],
    losses: [0.49, 0.625],
    minimum: 0.49,
    maximum: 0.625,
    gradient_distances: [0.25, 0.75],
    effective_beta: 16.66667,
  },
  plane: {
    rows: 288,
    coordinates: [-1, 0, 1],
    losses: [4, 2, 4, 2, 0.5, 2, 4, 2, 1e6],
    loss: 0.5,
    minimum: 0.5,
    maximum: 1e6,
  },
};

test("an analysis is a table of ranks and the figures of gradient and plane", () => {
  const { lines, terminal } = written();
  textReport(terminal).analyzed(analysis);
  expect(lines.join("")).toBe(
    "\nactivation  effective rank   of  rows\n" +
      "tanh_1                6.54   24   512\n" +
      "softmax                  –  512   512\n" +
      "\nalong the gradient of one batch (16 rows), steps of 0.01 to 0.08 times the gradient\n" +
      "loss here                                        0.5123\n" +
      "loss along the way, lowest to highest     0.49 to 0.625\n" +
      "gradient's length                                   1.5\n" +
      "gradient's greatest change along the way           0.75\n" +
      "effective β                                       16.67\n" +
      "\non a filter-normalised plane (3 × 3 points, 288 rows each)\n" +
      "loss in the centre      0.5\n" +
      "lowest                  0.5\n" +
      "highest             1000000\n",
  );
});

test("an analysis leaves out what was not asked for, and is one object a line for programs", () => {
  const { lines, terminal } = written();
  const nothing = { steps: 3, effective_ranks: [], along_gradient: null, plane: null };
  textReport(terminal).analyzed({ ...nothing, effective_ranks: analysis.effective_ranks.slice(0, 1) });
  expect(lines.join("")).toBe("\nactivation  effective rank  of  rows\ntanh_1                6.54  24   512\n");
  lines.length = 0;
  jsonReport(terminal).analyzed(analysis);
  expect(lines.map((line) => JSON.parse(line))).toEqual([{ event: "analysis", ...analysis }]);
});
