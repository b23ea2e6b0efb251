import type { PreparedColumn } from "../contract";
import { type DatePart, usualOptions } from "../model";

/** How many of the network's inputs a column is encoded to. */
export function preparedWidth(column: PreparedColumn): number {
  return widthOfValues(column) + Number(column.impute?.indicator ?? false);
}

function widthOfValues({ encoding, values, options = {}, lookup = [], impute }: PreparedColumn): number {
  const ofMissing = Number(impute?.strategy === "category");
  switch (encoding) {
    case "one_hot":
      return values.length + ofMissing;
    case "top_k":
      return (options.k ?? usualOptions.k) + 1 + ofMissing;
    case "hashed":
      return options.buckets ?? usualOptions.buckets;
    case "target_mean":
      return lookup.length;
    case "date_parts": {
      const parts: readonly DatePart[] = options.parts ?? usualOptions.parts;
      // Years never come round again.
      return parts.reduce((sum, part) => sum + (options.cyclic === true && part !== "year" ? 2 : 1), 0);
    }
    default:
      return 1;
  }
}
