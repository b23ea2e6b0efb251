import { finding, targetOf } from "../../catalog";
import type { DataSchema, Diagnostic, GraphNode } from "../../model";
import { isOutput } from "./structure";

/** A target column that no Output predicts is neither learned nor a feature. `nodes` are those that will be compiled. */
export function checkTargets(nodes: readonly GraphNode[], data: DataSchema | null): readonly Diagnostic[] {
  const outputs = nodes.filter(isOutput);
  if (!data || outputs.length === 0) return [];
  const predicted = new Set(outputs.map((node) => targetOf(node, data)?.name));
  const unread = data.targets.filter(({ name }) => !predicted.has(name)).map(({ name }) => name);
  if (unread.length === 0) return [];
  const columns = unread.join(", ");
  return [
    finding("W008", {
      found: `target ${unread.length === 1 ? "column" : "columns"} ${columns} that no Output predicts`,
      expected: "an Output for every target column",
      help: "add an Output and choose its target, or give the column another role in the Data panel",
      values: { columns, count: unread.length },
    }),
  ];
}
