import type { NodeDefinition } from "./node-definition";
import { numberOf, numberText } from "./parameter-values";
import { passThrough } from "./shape-rules";

/** Blurs values with normal noise while training. */
export const gaussianNoise: NodeDefinition = {
  kind: "gaussian_noise",
  label: "GaussianNoise",
  category: "regularization",
  summary: "Adds normal noise to every value while training, so that small differences are not learned by heart.",
  formula: "training: y = x + n, n drawn from N(0, σ²)        inference: y = x",
  inputs: [{ id: "input", label: "input" }],
  outputs: [{ id: "output", label: "output" }],
  parameters: [
    {
      id: "standard_deviation",
      label: "Standard deviation σ",
      help: "Spread of the noise; scaled features have a spread of about 1.",
      type: "number",
      default: 0.1,
      minimum: 0,
      maximum: 1000,
      frameworks: "Keras: stddev, no default; PyTorch has no such layer",
    },
  ],
  caption: (node) => `σ ${numberText(node, "standard_deviation")}`,
  inferShape: passThrough,
  lower: (context) => {
    const { features } = context.shape("input");
    const standard_deviation = numberOf(context.node, "standard_deviation");
    return {
      output: context.operation({ op: "gaussian_noise", standard_deviation }, [context.value("input")], features),
    };
  },
};
