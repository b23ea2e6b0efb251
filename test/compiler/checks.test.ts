import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findingTitles } from "../../engine/catalog";
import { checkGraph, compile } from "../../engine/compiler";
import {
  applyEdit,
  applyEdits,
  type Diagnostic,
  diagnosticText,
  emptyGraph,
  referenceTrainingSetup,
  type TrainingSetup,
} from "../../engine/model";
import { type Finding, flatFinding } from "../../engine/session";
import { brokenCases } from "../support/broken-corpus";
import { proposals, proposed } from "../support/edit-sequences";
import { chain, edited, type Link, referenceNetwork, table } from "../support/reference-network";

const cases = brokenCases();
/** Given by those who read data files, not by a look at the drawing. */
const givenElsewhere = ["E023", "E033", "I012", "W007", ...Array.from({ length: 14 }, (_, index) => `W0${13 + index}`)];

function isExpected(diagnostic: Diagnostic, expected: (typeof cases)[number]["expected"]): boolean {
  return JSON.stringify(orderly(flatFinding(diagnostic))) === JSON.stringify(orderly(expected));
}

function orderly({ code, node, port, parameter }: Pick<Finding, "code" | "node" | "port" | "parameter">) {
  return { code, node, port, parameter };
}

describe("the corpus of broken drawings", () => {
  test.each(cases.map((broken) => [broken.expected.code, broken.file, broken] as const))(
    "%s: %s",
    (code, _, broken) => {
      const found = checkGraph(broken.graph, broken.schema, broken.training);
      const hits = found.filter((diagnostic) => isExpected(diagnostic, broken.expected));
      expect(hits, `among ${found.map(diagnosticText).join("\n")}`).toHaveLength(1);
      const [hit] = hits;
      expect(hit?.severity).toBe({ E: "error", W: "warning", I: "information" }[code.charAt(0)]);
      for (const text of [hit?.found, hit?.expected, hit?.help]) expect(text?.trim().length).toBeGreaterThan(0);
      expect(diagnosticText(hit as Diagnostic)).not.toMatch(/undefined|NaN|\[object/);
      const { ir } = compile(broken.graph, broken.schema, broken.training);
      expect(ir === null).toBe(found.some(({ severity }) => severity === "error"));
    },
  );

  test("holds a case for every code a look at the drawing can give", () => {
    const covered = new Set([...cases.map(({ expected }) => expected.code), ...givenElsewhere]);
    expect([...covered].sort()).toEqual(Object.keys(findingTitles).sort());
  });

  test.each(
    cases.flatMap((broken) => {
      const hit = checkGraph(broken.graph, broken.schema, broken.training).find((found) =>
        isExpected(found, broken.expected),
      );
      return hit?.fix || hit?.training_fix ? [[broken.expected.code, broken.file, broken, hit] as const] : [];
    }),
  )("%s: the fix of %s applies and fixes it without a new error", (_, __, broken, { fix = [], training_fix }) => {
    const before = checkGraph(broken.graph, broken.schema, broken.training);
    const result = applyEdits(broken.graph, fix);
    if (!result.ok) throw new Error(result.reason.text);
    const after = checkGraph(result.graph, broken.schema, { ...broken.training, ...training_fix });
    expect(after.filter((found) => isExpected(found, broken.expected))).toEqual([]);
    const errors = (found: readonly Diagnostic[]) => found.filter(({ severity }) => severity === "error").length;
    expect(errors(after)).toBeLessThanOrEqual(errors(before));
  });
});

describe("drawings without a fault", () => {
  const clean = (graph: ReturnType<typeof chain>, classes: number) =>
    checkGraph(graph, table(4, classes), referenceTrainingSetup).map(diagnosticText);

  const networks: readonly (readonly [string, readonly Link[], number])[] = [
    [
      "one sigmoid for two classes",
      [["data"], ["dense", { units: 1 }], ["activation", { function: "sigmoid" }], ["output"]],
      2,
    ],
    [
      "two sigmoids for two classes",
      [["data"], ["dense", { units: 2 }], ["activation", { function: "sigmoid" }], ["output"]],
      2,
    ],
    [
      "softmax for five classes",
      [
        ["data"],
        ["dense", { units: 5 }],
        ["activation", { function: "softmax" }],
        ["output", { loss: "categorical_cross_entropy" }],
      ],
      5,
    ],
    [
      "a number by squared error",
      [["data"], ["scale"], ["dense", { units: 1 }], ["output", { loss: "mean_squared_error" }]],
      0,
    ],
    [
      "classes by squared error",
      [
        ["data"],
        ["dense", { units: 2 }],
        ["activation", { function: "softmax" }],
        ["output", { loss: "mean_squared_error" }],
      ],
      2,
    ],
  ];
  test.each(networks)("%s", (_, links, classes) => {
    expect(clean(chain(...links), classes)).toEqual([]);
  });

  test("bypassing BatchNorm takes its findings away", () => {
    const graph = edited(
      referenceNetwork(),
      ...[1, 2, 3].map((n) => ({ type: "set_bypassed", node: `batch_norm_${n}`, bypassed: true }) as const),
    );
    expect(checkGraph(graph, table(14, 2, 48_842), referenceTrainingSetup)).toEqual([]);
  });

  test("W001 looks at the rows left to train on, not at the table's", () => {
    const codes = (rows: number, batch_size: number) =>
      checkGraph(referenceNetwork(), table(14, 2, rows), { ...referenceTrainingSetup, batch_size }).map(
        ({ code }) => code,
      );
    expect(codes(101, 16)).not.toContain("W001");
    expect(codes(102, 16)).toContain("W001");
    expect(codes(1000, 16)).not.toContain("W001");
    expect(codes(1000, 1)).toContain("W001");
  });

  test("W001 is silent where the last batch is dropped, and offers that only where it leaves a batch", () => {
    const found = (rows: number, training: Partial<TrainingSetup>) =>
      checkGraph(referenceNetwork(), table(14, 2, rows), { ...referenceTrainingSetup, ...training }).find(
        ({ code }) => code === "W001",
      );
    const dropped = { drop_last_batch: true };
    expect(found(102, {})?.training_fix).toEqual(dropped);
    expect(found(102, dropped)).toBeUndefined();
    expect(found(1000, { batch_size: 1 })?.training_fix).toBeUndefined();
    expect(found(1000, { batch_size: 1, ...dropped })).toBeDefined();
    expect(found(1, { validation_split: 0 })?.training_fix).toBeUndefined();
  });

  test("a class target may be stratified, and rows kept aside make their loss the watched one", () => {
    const training: TrainingSetup = {
      ...referenceTrainingSetup,
      split: "stratified",
      early_stopping: { patience: 3, minimum_delta: 0, restore_best: true },
      keep_best: true,
    };
    expect(checkGraph(chain(...(networks[0]?.[1] ?? [])), table(4, 2), training)).toEqual([]);
  });
});

test("random drawings: checks never throw, errors come first, and an error-free drawing always compiles to sound IR", () => {
  let compiled = 0;
  fc.assert(
    fc.property(
      proposals,
      fc.constantFrom(null, table(3, 2), table(0, 0), table(5, 0)),
      fc.boolean(),
      (sequence, data, isEmpty) => {
        let graph = isEmpty
          ? emptyGraph
          : chain(["data"], ["dense", { units: 1 }], ["output", { loss: "mean_squared_error" }]);
        for (const proposal of sequence.slice(0, isEmpty ? 60 : 3)) {
          const result = applyEdit(graph, proposed(graph, proposal));
          if (result.ok) graph = result.graph;
        }
        const { ir, diagnostics } = compile(graph, data, referenceTrainingSetup);
        const ranks = diagnostics.map(({ severity }) => ["error", "warning", "information"].indexOf(severity));
        expect(ranks).toEqual([...ranks].sort());
        expect(ir === null).toBe(diagnostics.some(({ severity }) => severity === "error"));
        if (!ir) return;
        compiled += 1;
        ir.operations.forEach(({ inputs }, index) => {
          for (const value of inputs) expect(value).toBeLessThan(index);
        });
        for (const { value, target } of ir.losses) {
          const { width, classes, encoding } = ir.targets[target] ?? {};
          expect(ir.operations[value]?.features).toBe(encoding === "index" ? classes : width);
        }
        const names = ir.parameters.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
      },
    ),
    { numRuns: 300 },
  );
  expect(compiled, "some random drawings should compile").toBeGreaterThan(3);
});
