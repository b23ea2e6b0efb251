import { describe, expect, test } from "vitest";
import { type FindingCode, findingTitles } from "../../../engine/catalog";
import { checkGraph, refusedSplit, tableWarnings } from "../../../engine/compiler";
import {
  type DataSchema,
  type DataSetup,
  type DataWarning,
  type DataWarningCode,
  type Diagnostic,
  emptyGraph,
  type Graph,
  type ParameterValue,
  referenceTrainingSetup,
  type TrainingSetup,
} from "../../../engine/model";
import { documentActions, useDocument } from "../../../renderer/document";
import { chineseFindings, diagnosticWords, messageValueNames } from "../../../renderer/i18n";
import { someFailure } from "../../support/failures";
import { applied, chain, schema } from "../canvas/networks";
import { tableOf } from "../data/profiles";

const numeric: DataSchema = { ...schema, targets: [{ name: "price", classes: 0 }] };

function set(graph: Graph, node: string, parameter: string, value: ParameterValue): Graph {
  return applied(graph, [{ type: "set_parameter", node, parameter, value }]);
}

/** The graph with a node or wire put in by hand, as a damaged file might hold it. */
function forged(graph: Graph, nodes: Graph["nodes"], wires: Graph["wires"] = {}): Graph {
  return { nodes: { ...graph.nodes, ...nodes }, wires: { ...graph.wires, ...wires } };
}

function check(graph: Graph, data: DataSchema | null = schema, training: Partial<TrainingSetup> = {}) {
  return checkGraph(graph, data, { ...referenceTrainingSetup, ...training });
}

const whole = chain("data", "dense", "activation", "output");
const wire = (id: string, from: string, to: string, port = "input") => ({
  [id]: { id, from: { node: from, port: "output" }, to: { node: to, port } },
});

/** Features and a wider Dense of them, added up. */
function unequal(): Graph {
  const graph = chain("data", "dense", "add", "output");
  return forged(
    graph,
    {},
    {
      side: { id: "side", from: { node: "data_1", port: "features" }, to: { node: "add_1", port: "b" } },
    },
  );
}

const foreign = { id: "odd", kind: "attention", label: "odd", parameters: {}, bypassed: false };
const table: DataSetup = { path: "/t/census.csv", sha256: "a".repeat(64), columns: [] };

function ofDocument(prepare: () => void): readonly Diagnostic[] {
  documentActions.newProject("Untitled");
  documentActions.setData({ data: table, schema: null, profile: null });
  prepare();
  return useDocument.getState().diagnostics;
}

const warned = (code: DataWarningCode, values: DataWarning["values"], column: string | null = "income") =>
  tableWarnings([{ code, column, values }], { graph: whole, schema, training: referenceTrainingSetup });

/** For every code something that gives it. */
const causes: Readonly<Record<FindingCode, () => readonly Diagnostic[]>> = {
  E001: () => check(emptyGraph),
  E002: () => check(whole, null),
  E003: () => check(emptyGraph),
  E004: () => check(chain("output")),
  E005: () => check(forged(whole, {}, wire("twice", "dense_1", "output_1", "prediction"))),
  E006: () => check(forged(whole, {}, wire("back", "activation_1", "dense_1"))),
  E007: () => check(set(whole, "output_1", "loss", "mean_squared_error"), numeric),
  E008: () => check(whole),
  E009: () => check(set(whole, "dense_1", "units", -1)),
  E010: () => check(forged(whole, { odd: foreign })),
  E011: () => check(set(whole, "dense_1", "colour", "red")),
  E012: () => check(forged(whole, { data_2: { ...foreign, id: "data_2", kind: "data" } })),
  E013: () => check(chain("data", "dense", "scale", "output")),
  E014: () => check(set(whole, "output_1", "loss", "categorical_cross_entropy")),
  E015: () => check(whole),
  E016: () => check(whole, { ...schema, targets: [] }),
  E017: () => check(whole, numeric),
  E018: () => check(whole, { ...schema, features: [] }),
  E019: () => check(forged(whole, {}, wire("nowhere", "dense_1", "activation_1", "side"))),
  E020: () => check(applied(whole, [{ type: "set_bypassed", node: "output_1", bypassed: true }])),
  E021: () => check(whole, schema, { epochs: 0 }),
  E022: () => check(whole, { ...schema, rows: 1 }, { validation_split: 0.9 }),
  E023: () =>
    ofDocument(() => documentActions.dataFailed(someFailure("table_missing", { values: { path: "/t/census.csv" } }))),
  E025: () => check(set(whole, "output_1", "target", "price")),
  E026: () =>
    check(set(set(whole, "output_1", "class_weights", "given"), "output_1", "class_weight_values", "1, 2, 3")),
  E027: () => check(whole, { ...schema, targets: [{ name: "income", classes: 1 }] }),
  E028: () => check(unequal()),
  E030: () =>
    check(set(set(whole, "dense_1", "units", 1), "output_1", "loss", "mean_squared_error"), numeric, {
      split: "stratified",
    }),
  E031: () => check(whole, schema, { drop_last_batch: true, batch_size: 1_000_000 }),
  E032: () => check(whole, schema, { split: "group" }),
  E033: () => [
    refusedSplit(
      someFailure("split_whole", {
        subject: { kind: "file", path: null, line: null, row: null, column: null, column_name: "patient" },
        values: { case: "group" },
      }),
    ),
  ],
  W001: () => check(chain("data", "dense", "batch_norm", "output"), schema, { batch_size: 1 }),
  W002: () => check(chain("data", "dense", "dropout", "batch_norm", "output")),
  W003: () => check(forged(whole, { loose: { ...foreign, id: "loose", kind: "dropout", parameters: { rate: 0.5 } } })),
  W004: () =>
    check(set(set(whole, "output_1", "loss", "mean_squared_error"), "activation_1", "function", "softmax"), numeric),
  W005: () => check(set(set(whole, "dense_1", "units", 1), "activation_1", "function", "softmax")),
  W006: () => check(set(whole, "dense_1", "kernel_initializer", "zeros")),
  W007: () =>
    ofDocument(() =>
      documentActions.dataLoaded({
        schema,
        profile: { ...tableOf([]), sha256: "b".repeat(64) },
      }),
    ),
  W008: () => check(whole, { ...schema, targets: [...schema.targets, { name: "price", classes: 0 }] }),
  W010: () => check(whole, schema, { epochs: 2, schedule: { kind: "cosine", warmup_epochs: 3, final_fraction: 0 } }),
  W011: () =>
    check(whole, schema, {
      optimizer: { kind: "sgd", learning_rate: 1e-300, decay: 0, momentum: 0.9, nesterov: true },
    }),
  W012: () => {
    const numbers = set(set(whole, "output_1", "loss", "mean_squared_error"), "dense_1", "units", 1);
    return check(set(numbers, "activation_1", "function", "sigmoid"), numeric);
  },
  W013: () => warned("class_not_trained", { names: "a, b", count: 2 }),
  W014: () => warned("class_not_validated", { names: "a", count: 1 }),
  W015: () => warned("sorted_target", { classes: 3 }),
  W016: () => warned("rare_class", { name: "yes", rows: 3, most_name: "no", most_rows: 90 }),
  W017: () => warned("index_feature", { first: 0 }, "row"),
  W018: () => warned("identifier_feature", { rows: 100 }, "ticket"),
  W019: () => warned("leaking_feature", { target: "income", percent: 100 }, "copy"),
  W020: () => warned("constant_feature", { value: "7" }, "wave"),
  W021: () => warned("few_rows", { features: 900, rows: 80 }, null),
  W022: () => warned("missing_rows", { count: 40, rows: 100, missing: 38 }, "age"),
  W023: () =>
    warned(
      "file_cells",
      { file: "validation", reason: "unknown_value", count: 2, rows: 9, row: 4, names: "x" },
      "town",
    ),
  W024: () =>
    warned("file_cells", { file: "test", reason: "unseen_value", count: 2, rows: 9, row: 4, names: "x, z" }, "town"),
  W025: () => warned("file_lines", { file: "test", count: 2, example: "line 3: 4 cells, expected 3" }, null),
  W026: () => warned("untrained_values", { count: 2, row: 7, names: "Oslo, Bergen" }),
  I001: () => check(chain("data", "dense", "batch_norm", "output")),
  I002: () => check(chain("data", "dense", "dense", "output")),
  I010: () => check(whole, schema, { validation_split: 0, keep_best: true }),
  I011: () =>
    check(whole, schema, { epochs: 3, early_stopping: { patience: 3, minimum_delta: 0, restore_best: true } }),
  I012: () => ofDocument(() => documentActions.tableSettled({ data: { ...table }, schema, profile: tableOf([]) }, 3)),
};

const codes = Object.keys(findingTitles) as FindingCode[];

test("every finding has a Chinese text, and none has one that is gone", () => {
  expect(Object.keys(chineseFindings).sort()).toEqual([...codes].sort());
});

describe.each(codes)("%s in Chinese", (code) => {
  const found = causes[code]().filter((diagnostic) => diagnostic.code === code);

  test("can be caused here", () => {
    expect(found.length).toBeGreaterThan(0);
  });

  test("is filled from the finding's values, with no gap and no English sentence", () => {
    for (const diagnostic of found) {
      const words = diagnosticWords("zh-CN", diagnostic);
      for (const text of Object.values(words)) {
        expect(text).toMatch(/[㐀-鿿]/);
        expect(text).not.toMatch(/\{\w+\}/);
        expect(text).not.toMatch(/[a-z]{2,} [a-z]{2,} [a-z]{2,}/i);
      }
    }
  });

  test("uses only values the finding has", () => {
    const { found: template, expected, help } = chineseFindings[code];
    const used = [template, expected, help].flatMap(messageValueNames);
    for (const diagnostic of found) expect(Object.keys(diagnostic.values)).toEqual(expect.arrayContaining(used));
  });

  test("reads in English as the check wrote it", () => {
    for (const diagnostic of found) {
      const { found: text, expected, help } = diagnostic;
      expect(diagnosticWords("en", diagnostic)).toEqual({ title: findingTitles[code], found: text, expected, help });
    }
  });
});
