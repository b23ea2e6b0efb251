import { describe, expect, it } from "vitest";
import { createNode } from "../../engine/catalog";
import type { ColumnProfile, RunSnapshot } from "../../engine/contract";
import { classNames } from "../../engine/drawing";
import { type ColumnSetup, emptyGraph, referenceTrainingSetup } from "../../engine/model";
import { categoryColumn, numberColumn, tableOf } from "../renderer/data/profiles";

const category = (name: string, values: readonly string[]): ColumnProfile =>
  categoryColumn(name, Object.fromEntries(values.map((value) => [value, 1])));

const stars = ["5", "10", "-1", "0.5"].map((value) => ({ value, count: 1 }));
const many = Array.from({ length: 20 }, (_, place) => `place ${place}`);
const columns: readonly ColumnProfile[] = [
  numberColumn("x"),
  category("kind", ["right", "high", "Left"]),
  numberColumn("stars", { distinct: stars.length, top: stars }),
  { ...category("town", many), distinct: 21 },
];
const setup: readonly ColumnSetup[] = [
  { name: "x", role: "feature", encoding: "number" },
  { name: "kind", role: "target", encoding: "code" },
  { name: "stars", role: "target", encoding: "code" },
  { name: "town", role: "target", encoding: "code" },
];

const table = tableOf(columns);

/** A run whose Output predicts a column. */
function run(target: string, roles = setup): RunSnapshot {
  const output = createNode("output", emptyGraph, "output_1");
  const node = { ...output, parameters: { ...output.parameters, target } };
  return {
    graph: { ...emptyGraph, nodes: { output_1: node } },
    data: { ...table.proposal, columns: roles },
    training: referenceTrainingSetup,
  };
}

describe("the names of an output's classes", () => {
  it("are its column's values in the order of their codes: texts by their bytes, numbers by size", () => {
    expect(classNames(run("kind"), table, "output_1")).toEqual(["Left", "high", "right"]);
    expect(classNames(run("stars"), table, "output_1")).toEqual(["-1", "0.5", "5", "10"]);
    expect(classNames(run(""), table, "output_1")).toEqual(["Left", "high", "right"]);
    const texts = ["b", "\u{1f600}", "ab", "\uff21", "a", "", "城"];
    const found = [category("kind", texts)];
    expect(classNames(run("kind"), tableOf(found), "output_1")).toEqual(
      [...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    );
  });

  it("are not known of another table, of more classes than a profile lists, of quantities and of nodes that are gone", () => {
    expect(classNames(run("kind"), null, "output_1")).toBeNull();
    expect(classNames(run("kind"), { ...table, sha256: "bb" }, "output_1")).toBeNull();
    expect(classNames(run("town"), table, "output_1")).toBeNull();
    const quantity = setup.map((column) =>
      column.name === "stars" ? { ...column, encoding: "number" as const } : column,
    );
    expect(classNames(run("stars", quantity), table, "output_1")).toBeNull();
    expect(classNames(run("absent"), table, "output_1")).toBeNull();
    expect(classNames(run("kind"), table, "output_2")).toBeNull();
    expect(classNames({ ...run("kind"), data: null }, table, "output_1")).toBeNull();
  });
});
