import type { Ir, ModelDescription, WeightComparison, WeightDifference } from "../contract";
import { type DataSetup, dateParts, type EncodingOptions, usualOptions } from "../model";

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

/** A column of a setup or of a model. */
interface PlacedColumn {
  readonly name: string;
  readonly encoding: string;
  readonly options?: EncodingOptions;
  readonly impute?: { readonly strategy: string; readonly indicator?: boolean };
  readonly scaling?: string | { readonly method: string };
}

/** What of an encoding's options gives its inputs their meaning. */
function optionsText(
  encoding: string,
  { parts = usualOptions.parts, cyclic, buckets }: EncodingOptions,
): string | null {
  if (encoding === "hashed") return String(buckets ?? usualOptions.buckets);
  if (encoding !== "date_parts") return null;
  return [...dateParts.filter((part) => parts.includes(part)), cyclic && "cyclic"].filter(Boolean).join("+");
}

/** How a column is encoded. What its missing cells are filled with, a model says of its own rows. */
function encodingText({ encoding, options = {}, impute, scaling }: PlacedColumn): string {
  const isTold =
    impute?.indicator === true && !((encoding === "one_hot" || encoding === "top_k") && impute.strategy === "category");
  const method = typeof scaling === "string" ? scaling : scaling?.method;
  const said = optionsText(encoding, options);
  return [encoding, said, impute?.strategy, isTold && "indicator", method && `scaled: ${method}`]
    .filter(Boolean)
    .join(", ");
}

/** Compares a compiled network, over its data, with a model: parameters by name and shape, columns by place and encoding. */
export function compareWeights(ir: Ir, data: DataSetup, model: ModelDescription): WeightComparison {
  const shapes = (of: Ir) => new Map(of.parameters.map(({ name, shape }) => [name, shapeText(shape)]));
  const parameters = differences(shapes(ir), shapes(model.ir));
  const placed = (columns: readonly PlacedColumn[]) =>
    new Map(columns.map((column, index) => [column.name, `${index + 1}: ${encodingText(column)}`]));
  const features = data.columns.filter(({ role }) => role === "feature");
  const columns = differences(placed(features), placed(model.preparation.features));
  return { matching: parameters.same, parameters: parameters.different, columns: columns.different };
}
