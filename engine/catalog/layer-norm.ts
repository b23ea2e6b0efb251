import type { NodeDefinition, ParameterDefinition } from "./node-definition";
import { numberText, readParameters } from "./parameter-values";
import { inputShape, passThrough } from "./shape-rules";

const parameters = [
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
] as const satisfies readonly ParameterDefinition[];

/** Normalises every row over its features, then lets γ and β choose scale and offset (Ba, Kiros and Hinton 2016). */
export const layerNorm = {
  kind: "layer_norm",
  label: "LayerNorm",
  category: "normalization",
  summary: "Normalises every row over its features, then scales by a trained γ and shifts by a trained β.",
  formula: "y = γ(z − μ)/√(σ² + ε) + β        μ, σ²: mean and variance of the row, in training and inference alike",
  inputs: [{ id: "input", label: "input" }],
  outputs: [{ id: "output", label: "output" }],
  parameters,
  caption: (node) => `ε ${numberText(readParameters(node, parameters).epsilon)}`,
  inferShape: passThrough,
  parameterCount: (context) => {
    const { scale, center } = readParameters(context.node, parameters);
    const vectors = (scale ? 1 : 0) + (center ? 1 : 0);
    return vectors * (inputShape(context)?.features ?? 0);
  },
  lower: (context) => {
    const values = readParameters(context.node, parameters);
    const { features } = context.shape("input");
    const gamma = values.scale ? context.parameter("gamma", [features], "trainable", { kind: "ones" }) : null;
    const beta = values.center ? context.parameter("beta", [features], "trainable", { kind: "zeros" }) : null;
    const { epsilon } = values;
    return {
      output: context.operation({ op: "layer_norm", gamma, beta, epsilon }, [context.value("input")], features),
    };
  },
} satisfies NodeDefinition;
