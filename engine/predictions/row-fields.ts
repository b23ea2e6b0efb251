import type { FeatureField, ModelDescription, PreparedColumn, Scaling, TypicalNumbers } from "../contract";
import { preparedWidth } from "./prepared-inputs";

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
  const typical = new Map(description.typical.map((cells) => [cells.column, cells]));
  return description.preparation.features.map((column) => {
    const field = fieldOf(column, place, typical.get(column.name), description);
    place += preparedWidth(column);
    return field;
  });
}

/** `place`: of the column's first input among the encoded ones. */
function fieldOf(
  column: PreparedColumn,
  place: number,
  usual: Described["typical"][number] | undefined,
  described: Described,
): FeatureField {
  const { name, encoding, column_type: type, values } = column;
  if (encoding !== "number" && encoding !== "date_parts") {
    const isListed = encoding === "code" || encoding === "one_hot";
    const switched = isListed ? switchValues(values) : null;
    const kind = !isListed ? "text" : switched === null ? "choice" : "switch";
    const most = usual?.value ?? values[0] ?? null;
    const fill = fillOf(column, (number) => number);
    return { name, kind, values: switched ?? values, range: null, isWhole: false, typical: most, fill };
  }
  const { range, median, isWhole } = usualNumbers(usual?.numbers ?? null, place, described);
  if (type === "boolean") {
    const words = ["no", "yes"];
    const wordOf = (number: number): string | null => words[number < 0.5 ? 0 : 1] ?? null;
    // Between the two stands no word: a mean.
    const fill = fillOf(column, (number) => (number === 0 || number === 1 ? wordOf(number) : number));
    return { name, kind: "switch", values: words, range: null, isWhole, typical: wordOf(median), fill };
  }
  if (type === "time") {
    const fill = fillOf(column, (number) => timeText(number, isWhole));
    return { name, kind: "time", values: [], range, isWhole, typical: timeText(median, isWhole), fill };
  }
  return {
    name,
    kind: "number",
    values: [],
    range,
    isWhole,
    typical: median,
    fill: fillOf(column, (number) => number),
  };
}

/** What stands in for a missing cell of a column, its numbers as they are to be said. */
function fillOf({ impute }: PreparedColumn, said: (number: number) => number | string | null): FeatureField["fill"] {
  if (impute === undefined) return null;
  return { value: impute.number === null ? impute.value : said(impute.number) };
}

interface UsualNumbers {
  readonly range: FeatureField["range"];
  readonly median: number;
  readonly isWhole: boolean;
}

function usualNumbers(numbers: TypicalNumbers | null, place: number, { scales }: Described): UsualNumbers {
  if (numbers !== null) {
    const { low, median, high, is_whole: isWhole } = numbers;
    return { range: low < high ? { low, high } : null, median, isWhole };
  }
  // Files before format 4 say it by their scaling alone.
  const scaling = scales.find((scale) => scale.scaling.offset.length > place)?.scaling;
  const range = scaling === undefined ? null : scaledRange(scaling, place);
  return { range, median: range === null ? 0 : (range.low + range.high) / 2, isWhole: false };
}

const dayMillis = 86_400_000;

/** Days since 1970 as a date, or as an instant to the second, ISO 8601 in UTC. */
export function timeText(days: number, isDate: boolean): string {
  const time = new Date(Math.round(days * 86_400) * 1_000);
  if (Number.isNaN(time.getTime())) return "";
  return time.toISOString().slice(0, isDate ? 10 : 19);
}

/** What `timeText` says, as days since 1970; NaN of what is no date. */
export function daysOf(text: string): number {
  return Date.parse(/T/.test(text) ? `${text}Z` : text) / dayMillis;
}

/** A table's cell as a switch says it: words for no and yes may be others there. */
export function switchedCell(values: readonly string[], cell: string): string {
  if (values.includes(cell)) return cell;
  const place = [0, 1].find((at) => [...noAndYes, ["0", "1"]].some((words) => words[at] === cell.toLowerCase()));
  return (place === undefined ? undefined : values[place]) ?? cell;
}

function switchValues(values: readonly string[]): readonly string[] | null {
  const lower = values.map((value) => value.toLowerCase());
  const pair = noAndYes.find((words) => values.length === 2 && words.every((word) => lower.includes(word)));
  return pair === undefined ? null : pair.map((word) => values[lower.indexOf(word)] ?? word);
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
