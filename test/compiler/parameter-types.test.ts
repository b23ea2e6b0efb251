import { expect, expectTypeOf, test } from "vitest";
import {
  catalog,
  createNode,
  definitions,
  type KnownKind,
  type ParametersOf,
  parametersOf,
} from "../../engine/catalog";
import type { ActivationFunction } from "../../engine/contract";
import { emptyGraph, type GraphNode, type ParameterValue } from "../../engine/model";

/** A node of a kind with some of its parameters as a file may hold them. */
function nodeWith(kind: string, parameters: Readonly<Record<string, ParameterValue>>): GraphNode {
  const node = createNode(kind, emptyGraph);
  return { ...node, parameters: { ...node.parameters, ...parameters } };
}

test("each parameter has the type that its definition declares", () => {
  expectTypeOf<ParametersOf<"dense">["units"]>().toEqualTypeOf<number>();
  expectTypeOf<ParametersOf<"dense">["use_bias"]>().toEqualTypeOf<boolean>();
  expectTypeOf<ParametersOf<"batch_norm">["running_variance"]>().toEqualTypeOf<"biased" | "unbiased" | null>();
  expectTypeOf<ParametersOf<"activation">["function"]>().toEqualTypeOf<ActivationFunction | null>();
  expectTypeOf<ParametersOf<"output">["class_weight_values"]>().toEqualTypeOf<readonly number[]>();
  expectTypeOf<ParametersOf<"output">["target"]>().toEqualTypeOf<string | null>();
  expectTypeOf<keyof ParametersOf<"dropout">>().toEqualTypeOf<"rate">();
  expectTypeOf<keyof ParametersOf<"add">>().toEqualTypeOf<never>();
});

test("a wrong name, type, choice or kind does not pass the type check", () => {
  expectTypeOf<ParametersOf<"dense">>().not.toHaveProperty("unit");
  expectTypeOf<ParametersOf<"dense">["units"]>().not.toExtend<string>();
  expectTypeOf<"glorot">().not.toExtend<ParametersOf<"dense">["kernel_initializer"]>();
  expectTypeOf<"he_normal">().toExtend<ParametersOf<"dense">["kernel_initializer"]>();
  expectTypeOf<"convolution">().not.toExtend<KnownKind>();
});

test("what a file holds instead is read as nothing, and a node of another kind not at all", () => {
  const broken = nodeWith("dense", { units: "64", use_bias: 1, kernel_initializer: "glorot", kernel_l1: Number.NaN });
  expect(parametersOf(broken, "dense")).toMatchObject({
    units: Number.NaN,
    use_bias: false,
    kernel_initializer: null,
    kernel_l1: Number.NaN,
    kernel_l2: 0,
  });
  expect(parametersOf({ ...broken, parameters: {} }, "dense")?.units).toBeNaN();
  expect(parametersOf(nodeWith("output", { target: 3, class_weight_values: "1; 0.5" }), "output")).toMatchObject({
    target: null,
    class_weight_values: [1, 0.5],
  });
  expect(parametersOf(broken, "dropout")).toBeNull();
});

test("every kind stands in the catalog under its name, and its defaults are read as they are", () => {
  for (const [kind, definition] of Object.entries(catalog)) {
    expect(definition.kind).toBe(kind);
    const node = createNode(kind, emptyGraph);
    const read = new Map(Object.entries(parametersOf(node, kind as "dense") ?? {}));
    expect([...read.keys()]).toEqual(definition.parameters.map(({ id }) => id));
    for (const { id, type, default: value } of definition.parameters) {
      if (type !== "numbers") expect(read.get(id)).toBe(value);
    }
  }
  expect(Object.keys(catalog)).toHaveLength(definitions.length);
});
