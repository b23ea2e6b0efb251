import type { GraphNode } from "../model";
import { readOutput } from "./output-parameters";

/** The column an Output predicts: the one it names, else the table's first target. Null when there is none. */
export function targetOf<Target extends { readonly name: string }>(
  node: GraphNode,
  data: { readonly targets: readonly Target[] } | null,
): Target | null {
  const { target: wanted } = readOutput(node);
  return data?.targets.find(({ name }) => wanted === null || name === wanted) ?? null;
}
