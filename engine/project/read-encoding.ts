import {
  type ColumnEncoding,
  dateParts,
  type EncodingOptions,
  encodingLimits,
  mostOrdered,
  optionsOf,
  projectLimits,
} from "../model";
import type { JsonReader } from "./json-reader";

/** Options of a column's encoding, where it has such. */
export function readEncodingOptions(reader: JsonReader, encoding: ColumnEncoding): EncodingOptions {
  const { order, k, buckets, smoothing, folds, seed, parts, cyclic } = reader.object([], optionsOf(encoding));
  return {
    ...(order && {
      order: order.list("a list of values", mostOrdered).map((value) => value.text("a value", projectLimits.name)),
    }),
    ...(k && { k: k.number(encodingLimits.k) }),
    ...(buckets && { buckets: buckets.number(encodingLimits.buckets) }),
    ...(smoothing && { smoothing: smoothing.number(encodingLimits.smoothing) }),
    ...(folds && { folds: folds.number(encodingLimits.folds) }),
    ...(seed && { seed: seed.number(encodingLimits.seed) }),
    ...(parts && {
      parts: parts.list("a list of parts of a date", dateParts.length).map((part) => part.choice(dateParts)),
    }),
    ...(cyclic?.boolean() && { cyclic: true }),
  };
}
