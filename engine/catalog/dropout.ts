import { finding } from "./findings";
import type { NodeDefinition } from "./node-definition";
import { numberOf, numberText } from "./parameter-values";
import { passThrough } from "./shape-rules";

/** Silences a random share of the values while training (Srivastava et al. 2014, inverted form). */
export const dropout: NodeDefinition = {
  kind: "dropout",
  label: "Dropout",
  category: "regularization",
  summary: "Sets a random share of the values to 0 while training, so that units cannot lean on one another.",
  formula: "training: y = x · keep / (1 − p), keep = 1 with probability 1 − p        inference: y = x",
  inputs: [{ id: "input", label: "input" }],
  outputs: [{ id: "output", label: "output" }],
  parameters: [
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
  ],
  caption: (node) => `p ${numberText(node, "rate")}`,
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
    const rate = numberOf(context.node, "rate");
    return { output: context.operation({ op: "dropout", rate }, [context.value("input")], features) };
  },
};
