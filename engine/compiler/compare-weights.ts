import type { Ir, ModelDescription, WeightComparison, WeightDifference } from "../contract";
import type { DataSetup } from "../model";

const shapeText = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

function differences(
  here: ReadonlyMap<string, string>,
  there: ReadonlyMap<string, string>,
): { readonly same: readonly string[]; readonly different: readonly WeightDifference[] } {
  const same = [...here].filter(([name, value]) => there.get(name) === value).map(([name]) => name);
  const names = new Set([...here.keys(), ...there.keys()]);
  const different = [...names]
    .filter((name) => here.get(name) !== there.get(name))
    .map((name) => ({ name, here: here.get(name) ?? null, there: there.get(name) ?? null }));
  return { same, different };
}

/** Compares a compiled network, over its data, with a model: parameters by name and shape, columns by place and encoding. */
export function compareWeights(ir: Ir, data: DataSetup, model: ModelDescription): WeightComparison {
  const shapes = (of: Ir) => new Map(of.parameters.map(({ name, shape }) => [name, shapeText(shape)]));
  const parameters = differences(shapes(ir), shapes(model.ir));
  const placed = (columns: readonly { readonly name: string; readonly encoding: string }[]) =>
    new Map(columns.map(({ name, encoding }, index) => [name, `${index + 1}: ${encoding}`]));
  const features = data.columns.filter(({ role }) => role === "feature");
  const columns = differences(placed(features), placed(model.preparation.features));
  return { matching: parameters.same, parameters: parameters.different, columns: columns.different };
}
