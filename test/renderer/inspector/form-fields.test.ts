import { describe, expect, test } from "vitest";
import { catalog, createNode } from "../../../engine/catalog";
import { applyEdits, emptyGraph, type GraphNode, type ParameterValue, wiresInto } from "../../../engine/model";
import { classOrder, formFields, parameterEdits, sharedDefinition, swapEdits } from "../../../renderer/inspector";

const node = (kind: string, id: string, parameters: Readonly<Record<string, ParameterValue>> = {}): GraphNode => {
  const made = createNode(kind, emptyGraph, id);
  return { ...made, parameters: { ...made.parameters, ...parameters } };
};

function fieldIds(...nodes: readonly GraphNode[]): readonly string[] {
  const definition = sharedDefinition(nodes);
  return definition ? formFields(definition, nodes).map(({ parameter }) => parameter.id) : [];
}

describe("the form of selected nodes", () => {
  test.each(Object.values(catalog))("of kind $kind has a field for every parameter that applies", (definition) => {
    const always = definition.parameters.filter(({ when }) => !when).map(({ id }) => id);
    expect(fieldIds(node(definition.kind, "a"))).toEqual(expect.arrayContaining(always));
  });

  test("shows a parameter that depends on another only with the right value", () => {
    expect(fieldIds(node("dense", "a"))).not.toContain("kernel_range");
    expect(fieldIds(node("dense", "a", { kernel_initializer: "uniform" }))).toContain("kernel_range");
    const mixed = [node("dense", "a", { kernel_initializer: "uniform" }), node("dense", "b")];
    expect(fieldIds(...mixed)).not.toContain("kernel_range");
  });

  test("hides what depends on a hidden parameter, whatever that one's value", () => {
    const given = { class_weights: "given" };
    expect(fieldIds(node("output", "a", given))).toContain("class_weight_values");
    expect(fieldIds(node("output", "a", { ...given, loss: "huber" }))).toEqual([
      "target",
      "loss",
      "delta",
      "target_scaling",
      "weight",
    ]);
    expect(fieldIds(node("activation", "a", { function: "leaky_relu" }))).toEqual(["function", "negative_slope"]);
    expect(fieldIds(node("activation", "a", { function: "elu" }))).toEqual(["function", "alpha"]);
  });

  test("tells the order of classes as the engine sorts them, when all are known", () => {
    const column = (type: "number" | "category", ...values: readonly string[]) => ({
      type,
      distinct: values.length,
      top: values.map((value) => ({ value, count: 1 })),
    });
    expect(classOrder(column("number", "10", "-1", "9"))).toBe("-1, 9, 10");
    expect(classOrder(column("category", "no", "Yes", "\u{1F600}", "\uFF01"))).toBe("Yes, no, \uFF01, \u{1F600}");
    expect(classOrder({ ...column("number", "1", "2"), distinct: 30 })).toBeNull();
    expect(classOrder(null)).toBeNull();
  });

  test("lets two inputs of a node that merges change places", () => {
    const wire = (id: string, from: string, port: string) => ({
      id,
      from: { node: from, port: "output" },
      to: { node: "c", port },
    });
    const wires = { first: wire("first", "a", "a"), second: wire("second", "b", "c") };
    const nodes = { a: node("dense", "a"), b: node("dense", "b"), c: node("concat", "c") };
    const result = applyEdits({ nodes, wires }, swapEdits(wires.first, wires.second));
    if (!result.ok) throw new Error(result.reason.text);
    expect(wiresInto(result.graph, "c").map(({ from, to }) => [to.port, from.node])).toEqual([
      ["a", "b"],
      ["c", "a"],
    ]);
    expect(Object.keys(result.diff.wires).sort()).toEqual(["first", "second"]);
  });

  test("shows the shared value, and none where they differ", () => {
    const nodes = [node("dense", "a", { units: 8 }), node("dense", "b", { units: 9 })];
    const definition = sharedDefinition(nodes);
    if (!definition) throw new Error("both are Dense");
    const values = Object.fromEntries(formFields(definition, nodes).map((field) => [field.parameter.id, field.value]));
    expect(values.units).toBeUndefined();
    expect(values.use_bias).toBe(true);
  });

  test("shows the default of a parameter the node does not have", () => {
    const bare = { ...node("dropout", "a"), parameters: {} };
    expect(formFields(catalog.dropout ?? failed(), [bare])[0]?.value).toBe(0.5);
  });

  test("is empty for several kinds", () => {
    expect(sharedDefinition([node("dense", "a"), node("dropout", "b")])).toBeNull();
    expect(sharedDefinition([])).toBeNull();
  });

  test("changes only the nodes that have another value", () => {
    const units = catalog.dense?.parameters.find(({ id }) => id === "units") ?? failed();
    const nodes = [node("dense", "a", { units: 8 }), node("dense", "b", { units: 9 })];
    expect(parameterEdits(nodes, units, 9)).toEqual([
      { type: "set_parameter", node: "a", parameter: "units", value: 9 },
    ]);
  });
});

function failed(): never {
  throw new Error("not in the catalog");
}
