import type { Initializer } from "../contract";
import type { GraphNode } from "../model";
import { finding } from "./findings";
import type { NodeContext, NodeDefinition, ParameterDefinition } from "./node-definition";
import { numberText, type ReadParameters, readParameters } from "./parameter-values";
import { inputShape } from "./shape-rules";

/** What every penalty's and bound's parameter has in common: 0 is off. */
const penalty = { type: "number", default: 0, minimum: 0, maximum: 1000, group: "penalties" } as const;

const parameters = [
  {
    id: "units",
    label: "Units",
    help: "Number of outputs. The last Dense needs one for each class, or one for a number.",
    type: "integer",
    default: 64,
    minimum: 1,
    maximum: 65_536,
    frameworks: "PyTorch: out_features",
  },
  {
    id: "use_bias",
    label: "Bias",
    help: "Adds a trained constant to each unit. Redundant when BatchNorm follows.",
    type: "boolean",
    default: true,
  },
  {
    id: "kernel_initializer",
    label: "Initial weights",
    help: "How the weights start. Glorot suits tanh and sigmoid, He suits ReLU.",
    type: "choice",
    default: "glorot_uniform",
    choices: [
      { value: "glorot_uniform", label: "Glorot uniform" },
      { value: "glorot_normal", label: "Glorot normal" },
      { value: "he_uniform", label: "He uniform" },
      { value: "he_normal", label: "He normal" },
      { value: "lecun_normal", label: "LeCun normal" },
      { value: "uniform", label: "uniform" },
      { value: "normal", label: "normal" },
      { value: "zeros", label: "zeros" },
      { value: "ones", label: "ones" },
      { value: "constant", label: "constant" },
    ],
    frameworks: "Keras Glorot uniform, PyTorch U(±1/√in)",
  },
  {
    id: "kernel_range",
    label: "Range ±",
    help: "Weights start uniformly between −range and +range.",
    type: "number",
    default: 0.05,
    minimum: 0,
    exclusiveMinimum: true,
    maximum: 100,
    frameworks: "Keras 0.05",
    when: { parameter: "kernel_initializer", in: ["uniform"] },
  },
  {
    id: "kernel_standard_deviation",
    label: "Standard deviation σ",
    help: "Weights start normally distributed around 0 with this standard deviation.",
    type: "number",
    default: 0.05,
    minimum: 0,
    exclusiveMinimum: true,
    maximum: 100,
    frameworks: "Keras 0.05",
    when: { parameter: "kernel_initializer", in: ["normal"] },
  },
  {
    id: "kernel_value",
    label: "Value",
    help: "Every weight starts with this value.",
    type: "number",
    default: 0.05,
    minimum: -100,
    maximum: 100,
    when: { parameter: "kernel_initializer", in: ["constant"] },
  },
  {
    id: "kernel_l1",
    label: "L1 on weights",
    help: "Adds l1 · Σ|w| to the loss, which draws weights to 0; 0 for none.",
    ...penalty,
  },
  {
    id: "kernel_l2",
    label: "L2 on weights",
    help: "Adds l2 · Σw² to the loss, which keeps weights small; 0 for none.",
    ...penalty,
    frameworks: "Keras L2 regularizer; PyTorch: weight_decay = 2 · l2",
  },
  {
    id: "kernel_max_norm",
    label: "Largest norm",
    help: "Holds the L2 norm of each unit's incoming weights below this after every step; 0 for no bound.",
    ...penalty,
    frameworks: "Keras: MaxNorm(axis=0)",
  },
  {
    id: "bias_l1",
    label: "L1 on bias",
    help: "Adds l1 · Σ|b| to the loss; 0 for none.",
    ...penalty,
    when: { parameter: "use_bias", in: [true] },
  },
  {
    id: "bias_l2",
    label: "L2 on bias",
    help: "Adds l2 · Σb² to the loss; 0 for none.",
    ...penalty,
    when: { parameter: "use_bias", in: [true] },
  },
] as const satisfies readonly ParameterDefinition[];

/** Every output is a weighted sum of all inputs. */
export const dense = {
  kind: "dense",
  label: "Dense",
  category: "layer",
  summary: "Every unit is a weighted sum of all inputs plus a bias.",
  formula: "y = xW + b        W is [in, units], b is [units]",
  inputs: [{ id: "input", label: "input" }],
  outputs: [{ id: "output", label: "output" }],
  parameters,
  caption: (node) => numberText(readParameters(node, parameters).units),
  // The width is known even when the input is not, so that a mistake upstream shows once, where it is.
  inferShape: ({ node }) => {
    const { units } = readParameters(node, parameters);
    return { shape: Number.isInteger(units) && units > 0 ? { features: units } : null, diagnostics: [] };
  },
  check: (context) => [...redundantBias(context), ...linearPair(context), ...equalUnits(context.node)],
  parameterCount: (context) => {
    const inputs = inputShape(context)?.features ?? 0;
    const { units, use_bias } = readParameters(context.node, parameters);
    if (!inputs || Number.isNaN(units)) return 0;
    return inputs * units + (use_bias ? units : 0);
  },
  lower: (context) => {
    const values = readParameters(context.node, parameters);
    const { units } = values;
    const { features } = context.shape("input");
    const weight = context.parameter("weight", [features, units], "trainable", kernelInitializer(values), {
      regularizer: { l1: values.kernel_l1, l2: values.kernel_l2 },
      max_norm: values.kernel_max_norm || null,
    });
    const bias = values.use_bias
      ? context.parameter(
          "bias",
          [units],
          "trainable",
          { kind: "zeros" },
          {
            regularizer: { l1: values.bias_l1, l2: values.bias_l2 },
          },
        )
      : null;
    return { output: context.operation({ op: "dense", weight, bias }, [context.value("input")], units) };
  },
} satisfies NodeDefinition;

function kernelInitializer(values: ReadParameters<typeof parameters>): Initializer {
  const kind = values.kernel_initializer;
  switch (kind) {
    case "glorot_normal":
    case "he_uniform":
    case "he_normal":
    case "lecun_normal":
    case "zeros":
    case "ones":
      return { kind };
    case "uniform": {
      const range = values.kernel_range;
      return { kind, low: -range, high: range };
    }
    case "normal":
      return { kind, mean: 0, standard_deviation: values.kernel_standard_deviation };
    case "constant":
      return { kind, value: values.kernel_value };
    default:
      return { kind: "glorot_uniform" };
  }
}

/** BatchNorm subtracts the mean, and any constant with it: the bias can never change the result. */
function redundantBias({ node, readers }: NodeContext) {
  const [reader] = readers;
  if (!reader || !readParameters(node, parameters).use_bias || readers.some((other) => other.kind !== "batch_norm"))
    return [];
  return [
    finding("I001", {
      node: node.id,
      parameter: "use_bias",
      found: `a bias directly before BatchNorm (${reader.id})`,
      expected: "no bias, since BatchNorm subtracts it with the mean and adds its own β",
      help: "switch the bias off",
      values: { reader: reader.id },
      fix: [{ type: "set_parameter", node: node.id, parameter: "use_bias", value: false }],
    }),
  ];
}

/** Two weighted sums in a row are one weighted sum. */
function linearPair({ node, sources }: NodeContext) {
  const source = sources.input;
  if (source?.kind !== "dense") return [];
  return [
    finding("I002", {
      node: node.id,
      port: "input",
      found: `Dense directly after Dense (${source.id})`,
      expected: "an Activation between them, since two linear layers in a row compute no more than one",
      help: `put an Activation between ${source.id} and ${node.id}`,
      values: { source: source.id },
    }),
  ];
}

function equalUnits(node: GraphNode) {
  const { kernel_initializer: initializer, units } = readParameters(node, parameters);
  const isEqual = initializer === "zeros" || initializer === "ones" || initializer === "constant";
  if (!isEqual || !(units > 1)) return [];
  return [
    finding("W006", {
      node: node.id,
      parameter: "kernel_initializer",
      found: `initial weights ${initializer}: every unit starts alike and gets the same gradient, so all stay alike`,
      expected: "random initial weights",
      help: "choose Glorot uniform",
      values: { initializer },
      fix: [{ type: "set_parameter", node: node.id, parameter: "kernel_initializer", value: "glorot_uniform" }],
    }),
  ];
}
