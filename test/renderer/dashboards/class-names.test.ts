import { describe, expect, it } from "vitest";
import { createNode } from "../../../engine/catalog";
import type { ColumnProfile, RunSnapshot, TableProfile } from "../../../engine/contract";
import { type ColumnSetup, emptyGraph, referenceTrainingSetup } from "../../../engine/model";
import { classNames } from "../../../renderer/dashboards/class-names";

function profileOf(name: string, type: ColumnProfile["type"], values: readonly string[], distinct = values.length) {
  return {
    name,
    type,
    missing: 0,
    distinct,
    constant: false,
    mean: null,
    standard_deviation: null,
    minimum: null,
    maximum: null,
    top: values.map((value) => ({ value, count: 1 })),
    histogram: [],
  } satisfies ColumnProfile;
}

const many = Array.from({ length: 20 }, (_, place) => `place ${place}`);
const columns: readonly ColumnProfile[] = [
  profileOf("x", "number", ["1", "2"]),
  profileOf("kind", "category", ["right", "high", "Left"]),
  profileOf("stars", "number", ["5", "10", "-1", "0.5"]),
  profileOf("town", "category", many, 21),
];
const setup: readonly ColumnSetup[] = [
  { name: "x", role: "feature", encoding: "number" },
  { name: "kind", role: "target", encoding: "code" },
  { name: "stars", role: "target", encoding: "code" },
  { name: "town", role: "target", encoding: "code" },
];

function profile(sha256 = "a", found = columns): TableProfile {
  const proposal = { path: "/t.csv", sha256, columns: setup };
  const read = { rows: 9, columns: found, preview: [], rejected_rows: 0, rejected_examples: [] };
  return { path: "/t.csv", sha256, proposal, ...read };
}

/** A run whose Output predicts a column. */
function run(target: string, roles = setup): RunSnapshot {
  const output = createNode("output", emptyGraph, "output_1");
  const node = { ...output, parameters: { ...output.parameters, target } };
  return {
    graph: { ...emptyGraph, nodes: { output_1: node } },
    data: { path: "/t.csv", sha256: "a", columns: roles },
    training: referenceTrainingSetup,
  };
}

describe("the names of an output's classes", () => {
  it("are its column's values in the order of their codes: texts by their bytes, numbers by size", () => {
    expect(classNames(run("kind"), profile(), "output_1")).toEqual(["Left", "high", "right"]);
    expect(classNames(run("stars"), profile(), "output_1")).toEqual(["-1", "0.5", "5", "10"]);
    expect(classNames(run(""), profile(), "output_1")).toEqual(["Left", "high", "right"]);
    const texts = ["b", "\u{1f600}", "ab", "\uff21", "a", "", "城"];
    const found = [profileOf("kind", "category", texts)];
    expect(classNames(run("kind"), profile("a", found), "output_1")).toEqual(
      [...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    );
  });

  it("are not known of another table, of more classes than a profile lists, of quantities and of nodes that are gone", () => {
    expect(classNames(run("kind"), null, "output_1")).toBeNull();
    expect(classNames(run("kind"), profile("b"), "output_1")).toBeNull();
    expect(classNames(run("town"), profile(), "output_1")).toBeNull();
    const quantity = setup.map((column) =>
      column.name === "stars" ? { ...column, encoding: "number" as const } : column,
    );
    expect(classNames(run("stars", quantity), profile(), "output_1")).toBeNull();
    expect(classNames(run("absent"), profile(), "output_1")).toBeNull();
    expect(classNames(run("kind"), profile(), "output_2")).toBeNull();
    expect(classNames({ ...run("kind"), data: null }, profile(), "output_1")).toBeNull();
  });
});
