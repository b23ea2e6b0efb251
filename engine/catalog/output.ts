import type { ClassWeights, Loss, LossFunction, Target } from "../contract";
import type { GraphNode, TargetSchema } from "../model";
import type { NodeDefinition } from "./node-definition";
import { checkClassWeights, checkProbabilities, checkTarget } from "./output-checks";
import { crossEntropies, targetOf } from "./output-target";
import { numberOf, numbersOf, textOf } from "./parameter-values";
import { inputShape } from "./shape-rules";

const losses: readonly { readonly value: string; readonly label: string }[] = [
  { value: "binary_cross_entropy", label: "binary cross-entropy" },
  { value: "categorical_cross_entropy", label: "categorical cross-entropy" },
  { value: "mean_squared_error", label: "mean squared error" },
  { value: "mean_absolute_error", label: "mean absolute error" },
  { value: "huber", label: "Huber" },
];

/** Where predictions meet a target: the loss that training makes small. */
export const output: NodeDefinition = {
  kind: "output",
  label: "Output",
  category: "output",
  summary: "Compares the prediction with a target column; training makes this loss small.",
  formula:
    "binary: −mean over units [y log p + (1 − y) log(1 − p)]        categorical: −Σ y log p        squared: mean (p − y)²        absolute: mean |p − y|        Huber: mean of e²/2 where |e| ≤ δ, else δ(|e| − δ/2), e = p − y        each times the row's and its class's weight, averaged over the batch's rows        several Outputs: Σ loss weight · loss",
  inputs: [{ id: "prediction", label: "prediction" }],
  outputs: [],
  parameters: [
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
      help: "Errors up to δ count squared, larger ones in proportion.",
      type: "number",
      default: 1,
      minimum: 0,
      exclusiveMinimum: true,
      maximum: 1e6,
      frameworks: "Keras and PyTorch 1",
      when: { parameter: "loss", in: ["huber"] },
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
  ],
  caption: (node) => {
    const loss = losses.find(({ value }) => value === textOf(node, "loss"))?.label ?? "?";
    const column = textOf(node, "target");
    return column === "" ? loss : `${column} · ${loss}`;
  },
  inferShape: (context) => ({ shape: inputShape(context, "prediction"), diagnostics: [] }),
  check: (context) => [...checkProbabilities(context), ...checkTarget(context), ...checkClassWeights(context)],
  lower: (context) => {
    const { node, data } = context;
    const column = targetOf(node, data);
    if (!column) throw new Error(`Cannot lower ${node.id}: the table has no such target.`);
    const { features } = context.shape("prediction");
    context.loss({
      ...(textOf(node, "loss") === "categorical_cross_entropy"
        ? overClasses(column)
        : { function: lossFunction(node), target: encodedTarget(column, features) }),
      value: context.value("prediction"),
      weight: numberOf(node, "weight"),
      class_weights: classWeights(node),
    });
    return {};
  },
};

function lossFunction(node: GraphNode): LossFunction {
  const kind = textOf(node, "loss");
  switch (kind) {
    case "binary_cross_entropy":
    case "mean_absolute_error":
      return { kind };
    case "huber":
      return { kind, delta: numberOf(node, "delta") };
    default:
      return { kind: "mean_squared_error" };
  }
}

/** A column of classes says which one a row is of: its index gives the same bits as one column a class, in less memory. */
function overClasses({ name, classes }: TargetSchema): Pick<Loss, "function"> & { readonly target: Target } {
  return {
    function: { kind: "sparse_categorical_cross_entropy" },
    target: { name, classes, width: 1, encoding: "index" },
  };
}

/** A target as wide as the prediction: classes as 0/1 columns, unless one number says it all. */
function encodedTarget({ name, classes }: TargetSchema, features: number): Target {
  return { name, classes, width: features, encoding: features === 1 ? "value" : "one_hot" };
}

function classWeights(node: GraphNode): ClassWeights {
  const kind = crossEntropies.includes(textOf(node, "loss")) ? textOf(node, "class_weights") : "none";
  if (kind === "given") return { kind, weights: [...numbersOf(node, "class_weight_values")] };
  return kind === "balanced" ? { kind } : { kind: "none" };
}
