import type { FeatureField, ModelDescription, PreparedColumn, Scaling } from "../contract";

/** Words of two values that mean no and yes. */
const noAndYes: readonly (readonly [string, string])[] = [
  ["false", "true"],
  ["no", "yes"],
  ["n", "y"],
  ["f", "t"],
  ["off", "on"],
];

type Described = Pick<ModelDescription, "preparation" | "scales" | "typical">;

/** A model's features as fields that a person fills, in the order of its inputs. */
export function rowFields(description: Described): readonly FeatureField[] {
  let place = 0;
  return description.preparation.features.map((column) => {
    const field = fieldOf(column, place, description);
    place += column.encoding === "one_hot" ? column.values.length : 1;
    return field;
  });
}

/** `place`: of the column's first input among the encoded ones. */
function fieldOf(column: PreparedColumn, place: number, { scales, typical }: Described): FeatureField {
  const { name, encoding, values } = column;
  const usual = typical.find((cells) => cells.column === name);
  if (encoding !== "number") {
    const switched = switchValues(values);
    const kind = switched === null ? "choice" : "switch";
    const most = usual?.value ?? values[0] ?? null;
    return { name, kind, values: switched ?? values, range: null, isWhole: false, typical: most };
  }
  const number = { name, kind: "number", values: [] } as const;
  if (usual?.numbers) {
    const { low, median, high, is_whole: isWhole } = usual.numbers;
    return { ...number, range: low < high ? { low, high } : null, isWhole, typical: median };
  }
  // Files before format 4 say it by their scaling alone.
  const scaling = scales.find((scale) => scale.scaling.offset.length > place)?.scaling;
  const range = scaling === undefined ? null : scaledRange(scaling, place);
  return { ...number, range, isWhole: false, typical: range === null ? 0 : (range.low + range.high) / 2 };
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
