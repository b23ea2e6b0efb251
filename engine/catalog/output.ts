import type { ClassWeights, Loss, LossFunction, ScaleMethod, Target } from "../contract";
import type { TargetSchema } from "../model";
import type { NodeDefinition } from "./node-definition";
import { checkClassWeights, checkProbabilities, checkTarget } from "./output-checks";
import { isCrossEntropy, losses, type OutputParameters, outputParameters, readOutput } from "./output-parameters";
import { targetOf } from "./output-target";
import { inputShape } from "./shape-rules";

/** Where predictions meet a target: the loss that training makes small. */
export const output = {
  kind: "output",
  label: "Output",
  category: "output",
  summary: "Compares the prediction with a target column; training makes this loss small.",
  formula:
    "binary: −mean over units [y log p + (1 − y) log(1 − p)]        categorical: −Σ y log p        squared: mean (p − y)²        absolute: mean |p − y|        Huber: mean of e²/2 where |e| ≤ δ, else δ(|e| − δ/2), e = p − y        a standardized target: y = (target − mean) / σ        each times the row's and its class's weight, averaged over the batch's rows        several Outputs: Σ loss weight · loss",
  inputs: [{ id: "prediction", label: "prediction" }],
  outputs: [],
  parameters: outputParameters,
  caption: (node) => {
    const values = readOutput(node);
    const loss = losses.find(({ value }) => value === values.loss)?.label ?? "?";
    const column = values.target;
    return column === null ? loss : `${column} · ${loss}`;
  },
  inferShape: (context) => ({ shape: inputShape(context, "prediction"), diagnostics: [] }),
  check: (context) => [...checkProbabilities(context), ...checkTarget(context), ...checkClassWeights(context)],
  lower: (context) => {
    const { node, data } = context;
    const values = readOutput(node);
    const column = targetOf(node, data);
    if (!column) throw new Error(`Cannot lower ${node.id}: the table has no such target.`);
    const { features } = context.shape("prediction");
    context.loss({
      ...(values.loss === "categorical_cross_entropy"
        ? overClasses(column)
        : { function: lossFunction(values), target: encodedTarget(column, features) }),
      value: context.value("prediction"),
      target_scaling: scaling(values, column),
      weight: values.weight,
      class_weights: classWeights(values),
    });
    return {};
  },
} satisfies NodeDefinition;

function lossFunction({ loss: kind, delta }: OutputParameters): LossFunction {
  switch (kind) {
    case "binary_cross_entropy":
    case "mean_absolute_error":
      return { kind };
    case "huber":
      return { kind, delta };
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

/** How the target is scaled: only numbers are, and only where numbers are compared. */
function scaling({ loss, target_scaling }: OutputParameters, { classes }: TargetSchema): ScaleMethod | null {
  return classes === 0 && !isCrossEntropy(loss) && target_scaling === "standardize" ? "standardize" : null;
}

function classWeights({ loss, class_weights, class_weight_values }: OutputParameters): ClassWeights {
  const kind = isCrossEntropy(loss) ? class_weights : "none";
  if (kind === "given") return { kind, weights: [...class_weight_values] };
  return kind === "balanced" ? { kind } : { kind: "none" };
}
