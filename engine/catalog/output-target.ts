import type { GraphNode } from "../model";
import { textOf } from "./parameter-values";

/** Losses that compare probabilities with classes. */
export const crossEntropies: readonly string[] = ["binary_cross_entropy", "categorical_cross_entropy"];

/** The column an Output predicts: the one it names, else the table's first target. Null when there is none. */
export function targetOf<Target extends { readonly name: string }>(
  node: GraphNode,
  data: { readonly targets: readonly Target[] } | null,
): Target | null {
  const wanted = textOf(node, "target");
  return data?.targets.find(({ name }) => wanted === "" || name === wanted) ?? null;
}
