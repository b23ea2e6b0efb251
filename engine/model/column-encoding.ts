import {
  type ColumnEncoding,
  type ColumnSetup,
  type DatePart,
  type EncodingOptions,
  encodingRanges,
  usualOptions,
} from "./generated";
import type { NumberLimit } from "./number-limit";

/** Every encoding, in the order they are offered. */
export const columnEncodings = [
  "number",
  "date_parts",
  "code",
  "one_hot",
  "top_k",
  "frequency",
  "target_mean",
  "hashed",
  "text_length",
] as const satisfies readonly ColumnEncoding[];

/** Every part of a date or time, in the order they are offered. */
export const dateParts = [
  "year",
  "quarter",
  "month",
  "day",
  "weekday",
  "day_of_year",
  "hour",
  "minute",
  "second",
] as const satisfies readonly DatePart[];

/** Ranges of the options that are numbers, as the engine checks them. */
export const encodingLimits = {
  k: { ...encodingRanges.k, integer: true },
  buckets: { ...encodingRanges.buckets, integer: true },
  smoothing: { ...encodingRanges.smoothing, integer: false },
  folds: { ...encodingRanges.folds, integer: true },
  seed: { minimum: 0, maximum: 4_294_967_295, integer: true },
} as const satisfies Readonly<Record<string, NumberLimit>>;

/** Most values that an order of codes can have. */
export const mostOrdered = 10_000;

/** The options that an encoding has, in the order of the format. */
export function optionsOf(encoding: ColumnEncoding): readonly (keyof EncodingOptions)[] {
  const options: Partial<Record<ColumnEncoding, readonly (keyof EncodingOptions)[]>> = {
    code: ["order"],
    top_k: ["k"],
    hashed: ["buckets"],
    target_mean: ["smoothing", "folds", "seed"],
    date_parts: ["parts", "cyclic"],
  };
  return options[encoding] ?? [];
}

/** Whether missing cells are filled as numbers, before the column is encoded. */
export const isOfNumbers = (encoding: ColumnEncoding): boolean =>
  encoding === "number" || encoding === "date_parts" || encoding === "text_length";

/** A column with options of its encoding: those that say what is usual, and of other encodings, are left out. */
export function withOptions({ options: _, ...column }: ColumnSetup, options: EncodingOptions): ColumnSetup {
  const usual: EncodingOptions = usualOptions;
  const said = optionsOf(column.encoding).flatMap((name) => {
    const value = options[name];
    const isUsual = value === undefined || JSON.stringify(value) === JSON.stringify(usual[name]);
    return isUsual ? [] : [[name, value] as const];
  });
  return said.length === 0 ? column : { ...column, options: Object.fromEntries(said) };
}

/** How a column is encoded, in the form that commands take: `top_k:10`, `target_mean:smoothing=2,folds=5`, `code:low<high`. */
export function encodingText(encoding: ColumnEncoding, options: EncodingOptions = {}): string {
  const said = optionsOf(encoding).flatMap((name) => {
    const value = options[name];
    if (value === undefined || value === false) return [];
    if (name === "order" && Array.isArray(value)) return [value.join("<")];
    if (name === "parts" && Array.isArray(value)) return [value.join("+")];
    if (name === "cyclic") return ["cyclic"];
    return encoding === "target_mean" ? [`${name}=${value}`] : [String(value)];
  });
  return said.length === 0 ? encoding : `${encoding}:${said.join(",")}`;
}
