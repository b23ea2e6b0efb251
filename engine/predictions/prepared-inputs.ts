import type { PreparedColumn } from "../contract";

/** How many of the network's inputs a column is encoded to. */
export function preparedWidth({ encoding, values, impute }: PreparedColumn): number {
  const isCategory = impute?.strategy === "category";
  const ofValues = encoding === "one_hot" ? values.length + Number(isCategory) : 1;
  return ofValues + Number(impute?.indicator ?? false);
}
