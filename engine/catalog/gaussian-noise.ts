import type { NodeDefinition, ParameterDefinition } from "./node-definition";
import { numberText, readParameters } from "./parameter-values";
import { passThrough } from "./shape-rules";

const parameters = [
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
] as const satisfies readonly ParameterDefinition[];

/** Blurs values with normal noise while training. */
export const gaussianNoise = {
  kind: "gaussian_noise",
  label: "GaussianNoise",
  category: "regularization",
  summary: "Adds normal noise to every value while training, so that small differences are not learned by heart.",
  formula: "training: y = x + n, n drawn from N(0, σ²)        inference: y = x",
  inputs: [{ id: "input", label: "input" }],
  outputs: [{ id: "output", label: "output" }],
  parameters,
  caption: (node) => `σ ${numberText(readParameters(node, parameters).standard_deviation)}`,
  inferShape: passThrough,
  lower: (context) => {
    const { features } = context.shape("input");
    const { standard_deviation } = readParameters(context.node, parameters);
    return {
      output: context.operation({ op: "gaussian_noise", standard_deviation }, [context.value("input")], features),
    };
  },
} satisfies NodeDefinition;
