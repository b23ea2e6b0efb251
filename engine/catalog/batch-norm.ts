import type { NodeDefinition, ParameterDefinition } from "./node-definition";
import { numberText, readParameters } from "./parameter-values";
import { inputShape, passThrough } from "./shape-rules";

const parameters = [
  {
    id: "epsilon",
    label: "Epsilon ε",
    help: "Added to the variance so that a constant feature does not divide by zero.",
    type: "number",
    default: 1e-3,
    minimum: 0,
    exclusiveMinimum: true,
    maximum: 1,
    frameworks: "Keras 1e-3, PyTorch 1e-5",
  },
  {
    id: "momentum",
    label: "Momentum ρ",
    help: "Share of the running mean and variance kept at each batch.",
    type: "number",
    default: 0.99,
    minimum: 0,
    maximum: 1,
    exclusiveMaximum: true,
    frameworks: "Keras 0.99, PyTorch 0.9 (written there as momentum 0.1 = 1 − ρ)",
  },
  {
    id: "center",
    label: "Shift β",
    help: "Adds a trained β to every feature, starting at 0.",
    type: "boolean",
    default: true,
    frameworks: "PyTorch: affine, for γ and β together",
  },
  {
    id: "scale",
    label: "Scale γ",
    help: "Multiplies every feature by a trained γ, starting at 1.",
    type: "boolean",
    default: true,
    frameworks: "PyTorch: affine, for γ and β together",
  },
  {
    id: "running_variance",
    label: "Running variance",
    help: "Which variance is tracked: the batch's own (biased), or times n/(n−1) (unbiased).",
    type: "choice",
    default: "biased",
    choices: [
      { value: "biased", label: "biased" },
      { value: "unbiased", label: "unbiased" },
    ],
    frameworks: "Keras biased, PyTorch unbiased",
  },
] as const satisfies readonly ParameterDefinition[];

/** Normalises every feature over the batch, then lets γ and β choose scale and offset (Ioffe and Szegedy 2015). */
export const batchNorm = {
  kind: "batch_norm",
  label: "BatchNorm",
  category: "normalization",
  summary: "Normalises every feature over the batch, then scales by a trained γ and shifts by a trained β.",
  formula:
    "training: y = γ(z − μ)/√(σ² + ε) + β        R ← ρR + (1 − ρ)μ, V ← ρV + (1 − ρ)σ²        inference: R and V in place of μ and σ²",
  inputs: [{ id: "input", label: "input" }],
  outputs: [{ id: "output", label: "output" }],
  parameters,
  caption: (node) => {
    const { epsilon, momentum } = readParameters(node, parameters);
    return `ε ${numberText(epsilon)} · ρ ${numberText(momentum)}`;
  },
  inferShape: passThrough,
  parameterCount: (context) => {
    const { scale, center } = readParameters(context.node, parameters);
    const vectors = 2 + (scale ? 1 : 0) + (center ? 1 : 0);
    return vectors * (inputShape(context)?.features ?? 0);
  },
  lower: (context) => {
    const values = readParameters(context.node, parameters);
    const { features } = context.shape("input");
    const gamma = values.scale ? context.parameter("gamma", [features], "trainable", { kind: "ones" }) : null;
    const beta = values.center ? context.parameter("beta", [features], "trainable", { kind: "zeros" }) : null;
    const mean = context.parameter("mean", [features], "running", { kind: "zeros" });
    const variance = context.parameter("variance", [features], "running", { kind: "ones" });
    const output = context.operation(
      {
        op: "batch_norm",
        gamma,
        beta,
        mean,
        variance,
        epsilon: values.epsilon,
        momentum: values.momentum,
        running_variance: values.running_variance ?? "biased",
      },
      [context.value("input")],
      features,
    );
    return { output };
  },
} satisfies NodeDefinition;
