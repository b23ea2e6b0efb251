import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createNode } from "../../engine/catalog";
import type { TableProfile } from "../../engine/contract";
import { settledData } from "../../engine/drawing";
import {
  emptyGraph,
  isUnread,
  optimizerDefaults,
  scheduleDefaults,
  trainingDefaults,
  type UnreadColumn,
  type UnreadData,
} from "../../engine/model";
import { isTrainingSetup, parseProject, projectVersion, serializeProject } from "../../engine/project";
import { categoryColumn, numberColumn, tableOf } from "../renderer/data/profiles";
import { repositoryPath } from "../support/golden";
import { trainingSetups } from "../support/training-setups";

const least = { format: "layerglass", version: projectVersion };

/** What a file with these fields holds. */
function read(fields: object) {
  const parsed = parseProject(JSON.stringify({ ...least, ...fields }));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.failure));
  return parsed.project;
}

/** A document with some of its keys, at any depth, taken away; lists keep all items. */
function thinned(value: unknown, isKept: (key: string) => boolean): unknown {
  if (Array.isArray(value) || typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key === "kind" || isKept(key));
  return Object.fromEntries(entries.map(([key, inner]) => [key, thinned(inner, isKept)]));
}

describe("what a file leaves out", () => {
  test("is nothing but its mark and its version", () => {
    expect(read({})).toEqual({
      name: "",
      graph: emptyGraph,
      layout: { positions: {}, viewport: null },
      data: null,
      training: trainingDefaults,
    });
    for (const key of ["format", "version"]) {
      const parsed = parseProject(JSON.stringify({ ...least, [key]: undefined }));
      expect(parsed.ok).toBe(false);
    }
  });

  test("of a node is its label and the defaults of its kind; of a wire its id, never one that is taken", () => {
    const nodes = [
      { id: "a", kind: "data" },
      { id: "b", kind: "dense", parameters: { units: 7 } },
      { id: "c", kind: "foreign" },
    ];
    const wires = [
      { from: "a.features", to: "b.input" },
      { id: "wire_1", from: "b.output", to: "c.input" },
    ];
    const { graph } = read({ nodes, wires });
    const dense = createNode("dense", emptyGraph, "b");
    expect(graph.nodes.b).toEqual({ ...dense, parameters: { ...dense.parameters, units: 7 } });
    expect(graph.nodes.c).toEqual({ id: "c", kind: "foreign", label: "c", parameters: {}, bypassed: false });
    expect(Object.keys(graph.wires).sort()).toEqual(["wire_1", "wire_2"]);
    expect(graph.wires.wire_2).toEqual({
      id: "wire_2",
      from: { node: "a", port: "features" },
      to: { node: "b", port: "input" },
    });
  });

  test.each(Object.keys(optimizerDefaults))("of optimizer %s are its defaults", (kind) => {
    expect(read({ training: { optimizer: { kind } } }).training).toEqual({
      ...trainingDefaults,
      optimizer: optimizerDefaults[kind as keyof typeof optimizerDefaults],
    });
  });

  test.each(Object.keys(scheduleDefaults))("of schedule %s are its defaults", (kind) => {
    const { schedule } = read({ training: { schedule: { kind } } }).training;
    expect(schedule).toEqual(scheduleDefaults[kind as keyof typeof scheduleDefaults]);
  });

  test("of any setup is its default, wherever it is left out; a whole setup is asked of programs", () => {
    fc.assert(
      fc.property(trainingSetups, fc.array(fc.nat(30), { minLength: 1 }), ({ fold: _, ...setup }, left) => {
        let number = 0;
        const isKept = () => !left.includes(number++);
        const given = thinned(setup, isKept);
        const { training } = read({ training: given });
        expect(training).toMatchObject(given as object);
        expect(isTrainingSetup(training)).toBe(true);
        expect(isTrainingSetup(given)).toBe(JSON.stringify(given) === JSON.stringify(setup));
      }),
    );
  });
});

const town = categoryColumn("town", { north: 5, south: 7 });
/** Of which the last column is proposed as the target. */
const table: TableProfile = tableOf([numberColumn("age"), town, numberColumn("price"), numberColumn("rain")], "/t.csv");

const unread = (...columns: UnreadColumn[]): UnreadData => ({ unread: true, path: "/t.csv", sha256: null, columns });

describe("a table that is read for the first time", () => {
  test("gives its hash, and the columns that nothing is said of", () => {
    const { data, suggested } = settledData(unread(), table);
    expect(data).toEqual({ ...table.proposal, path: "/t.csv" });
    expect(suggested).toBe(4);
  });

  test("leaves the target to the column that is named, and a named column what it says", () => {
    const { data, suggested } = settledData(
      unread({ name: "price", role: "target", encoding: "number" }, { name: "age", scaling: "robust" }),
      table,
    );
    expect(data.columns).toEqual([
      { name: "age", role: "feature", encoding: "number", scaling: "robust" },
      { name: "town", role: "feature", encoding: "code" },
      { name: "price", role: "target", encoding: "number" },
      { name: "rain", role: "feature", encoding: "number" },
    ]);
    expect(suggested).toBe(3);
  });

  test("keeps a column that it has not, for the engine to tell of", () => {
    const { columns } = settledData(unread({ name: "gone" }), table).data;
    expect(columns.at(-1)).toEqual({ name: "gone", role: "feature", encoding: "code" });
  });

  test("is a table of which the hash, the columns, a role or an encoding is left out", () => {
    const path = "t.csv";
    const sha256 = "a".repeat(64);
    const whole = { name: "a", role: "feature", encoding: "number" };
    const isLeft = (data: object) => isUnread(read({ data: { path, ...data } }).data);
    expect(isLeft({ sha256, columns: [whole] })).toBe(false);
    expect(isLeft({ sha256, columns: [] })).toBe(false);
    const left: object[] = [{}, { sha256 }, { columns: [whole] }];
    for (const key of ["role", "encoding"]) left.push({ sha256, columns: [{ ...whole, [key]: undefined }] });
    for (const data of left) {
      expect(isLeft(data)).toBe(true);
      // Saved before the table could be read, the file says what it said.
      const project = read({ data: { path, ...data } });
      expect(parseProject(serializeProject(project))).toEqual({ ok: true, project });
      expect(JSON.parse(serializeProject(project)).data).toEqual(JSON.parse(JSON.stringify({ path, ...data })));
    }
  });
});

test("the example in the documentation is a project that leaves out all it can", () => {
  const page = readFileSync(repositoryPath("docs", "project-format.md"), "utf8");
  const [, example = ""] = /## By hand[\s\S]*?```json\n([\s\S]*?)```/.exec(page) ?? [];
  const { graph, data } = read(JSON.parse(example));
  expect([Object.keys(graph.nodes).length, Object.keys(graph.wires).length, isUnread(data)]).toEqual([7, 6, true]);
});
