import type { NodeDefinition } from "./node-definition";
import { isOn, numberOf, numberText } from "./parameter-values";
import { inputShape, passThrough } from "./shape-rules";

/** Normalises every row over its features, then lets γ and β choose scale and offset (Ba, Kiros and Hinton 2016). */
export const layerNorm: NodeDefinition = {
  kind: "layer_norm",
  label: "LayerNorm",
  category: "normalization",
  summary: "Normalises every row over its features, then scales by a trained γ and shifts by a trained β.",
  formula: "y = γ(z − μ)/√(σ² + ε) + β        μ, σ²: mean and variance of the row, in training and inference alike",
  inputs: [{ id: "input", label: "input" }],
  outputs: [{ id: "output", label: "output" }],
  parameters: [
    {
      id: "epsilon",
      label: "Epsilon ε",
      help: "Added to the variance so that a row of equal values does not divide by zero.",
      type: "number",
      default: 1e-3,
      minimum: 0,
      exclusiveMinimum: true,
      maximum: 1,
      frameworks: "Keras 1e-3, PyTorch 1e-5",
    },
    {
      id: "center",
      label: "Shift β",
      help: "Adds a trained β to every feature, starting at 0.",
      type: "boolean",
      default: true,
      frameworks: "PyTorch: bias",
    },
    {
      id: "scale",
      label: "Scale γ",
      help: "Multiplies every feature by a trained γ, starting at 1.",
      type: "boolean",
      default: true,
      frameworks: "PyTorch: elementwise_affine, for γ and β together",
    },
  ],
  caption: (node) => `ε ${numberText(node, "epsilon")}`,
  inferShape: passThrough,
  parameterCount: (context) => {
    const vectors = (isOn(context.node, "scale") ? 1 : 0) + (isOn(context.node, "center") ? 1 : 0);
    return vectors * (inputShape(context)?.features ?? 0);
  },
  lower: (context) => {
    const { node } = context;
    const { features } = context.shape("input");
    const gamma = isOn(node, "scale") ? context.parameter("gamma", [features], "trainable", { kind: "ones" }) : null;
    const beta = isOn(node, "center") ? context.parameter("beta", [features], "trainable", { kind: "zeros" }) : null;
    const epsilon = numberOf(node, "epsilon");
    return {
      output: context.operation({ op: "layer_norm", gamma, beta, epsilon }, [context.value("input")], features),
    };
  },
};
