import { finding } from "./findings";
import type { NodeDefinition, ParameterDefinition } from "./node-definition";
import { readParameters } from "./parameter-values";
import { inputShape, passThrough } from "./shape-rules";

const parameters = [
  {
    id: "method",
    label: "Method",
    help: "Standardize suits most tables; min–max keeps values in [0, 1]; none passes them on as they are. A column with a scaling of its own (Data panel, its details) is left as it is.",
    type: "choice",
    default: "standardize",
    choices: [
      { value: "standardize", label: "standardize" },
      { value: "min_max", label: "min–max" },
      { value: "none", label: "none" },
    ],
    frameworks: "scikit-learn: StandardScaler, MinMaxScaler",
  },
] as const satisfies readonly ParameterDefinition[];

/** Brings every feature to a comparable range by constants fitted on the training rows. */
export const scale = {
  kind: "scale",
  label: "Scale",
  category: "data",
  summary: "Brings every feature to a comparable range, by constants fitted on the training rows only.",
  formula:
    "standardize: y = (x − mean) / σ        min–max: y = (x − min) / (max − min)        (divisor 1 for a constant column)",
  inputs: [{ id: "input", label: "input" }],
  outputs: [{ id: "output", label: "output" }],
  parameters,
  caption: (node) => readParameters(node, parameters).method?.replace("min_max", "min–max") ?? "?",
  inferShape: passThrough,
  check: ({ node, sources }) => {
    const source = sources.input;
    if (!source || source.kind === "data") return [];
    return [
      finding("E013", {
        node: node.id,
        port: "input",
        found: `Scale fed by ${source.id} (${source.kind})`,
        expected: "Scale directly on a Data node, since its constants are fitted on the table",
        help: "wire Data to Scale, or use BatchNorm between layers",
        values: { source: source.id, source_kind: source.kind },
      }),
    ];
  },
  parameterCount: (context) =>
    readParameters(context.node, parameters).method === "none" ? 0 : 2 * (inputShape(context)?.features ?? 0),
  lower: (context) => {
    const value = context.value("input");
    const { method } = readParameters(context.node, parameters);
    if (method === null || method === "none") return { output: value };
    const { features } = context.shape("input");
    const offset = context.parameter("offset", [features], "fitted", { kind: "zeros" });
    const factor = context.parameter("factor", [features], "fitted", { kind: "ones" });
    return { output: context.operation({ op: "scale", offset, factor, method }, [value], features) };
  },
} satisfies NodeDefinition;
