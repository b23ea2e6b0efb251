import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkParameter, createNode, definitions } from "../../engine/catalog";
import { failureText } from "../../engine/contract";
import {
  applyEdit,
  applyEdits,
  countedBytes,
  type DataSetup,
  dataStorageFault,
  emptyGraph,
  type Graph,
  type GraphEdit,
  noteEditedSize,
  projectLimits,
  referenceTrainingSetup,
  sizeStorageFault,
} from "../../engine/model";
import { type Project, parseProject, serializeProject } from "../../engine/project";
import { endsOf, escapedText, oddTexts } from "../support/largest-values";

const projectOf = (graph: Graph, data: DataSetup | null = null): Project => ({
  name: "Largest",
  graph,
  layout: { positions: {}, viewport: null },
  data,
  training: referenceTrainingSetup,
});

function edited(graph: Graph, ...edits: GraphEdit[]): Graph {
  const result = applyEdits(graph, edits);
  if (!result.ok) throw new Error(result.reason.text);
  return result.graph;
}

/** Bytes of a file; opens it again on the way. */
function savedAndOpened(project: Project): number {
  const text = serializeProject(project);
  const parsed = parseProject(text);
  // Compared by hand: a difference within a million letters is no message to read.
  if (!parsed.ok) throw new Error(failureText(parsed.failure));
  expect(serializeProject(parsed.project) === text).toBe(true);
  return new TextEncoder().encode(text).length;
}

const parameters = definitions.flatMap(({ kind, parameters }) => parameters.map((parameter) => ({ kind, parameter })));

describe("what can be made can be saved and opened", () => {
  test.each(parameters.map(({ kind, parameter }) => [kind, parameter.id, parameter] as const))(
    "%s.%s at the ends of its range",
    (kind, id, parameter) => {
      const node = createNode(kind, emptyGraph);
      const drawn = edited(emptyGraph, { type: "add_node", node });
      for (const value of endsOf(parameter)) {
        expect(checkParameter(parameter, value)).toBeNull();
        const graph = edited(drawn, { type: "set_parameter", node: node.id, parameter: id, value });
        const parsed = parseProject(serializeProject(projectOf(graph)));
        if (!parsed.ok) throw new Error(failureText(parsed.failure));
        expect(Object.is(parsed.project.graph.nodes[node.id]?.parameters[id], value)).toBe(true);
      }
    },
  );

  test("labels and project names of any letters, up to the longest", () => {
    const node = createNode("dense", emptyGraph);
    const drawn = edited(emptyGraph, { type: "add_node", node });
    for (const label of [...oddTexts, escapedText(projectLimits.name)]) {
      const graph = edited(drawn, { type: "set_label", node: node.id, label });
      const parsed = parseProject(serializeProject({ ...projectOf(graph), name: label }));
      expect(parsed.ok && parsed.project.name === label && parsed.project.graph.nodes[node.id]?.label === label).toBe(
        true,
      );
    }
  });

  test("a table of 10⁵ columns, one of them with the longest name", () => {
    const columns = Array.from({ length: 100_000 }, (_, index) => ({
      name: index === 7 ? escapedText(projectLimits.name) : `spalte ${index} 列`,
      role: "feature" as const,
      encoding: "number" as const,
    }));
    const data: DataSetup = { path: `/${"x".repeat(projectLimits.path - 1)}`, sha256: "0".repeat(64), columns };
    expect(dataStorageFault(data)).toBeNull();
    expect(sizeStorageFault(emptyGraph, data)).toBeNull();
    savedAndOpened(projectOf(emptyGraph, data));
  });
});

describe("what could not be opened again is refused when it is made", () => {
  const node = createNode("dense", emptyGraph);
  const drawn = edited(emptyGraph, { type: "add_node", node });
  const set = (value: number | string): GraphEdit => ({
    type: "set_parameter",
    node: node.id,
    parameter: "units",
    value,
  });

  test.each<[string, string, GraphEdit]>([
    [
      "a label one letter too long",
      "text_too_long",
      { type: "set_label", node: node.id, label: "x".repeat(projectLimits.name + 1) },
    ],
    ["a text one letter too long", "text_too_long", set("1".repeat(projectLimits.parameterText + 1))],
    ["NaN", "not_storable", set(Number.NaN)],
    ["Infinity", "not_storable", set(Number.POSITIVE_INFINITY)],
    [
      "a parameter called __proto__",
      "not_storable",
      { type: "set_parameter", node: node.id, parameter: "__proto__", value: 1 },
    ],
    ["an id with a dot", "not_storable", { type: "add_node", node: { ...node, id: "a.b" } }],
    ["an id of 129 letters", "not_storable", { type: "add_node", node: { ...node, id: "a".repeat(129) } }],
  ])("%s", (_, code, edit) => {
    const result = applyEdit(drawn, edit);
    expect(result.ok ? "taken" : result.reason.code).toBe(code);
  });

  test("one node and one wire more than a file holds", () => {
    const nodes = Object.fromEntries(
      Array.from({ length: projectLimits.nodes }, (_, index) => [`n${index}`, { ...node, id: `n${index}` }]),
    );
    const full: Graph = { nodes, wires: {} };
    const more = applyEdit(full, { type: "add_node", node: { ...node, id: "one_more" } });
    expect(more.ok ? "taken" : more.reason).toMatchObject({ code: "too_many_nodes", limit: projectLimits.nodes });
    expect(applyEdit(full, { type: "set_label", node: "n1", label: "x" }).ok).toBe(true);
    expect(savedAndOpened(projectOf(full))).toBeLessThan(projectLimits.bytes);
  });

  test("data whose names are too long, too many or twice", () => {
    const column = { name: "a", role: "feature", encoding: "number" } as const;
    const setup = (names: readonly string[]): DataSetup => ({
      path: "t.csv",
      sha256: "0".repeat(64),
      columns: names.map((name) => ({ ...column, name })),
    });
    expect(dataStorageFault(setup(["a", "a"]))?.code).toBe("not_storable");
    expect(dataStorageFault(setup(["x".repeat(projectLimits.name + 1)]))?.code).toBe("text_too_long");
    const many = Array.from({ length: projectLimits.columns + 1 }, (_, index) => String(index));
    expect(dataStorageFault(setup(many))?.code).toBe("too_many_columns");
  });

  test("the counted size is never below the file's, after any edits, and what passes opens", () => {
    const letters = fc.constantFrom("a", "é", "列", "🧠", "\ud800", "\0", '"');
    const steps = fc.array(fc.tuple(fc.nat(5), letters, fc.nat(200)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(steps, (made) => {
        let graph = emptyGraph;
        for (const [which, letter, count] of made) {
          const added = createNode(["dense", "output", "dropout"][which % 3] ?? "dense", graph);
          const label = letter.repeat(count);
          const result = applyEdits(graph, [
            { type: "add_node", node: added },
            { type: "set_label", node: added.id, label },
          ]);
          if (!result.ok) throw new Error(result.reason.text);
          noteEditedSize(graph, result.diff, result.graph);
          graph = result.graph;
        }
        expect(savedAndOpened(projectOf(graph))).toBeLessThanOrEqual(countedBytes(graph, null));
      }),
      { numRuns: 100 },
    );
  });

  test("a project that would be larger than is ever read", () => {
    const text = escapedText(projectLimits.parameterText);
    const added = (count: number) =>
      edited(
        emptyGraph,
        ...Array.from(
          { length: count },
          (_, index): GraphEdit => ({
            type: "add_node",
            node: { ...node, id: `n${index}`, parameters: { ...node.parameters, text } },
          }),
        ),
      );
    const fits = added(10);
    expect(sizeStorageFault(fits, null)).toBeNull();
    expect(savedAndOpened(projectOf(fits))).toBeLessThan(projectLimits.bytes);
    expect(sizeStorageFault(added(11), null)).toMatchObject({ code: "project_too_large", limit: projectLimits.bytes });
  });
});
