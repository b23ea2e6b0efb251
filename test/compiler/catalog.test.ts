import { describe, expect, test } from "vitest";
import {
  activationFunctions,
  canBypass,
  catalog,
  checkParameter,
  createNode,
  definitionOf,
  definitions,
  freeInput,
  missingInputs,
  nodeDocs,
  type ParameterDefinition,
  shownInputs,
} from "../../engine/catalog";
import type { ActivationFunction } from "../../engine/contract";
import { applyEdit, emptyGraph, type Graph, type ParameterValue } from "../../engine/model";
import { expectGolden } from "../support/golden";
import { chain, connected, edited } from "../support/reference-network";

describe.each(definitions)("$kind", (definition) => {
  test("has texts, unique ids and defaults that pass its own checks", () => {
    for (const text of [definition.label, definition.summary, definition.formula]) expect(text).not.toBe("");
    for (const ports of [definition.inputs, definition.outputs, definition.parameters]) {
      const ids = ports.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
    for (const parameter of definition.parameters) {
      expect(checkParameter(parameter, parameter.default)).toBeNull();
      expect(parameter.help).toMatch(/\.$/);
      const condition = parameter.when && definition.parameters.find(({ id }) => id === parameter.when?.parameter);
      expect(parameter.when === undefined || condition !== undefined).toBe(true);
    }
  });

  test("makes a node with every parameter and a caption without gaps", () => {
    const node = createNode(definition.kind, emptyGraph);
    expect(Object.keys(node.parameters)).toEqual(definition.parameters.map(({ id }) => id));
    expect(node).toMatchObject({ id: `${definition.kind}_1`, label: `${definition.kind}_1`, bypassed: false });
    expect(definition.caption(node, ["a", "b"])).not.toMatch(/undefined|NaN|\?/);
  });

  test("refuses values of the wrong type for every parameter", () => {
    const wrong: ParameterValue[] = [Number.NaN, Number.POSITIVE_INFINITY, true, "no such choice", null];
    for (const parameter of definition.parameters) {
      // Any text may name a column, null stands for the first, and a switch is on or off.
      const right: unknown[] = { target: ["no such choice", null], boolean: [true] }[parameter.type as string] ?? [];
      for (const value of [...wrong, undefined].filter((each) => !right.includes(each))) {
        const fault = checkParameter(parameter, value);
        expect(fault?.found, `${parameter.id} = ${value}`).toBeTruthy();
        expect(fault?.expected).toBeTruthy();
      }
    }
  });
});

function parameter(kind: string, id: string): ParameterDefinition {
  const found = catalog[kind]?.parameters.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`${kind} has no parameter ${id}`);
  return found;
}

test.each<[string, string, ParameterValue, string | null]>([
  ["dense", "units", 1, null],
  ["dense", "units", 65_536, null],
  ["dense", "units", 0, "a whole number from 1 to 65536"],
  ["dense", "units", 1.5, "a whole number from 1 to 65536"],
  ["dense", "units", "64", "a whole number from 1 to 65536"],
  ["dropout", "rate", 0, null],
  ["dropout", "rate", 1, "a number at least 0 and below 1"],
  ["dropout", "rate", -0.1, "a number at least 0 and below 1"],
  ["batch_norm", "epsilon", 0, "a number above 0 and at most 1"],
  ["batch_norm", "momentum", 0.999, null],
  ["batch_norm", "center", 1, "true or false"],
  ["activation", "function", "Tanh", `one of ${activationFunctions.map(({ value }) => value).join(", ")}`],
  ["scale", "method", "none", null],
  ["output", "target", null, null],
  ["output", "target", "price", null],
  ["output", "target", "", "the name of a target column, or none for the first"],
  ["output", "class_weight_values", "1, 0.5;2 3", null],
  ["output", "class_weight_values", "1, x", "numbers from 0 to 1000000, separated by commas"],
  ["output", "class_weight_values", "1, -1", "numbers from 0 to 1000000, separated by commas"],
  ["output", "class_weight_values", "", "numbers from 0 to 1000000, separated by commas"],
])("%s.%s = %j expects %j", (kind, id, value, expected) => {
  expect(checkParameter(parameter(kind, id), value)?.expected ?? null).toBe(expected);
});

test("new nodes take the first free number of their kind, whatever was deleted or renamed", () => {
  const graph = chain(["dense"], ["dense"], ["dense"]);
  expect(createNode("dense", graph).id).toBe("dense_4");
  const removed = edited(graph, { type: "remove_nodes", nodes: ["dense_2"] });
  expect(createNode("dense", removed).id).toBe("dense_2");
  const renamed = edited(removed, { type: "set_label", node: "dense_1", label: "dense_2" });
  expect(createNode("dense", renamed).id).toBe("dense_4");
  expect(createNode("dense", graph, "mine").id).toBe("mine");
  expect(applyEdit(graph, { type: "add_node", node: createNode("dense", graph) }).ok).toBe(true);
});

test("unknown kinds are told apart from JavaScript's own names", () => {
  expect([definitionOf("conv"), definitionOf("constructor"), definitionOf("__proto__")]).toEqual([null, null, null]);
  expect(() => createNode("conv", emptyGraph)).toThrow(RangeError);
});

test("exactly the kinds with an input and an output can be bypassed", () => {
  expect(definitions.map(({ kind }) => kind).filter(canBypass)).toEqual([
    "scale",
    "dense",
    "batch_norm",
    "layer_norm",
    "activation",
    "dropout",
    "gaussian_noise",
    "add",
    "multiply",
    "concat",
  ]);
});

test("the activation list names every function of the IR once", () => {
  const every: Record<ActivationFunction, true> = {
    linear: true,
    tanh: true,
    sigmoid: true,
    relu: true,
    leaky_relu: true,
    elu: true,
    selu: true,
    gelu: true,
    gelu_tanh: true,
    swish: true,
    softplus: true,
    softsign: true,
    hard_sigmoid: true,
    softmax: true,
  };
  expect(activationFunctions.map(({ value }) => value).sort()).toEqual(Object.keys(every).sort());
});

describe("the ports of a node that merges values", () => {
  const add = catalog.add;
  if (!add) throw new Error("There is no Add.");
  const ports = (graph: Graph) => shownInputs(add, graph, "add_1").map(({ id }) => id);
  const missing = (graph: Graph) => missingInputs(add, graph, "add_1").map(({ id }) => id);
  const sources = Array.from({ length: 16 }, (_, index) => createNode("dense", emptyGraph, `d${index}`));
  const bare = edited(
    emptyGraph,
    { type: "add_node", node: createNode("add", emptyGraph) },
    ...sources.map((node) => ({ type: "add_node", node }) as const),
  );
  const wiredTo = (...names: readonly string[]) =>
    names.reduce((graph, port, index) => connected(graph, `d${index}.output`, `add_1.${port}`), bare);

  test("show as wires come, always with a free one", () => {
    expect(ports(bare)).toEqual(["a", "b"]);
    expect(ports(wiredTo("a"))).toEqual(["a", "b"]);
    expect(ports(wiredTo("a", "b"))).toEqual(["a", "b", "c"]);
    expect(ports(wiredTo("c"))).toEqual(["a", "b", "c"]);
    expect(ports(wiredTo("a", "b", "c"))).toEqual(["a", "b", "c", "d"]);
    expect([freeInput(add, wiredTo("a", "c"), "add_1"), freeInput(add, wiredTo("a", "b"), "add_1")]).toEqual([
      "b",
      "c",
    ]);
    const full = wiredTo(...add.inputs.map(({ id }) => id));
    expect([ports(full).length, freeInput(add, full, "add_1")]).toEqual([16, null]);
  });

  test("are missing only as far as two are needed", () => {
    expect([missing(bare), missing(wiredTo("a")), missing(wiredTo("b")), missing(wiredTo("a", "c"))]).toEqual([
      ["a", "b"],
      ["b"],
      ["a"],
      [],
    ]);
  });
});

test("docs/nodes.md is what the catalog says", () => {
  expectGolden(nodeDocs(), "docs", "nodes.md");
});
