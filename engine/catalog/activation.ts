import type { ActivationFunction } from "../contract";
import { finding } from "./findings";
import type { NodeDefinition, ParameterDefinition } from "./node-definition";
import { type ReadParameters, readParameters } from "./parameter-values";
import { inputShape, passThrough } from "./shape-rules";

/** Every function of the Activation node, in menu order. A new one is added here and in the trainer's kernels. */
export const activationFunctions = [
  { value: "linear", label: "linear", formula: "a = z" },
  { value: "relu", label: "ReLU", formula: "a = max(0, z)" },
  { value: "leaky_relu", label: "leaky ReLU", formula: "a = z above 0, αz below" },
  { value: "elu", label: "ELU", formula: "a = z above 0, α(eᶻ − 1) below" },
  { value: "selu", label: "SELU", formula: "a = λz above 0, λα(eᶻ − 1) below, λ = 1.0507, α = 1.6733" },
  { value: "gelu", label: "GELU", formula: "a = z·Φ(z) = ½z(1 + erf(z/√2))" },
  { value: "gelu_tanh", label: "GELU (tanh)", formula: "a = ½z(1 + tanh(√(2/π)(z + 0.044715z³)))" },
  { value: "swish", label: "swish", formula: "a = z/(1 + e⁻ᶻ)" },
  { value: "softplus", label: "softplus", formula: "a = ln(1 + eᶻ)" },
  { value: "tanh", label: "tanh", formula: "a = tanh z" },
  { value: "softsign", label: "softsign", formula: "a = z/(1 + |z|)" },
  { value: "sigmoid", label: "sigmoid", formula: "a = 1/(1 + e⁻ᶻ)" },
  { value: "hard_sigmoid", label: "hard sigmoid", formula: "a = min(max(z + 3, 0), 6)/6" },
  { value: "softmax", label: "softmax", formula: "aᵢ = eᶻⁱ / Σⱼ eᶻʲ over each row" },
] as const satisfies readonly { value: ActivationFunction; label: string; formula: string }[];

const parameters = [
  {
    id: "function",
    label: "Function",
    help: "ReLU or tanh between layers; softmax before a loss over classes; sigmoid for one probability.",
    type: "choice",
    default: "relu",
    choices: activationFunctions.map(({ value, label }) => ({ value, label })),
    frameworks:
      "GELU: Keras and PyTorch exact, with tanh on request; swish is PyTorch's SiLU; hard sigmoid as Keras 3 and PyTorch, older Keras 0.2z + 0.5",
  },
  {
    id: "negative_slope",
    label: "Slope below 0, α",
    help: "What values below 0 are multiplied by.",
    type: "number",
    default: 0.01,
    minimum: 0,
    maximum: 1000,
    frameworks: "PyTorch 0.01, Keras 0.3 as a layer and 0.2 as a function",
    when: { parameter: "function", in: ["leaky_relu"] },
  },
  {
    id: "alpha",
    label: "Alpha α",
    help: "Very negative values come out as −α.",
    type: "number",
    default: 1,
    minimum: 0,
    exclusiveMinimum: true,
    maximum: 1000,
    frameworks: "Keras and PyTorch 1",
    when: { parameter: "function", in: ["elu"] },
  },
] as const satisfies readonly ParameterDefinition[];

/** Bends values, so that layers in a row can compute more than one layer. */
export const activation = {
  kind: "activation",
  label: "Activation",
  category: "activation",
  summary: "Applies a function to every value (softmax: to every row).",
  formula: activationFunctions.map(({ label, formula }) => `${label}: ${formula}`).join("        "),
  inputs: [{ id: "input", label: "input" }],
  outputs: [{ id: "output", label: "output" }],
  parameters,
  caption: (node) => {
    const values = readParameters(node, parameters);
    const label = activationFunctions.find(({ value }) => value === values.function)?.label ?? "?";
    const alpha = alphaOf(values);
    return alpha === null ? label : `${label} · α ${alpha}`;
  },
  inferShape: passThrough,
  check: (context) => {
    const { node } = context;
    if (readParameters(node, parameters).function !== "softmax" || inputShape(context)?.features !== 1) return [];
    return [
      finding("W005", {
        node: node.id,
        parameter: "function",
        found: "softmax over one feature, which is 1 whatever the input",
        expected: "softmax over two features or more, or sigmoid over one",
        help: "choose sigmoid, or give the layer before it one unit a class",
        fix: [{ type: "set_parameter", node: node.id, parameter: "function", value: "sigmoid" }],
      }),
    ];
  },
  lower: (context) => {
    const values = readParameters(context.node, parameters);
    const { features } = context.shape("input");
    return {
      output: context.operation(
        { op: "activation", function: values.function ?? "linear", alpha: alphaOf(values) },
        [context.value("input")],
        features,
      ),
    };
  },
} satisfies NodeDefinition;

/** α of the functions that have one. */
function alphaOf(values: ReadParameters<typeof parameters>): number | null {
  switch (values.function) {
    case "leaky_relu":
      return values.negative_slope;
    case "elu":
      return values.alpha;
    default:
      return null;
  }
}
