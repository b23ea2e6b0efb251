import { finding } from "./findings";
import type { NodeDefinition, ParameterDefinition } from "./node-definition";
import { numberText, readParameters } from "./parameter-values";
import { passThrough } from "./shape-rules";

const parameters = [
  {
    id: "rate",
    label: "Rate p",
    help: "Share of the values set to 0 at each batch.",
    type: "number",
    default: 0.5,
    minimum: 0,
    maximum: 1,
    exclusiveMaximum: true,
    frameworks: "Keras and PyTorch: share dropped; TensorFlow 1 keep_prob: share kept",
  },
] as const satisfies readonly ParameterDefinition[];

/** Silences a random share of the values while training (Srivastava et al. 2014, inverted form). */
export const dropout = {
  kind: "dropout",
  label: "Dropout",
  category: "regularization",
  summary: "Sets a random share of the values to 0 while training, so that units cannot lean on one another.",
  formula: "training: y = x · keep / (1 − p), keep = 1 with probability 1 − p        inference: y = x",
  inputs: [{ id: "input", label: "input" }],
  outputs: [{ id: "output", label: "output" }],
  parameters,
  caption: (node) => `p ${numberText(readParameters(node, parameters).rate)}`,
  inferShape: passThrough,
  check: ({ node, readers }) => {
    const reader = readers.find((other) => other.kind === "batch_norm");
    if (!reader) return [];
    return [
      finding("W002", {
        node: node.id,
        found: `Dropout directly before BatchNorm (${reader.id})`,
        expected: "Dropout after BatchNorm, since dropped values change the variance in training but not in inference",
        help: `move ${node.id} behind ${reader.id} and its activation`,
        values: { reader: reader.id },
      }),
    ];
  },
  lower: (context) => {
    const { features } = context.shape("input");
    const { rate } = readParameters(context.node, parameters);
    return { output: context.operation({ op: "dropout", rate }, [context.value("input")], features) };
  },
} satisfies NodeDefinition;
