import type { GraphNode } from "../model";
import type { ParameterDefinition } from "./node-definition";
import { type ReadParameters, readParameters } from "./parameter-values";

/** Losses that compare probabilities with classes. */
export const crossEntropies = ["binary_cross_entropy", "categorical_cross_entropy"] as const;

/** Every loss of the Output node, in menu order. */
export const losses = [
  { value: "binary_cross_entropy", label: "binary cross-entropy" },
  { value: "categorical_cross_entropy", label: "categorical cross-entropy" },
  { value: "mean_squared_error", label: "mean squared error" },
  { value: "mean_absolute_error", label: "mean absolute error" },
  { value: "huber", label: "Huber" },
] as const;

/** What an Output is set to. */
export const outputParameters = [
  {
    id: "target",
    label: "Target",
    help: "Target column this Output predicts; by default the table's first.",
    type: "target",
    default: null,
  },
  {
    id: "loss",
    label: "Loss",
    help: "Cross-entropy for classes (binary after sigmoid or softmax, categorical after softmax); for numbers squared error, or absolute or Huber where outliers should count less.",
    type: "choice",
    default: "binary_cross_entropy",
    choices: losses,
    frameworks:
      "Keras: sparse and plain categorical cross-entropy are this one; PyTorch: BCELoss on probabilities, its CrossEntropyLoss contains the softmax",
  },
  {
    id: "delta",
    label: "Delta δ",
    help: "Errors up to δ count squared, larger ones in proportion; in units of σ where the target is standardized.",
    type: "number",
    default: 1,
    minimum: 0,
    exclusiveMinimum: true,
    maximum: 1e6,
    frameworks: "Keras and PyTorch 1",
    when: { parameter: "loss", in: ["huber"] },
  },
  {
    id: "target_scaling",
    label: "Target scaling",
    help: "A number is learnt best around 0: standardize subtracts the training rows' mean and divides by their σ. Predictions and metrics stay in the target's own unit; the loss is of scaled numbers.",
    type: "choice",
    default: "standardize",
    choices: [
      { value: "standardize", label: "standardize" },
      { value: "none", label: "none" },
    ],
    frameworks: "scikit-learn: TransformedTargetRegressor with StandardScaler; Keras and PyTorch: none",
    when: { parameter: "loss", in: ["mean_squared_error", "mean_absolute_error", "huber"] },
  },
  {
    id: "weight",
    label: "Loss weight",
    help: "Share of this Output's loss in the sum of all Outputs' losses.",
    type: "number",
    default: 1,
    minimum: 0,
    exclusiveMinimum: true,
    maximum: 1e6,
    frameworks: "Keras: loss_weights",
    group: "weights",
  },
  {
    id: "class_weights",
    label: "Class weights",
    help: "Balanced weighs each class by how rare it is among the training rows, rows / (classes · rows of the class).",
    type: "choice",
    default: "none",
    choices: [
      { value: "none", label: "none" },
      { value: "balanced", label: "balanced" },
      { value: "given", label: "given" },
    ],
    frameworks: 'Keras: class_weight; scikit-learn: class_weight="balanced"',
    group: "weights",
    when: { parameter: "loss", in: crossEntropies },
  },
  {
    id: "class_weight_values",
    label: "Weights",
    help: "One a class in the order of the classes (numbers by size, texts by alphabet), separated by commas.",
    type: "numbers",
    default: "1, 1",
    minimum: 0,
    maximum: 1e6,
    group: "weights",
    when: { parameter: "class_weights", in: ["given"] },
  },
] as const satisfies readonly ParameterDefinition[];

export type OutputParameters = ReadParameters<typeof outputParameters>;

/** What an Output node is set to. */
export function readOutput(node: GraphNode): OutputParameters {
  return readParameters(node, outputParameters);
}

/** Whether a loss compares probabilities with classes. */
export function isCrossEntropy(loss: string | null): boolean {
  return crossEntropies.some((each) => each === loss);
}
