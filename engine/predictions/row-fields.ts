import type { FeatureField, ModelDescription, PreparedColumn, Scaling } from "../contract";

/** Words of two values that mean no and yes. */
const noAndYes: readonly (readonly [string, string])[] = [
  ["false", "true"],
  ["no", "yes"],
  ["n", "y"],
  ["f", "t"],
  ["off", "on"],
];

/** A model's features as fields that a person fills, in the order of its inputs. */
export function rowFields(description: Pick<ModelDescription, "preparation" | "scales">): readonly FeatureField[] {
  let place = 0;
  return description.preparation.features.map((column) => {
    const field = fieldOf(column, place, description);
    place += column.encoding === "one_hot" ? column.values.length : 1;
    return field;
  });
}

/** `place`: of the column's first input among the encoded ones. */
function fieldOf(column: PreparedColumn, place: number, { scales }: Pick<ModelDescription, "scales">): FeatureField {
  const { name, encoding, values } = column;
  if (encoding !== "number") {
    const switched = switchValues(values);
    const kind = switched === null ? "choice" : "switch";
    return { name, kind, values: switched ?? values, range: null, isWhole: false, typical: values[0] ?? null };
  }
  const scaling = scales.find((scale) => scale.scaling.offset.length > place)?.scaling;
  const range = scaling === undefined ? null : scaledRange(scaling, place);
  const typical = range === null ? 0 : (range.low + range.high) / 2;
  return { name, kind: "number", values: [], range, isWhole: false, typical };
}

function switchValues(values: readonly string[]): readonly string[] | null {
  const pair = noAndYes.find((words) => {
    const lower = values.map((value) => value.toLowerCase());
    return values.length === 2 && words.every((word) => lower.includes(word));
  });
  return pair === undefined ? null : pair.map((word) => values.find((value) => value.toLowerCase() === word) ?? word);
}

/** Standard deviations from the mean to the 1st and 99th percentile of a normal distribution. */
const normalPercentile = 2.326;

/** Where most cells of training lay, as far as a fitted scaling says. */
function scaledRange({ method, offset, factor }: Scaling, place: number): FeatureField["range"] {
  const [from, by] = [offset[place], factor[place]];
  if (from === undefined || by === undefined || !(by > 0)) return null;
  const width = 1 / by;
  if (method === "min_max") return { low: from, high: from + width };
  return { low: from - normalPercentile * width, high: from + normalPercentile * width };
}
