import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createNode, definitions } from "../../engine/catalog";
import { failureText } from "../../engine/contract";
import { applyEdits, emptyGraph, type GraphEdit } from "../../engine/model";
import { parseProject, projectJsonSchema, projectVersion, serializeProject } from "../../engine/project";
import { columnSetups } from "../support/column-setups";
import { expectGolden, repositoryPath } from "../support/golden";
import { endsOf } from "../support/largest-values";
import { referenceNetwork } from "../support/reference-network";
import { trainingSetups } from "../support/training-setups";

const schema = z.fromJSONSchema(projectJsonSchema());
const folder = repositoryPath("test", "fixtures", "projects");
const fixture = (version: number): string => readFileSync(`${folder}/version-${version}.layerglass`, "utf8");
const isValid = (document: unknown): boolean => schema.safeParse(document).success;

test("the schema in the documentation is the one made from the reader's limits", () => {
  const path = repositoryPath("docs", "project-format.schema.json");
  // As data, since the formatter has its own way with line ends. UPDATE_GOLDEN=1 writes it; `biome check --write` follows.
  if (process.env.UPDATE_GOLDEN) writeFileSync(path, JSON.stringify(projectJsonSchema(), null, 2));
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(projectJsonSchema());
});

describe("a file of each version there was", () => {
  const versions = Array.from({ length: projectVersion }, (_, index) => index + 1);

  test("has a fixture, and no other has", () => {
    const found = readdirSync(folder).filter((name) => name.endsWith(".layerglass"));
    expect(found.sort()).toEqual(versions.map((version) => `version-${version}.layerglass`).sort());
  });

  test.each(versions)("version %i opens as it always did, and is written as the schema says", (version) => {
    const text = fixture(version);
    expect(JSON.parse(text).version).toBe(version);
    const parsed = parseProject(text);
    if (!parsed.ok) throw new Error(failureText(parsed.failure));
    const read = `${JSON.stringify(parsed.project, null, 2)}\n`;
    expectGolden(read, "test", "fixtures", "projects", `version-${version}.expected.json`);
    expect(isValid(JSON.parse(serializeProject(parsed.project)))).toBe(true);
  });
});

describe("schema and reader agree", () => {
  const present = (): Record<string, unknown> => JSON.parse(fixture(projectVersion));

  /** Names of a value's fields at any depth. */
  const shapeOf = (value: unknown): string =>
    typeof value !== "object" || value === null
      ? ""
      : `{${Object.entries(value).map(([key, inner]) => `${Array.isArray(value) ? "" : key}${shapeOf(inner)}`)}}`;

  /** Every object of a document with a way to it: of a list's items the first of each shape. */
  function objectsIn(value: unknown): Record<string, unknown>[] {
    if (Array.isArray(value)) {
      const shapes = new Set<string>();
      const isFirst = (item: unknown) => shapes.size < shapes.add(shapeOf(item)).size;
      return value.filter(isFirst).flatMap(objectsIn);
    }
    if (typeof value !== "object" || value === null) return [];
    const own = value as Record<string, unknown>;
    return [own, ...Object.values(own).flatMap(objectsIn)];
  }

  test("of each field taken away or put where none is, and of each value of another type", () => {
    let changes = 0;
    for (const [index, { length }] of objectsIn(present())
      .map((object) => Object.keys(object))
      .entries()) {
      for (let field = -1; field < length; field += 1) {
        for (const change of ["remove", "list", "text"]) {
          const document = present();
          const object = objectsIn(document)[index] ?? {};
          const key = Object.keys(object)[field] ?? "not_a_field!";
          if (change === "remove") delete object[key];
          else object[key] = change === "list" ? [] : "\u0001";
          const parsed = parseProject(JSON.stringify(document));
          const reported = parsed.ok ? "opens" : failureText(parsed.failure);
          // What only the whole tells: a wire's node must be there; a name may be any text.
          if (!parsed.ok && /unknown node/.test(parsed.failure.found)) continue;
          expect([change, key, isValid(document)], reported).toEqual([change, key, parsed.ok]);
          changes += 1;
        }
      }
    }
    expect(changes).toBeGreaterThan(150);
  });

  test("of every parameter of every kind at the ends of its range, of any training setup, and of any columns", () => {
    let graph = emptyGraph;
    const edits: GraphEdit[] = [];
    for (const { kind, parameters } of definitions) {
      for (const place of [0, 1]) {
        const ends = Object.fromEntries(
          parameters.map((each) => [each.id, endsOf(each).at(place - 1) ?? each.default]),
        );
        const node = { ...createNode(kind, graph), id: `${kind}_${place}x`, parameters: ends };
        edits.push({ type: "add_node", node });
      }
    }
    const result = applyEdits(graph, edits);
    if (!result.ok) throw new Error(result.reason.text);
    graph = result.graph;
    const layout = { positions: {}, viewport: null };
    const valid = (project: Parameters<typeof serializeProject>[0]) => isValid(JSON.parse(serializeProject(project)));
    const [training] = fc.sample(trainingSetups, 1);
    if (!training) throw new Error("no setup was made");
    expect(valid({ name: "ends", graph, layout, data: null, training })).toBe(true);
    fc.assert(
      fc.property(trainingSetups, columnSetups, (setup, columns) => {
        const data = { path: "a.csv", sha256: "0".repeat(64), columns };
        expect(valid({ name: "", graph: referenceNetwork(), layout, data, training: setup })).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
