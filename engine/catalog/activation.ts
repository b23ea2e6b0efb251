import type { ActivationFunction } from "../contract";
import { finding } from "./findings";
import type { NodeDefinition } from "./node-definition";
import { textOf } from "./parameter-values";
import { inputShape, passThrough } from "./shape-rules";

/** Every function of the Activation node, in menu order. A new one is added here and in the trainer's kernels. */
export const activationFunctions: readonly {
  readonly value: ActivationFunction;
  readonly label: string;
  readonly formula: string;
}[] = [
  { value: "linear", label: "linear", formula: "a = z" },
  { value: "tanh", label: "tanh", formula: "a = tanh z" },
  { value: "sigmoid", label: "sigmoid", formula: "a = 1/(1 + e⁻ᶻ)" },
  { value: "relu", label: "ReLU", formula: "a = max(0, z)" },
  { value: "softsign", label: "softsign", formula: "a = z/(1 + |z|)" },
  { value: "softmax", label: "softmax", formula: "aᵢ = eᶻⁱ / Σⱼ eᶻʲ over each row" },
];

/** Bends values, so that layers in a row can compute more than one layer. */
export const activation: NodeDefinition = {
  kind: "activation",
  label: "Activation",
  category: "activation",
  summary: "Applies a function to every value (softmax: to every row).",
  formula: activationFunctions.map(({ label, formula }) => `${label}: ${formula}`).join("        "),
  inputs: [{ id: "input", label: "input" }],
  outputs: [{ id: "output", label: "output" }],
  parameters: [
    {
      id: "function",
      label: "Function",
      help: "ReLU or tanh between layers; softmax before a loss over classes; sigmoid for one probability.",
      type: "choice",
      default: "relu",
      choices: activationFunctions.map(({ value, label }) => ({ value, label })),
    },
  ],
  caption: (node) => activationFunctions.find(({ value }) => value === textOf(node, "function"))?.label ?? "?",
  inferShape: passThrough,
  check: (context) => {
    const { node } = context;
    if (textOf(node, "function") !== "softmax" || inputShape(context)?.features !== 1) return [];
    return [
      finding("W005", {
        node: node.id,
        parameter: "function",
        found: "softmax over one feature, which is 1 whatever the input",
        expected: "softmax over two features or more, or sigmoid over one",
        mend: "choose sigmoid, or give the layer before it one unit a class",
        fix: [{ type: "set_parameter", node: node.id, parameter: "function", value: "sigmoid" }],
      }),
    ];
  },
  lower: (context) => {
    const name = textOf(context.node, "function");
    const known = activationFunctions.find(({ value }) => value === name)?.value ?? "linear";
    const { features } = context.shape("input");
    return {
      output: context.operation({ op: "activation", function: known, alpha: null }, [context.value("input")], features),
    };
  },
};
