import { finding } from "./findings";
import type { NodeDefinition } from "./node-definition";

/** The table's feature columns as one matrix. */
export const data = {
  kind: "data",
  label: "Data",
  category: "data",
  summary: "The feature columns of the table, as numbers, one row an example.",
  formula: "x = [column 1, column 2, …]",
  inputs: [],
  outputs: [{ id: "features", label: "features" }],
  parameters: [],
  caption: () => "",
  inferShape: ({ data }) => ({
    shape: data && data.features.length > 0 ? { features: data.features.length } : null,
    diagnostics: [],
  }),
  check: ({ node, data }) => {
    if (!data) {
      const expected = "a table to train on";
      return [
        finding("E002", { node: node.id, found: "no data file", expected, help: "open a table in the Data panel" }),
      ];
    }
    if (data.features.length > 0) return [];
    return [
      finding("E018", {
        node: node.id,
        found: "no column with the role feature",
        expected: "at least one feature column",
        help: "give a column the role feature in the Data panel",
      }),
    ];
  },
  lower: (context) => {
    const features = context.data?.features.length ?? 0;
    const index = context.input("features", features);
    return { features: context.operation({ op: "input", index }, [], features) };
  },
} satisfies NodeDefinition;
