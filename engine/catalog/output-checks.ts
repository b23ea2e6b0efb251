import type { DataSchema, Diagnostic, GraphNode, TargetSchema } from "../model";
import { activation } from "./activation";
import { finding } from "./findings";
import type { NodeContext } from "./node-definition";
import { fixActivation } from "./output-fixes";
import { isCrossEntropy, readOutput } from "./output-parameters";
import { targetOf } from "./output-target";
import { readParameters } from "./parameter-values";
import { inputShape } from "./shape-rules";
import { fixWidth } from "./width-fix";

/** Cross-entropies read probabilities: what feeds them must make some. */
export function checkProbabilities(context: NodeContext): readonly Diagnostic[] {
  const { node, sources } = context;
  const source = sources.prediction;
  const width = inputShape(context, "prediction")?.features;
  const { loss } = readOutput(node);
  if (!source || width === undefined || loss === null || !isCrossEntropy(loss)) return [];
  const made = functionOf(source) ?? "";
  const values = { source: source.id, function: made, loss, units: width };
  const found = `${made || source.kind} (${source.id}, ${unitsText(width)}) before ${loss}`;
  if (loss === "categorical_cross_entropy") {
    if (made === "softmax") return [];
    const expected = "softmax directly before categorical cross-entropy";
    const help = "put a softmax Activation before the Output";
    const fix = width > 1 ? fixActivation(context, source, "softmax") : [];
    return [finding("E014", { node: node.id, port: "prediction", found, expected, help, values, fix })];
  }
  if (made === "sigmoid" || (made === "softmax" && width > 1)) return [];
  const wanted = width > 1 ? "softmax" : "sigmoid";
  return [
    finding("E015", {
      node: node.id,
      port: "prediction",
      found,
      expected: "sigmoid with 1 unit, or softmax or sigmoid with 2 or more, directly before binary cross-entropy",
      help: `put a ${wanted} Activation before the Output`,
      values,
      fix: fixActivation(context, source, wanted),
    }),
  ];
}

/** The prediction's width and the loss must suit the target column. */
export function checkTarget(context: NodeContext): readonly Diagnostic[] {
  const { node, data, sources } = context;
  if (!data) return [];
  const target = targetOf(node, data);
  if (!target) return [missingTarget(node, data)];
  const loss = readOutput(node).loss ?? "";
  const width = inputShape(context, "prediction")?.features;
  const source = sources.prediction;
  const values = { target: target.name, classes: target.classes, units: width ?? 0, loss };
  if (target.classes === 1) {
    return [
      finding("E027", {
        node: node.id,
        found: `the same class in every row of ${target.name}`,
        expected: "a target of two classes or more, or a number",
        help: "choose another target column in the Data panel",
        values: { target: target.name },
      }),
    ];
  }
  if (target.classes === 0 && isCrossEntropy(loss)) {
    return [
      finding("E017", {
        node: node.id,
        parameter: "loss",
        found: `${loss} on the numeric target ${target.name}`,
        expected: "squared, absolute or Huber error for a number, or a target column of classes",
        help: "choose mean squared error, or set the target's encoding to classes in the Data panel",
        values,
        fix: [{ type: "set_parameter", node: node.id, parameter: "loss", value: "mean_squared_error" }],
      }),
    ];
  }
  if (width === undefined) return [];
  const found: Diagnostic[] = [];
  const place = { node: node.id, port: "prediction", values };
  if (target.classes === 0) {
    if (width !== 1) {
      found.push(
        finding("E007", {
          ...place,
          found: `a prediction of shape [B, ${width}] for the numeric target ${target.name}`,
          expected: "shape [B, 1], one number a row",
          help: "give the last Dense 1 unit",
          fix: fixWidth(context.graph, node.id, "prediction", 1),
        }),
      );
    }
    if (source && functionOf(source) === "softmax") {
      found.push(
        finding("W004", {
          ...place,
          found: `softmax (${source.id}) before ${loss} on the numeric target ${target.name}`,
          expected: "no softmax, since it squeezes a row into shares that sum to 1",
          help: "choose linear",
          fix: [{ type: "set_parameter", node: source.id, parameter: "function", value: "linear" }],
        }),
      );
    }
    return [...found, ...checkScaledRange(context, target)];
  }
  const isOneUnit = width === 1 && target.classes <= 2 && loss !== "categorical_cross_entropy";
  if (!isOneUnit && width !== target.classes) {
    const single = target.classes === 2 && loss !== "categorical_cross_entropy" ? ", or 1 unit with sigmoid" : "";
    found.push(
      finding("E008", {
        ...place,
        found: `${unitsText(width)} for the ${target.classes} classes of ${target.name}`,
        expected: `${unitsText(target.classes)}, one a class${single}`,
        help: `give the last Dense ${unitsText(target.classes)}`,
        fix: fixWidth(context.graph, node.id, "prediction", target.classes),
      }),
    );
  }
  return found;
}

/** Functions whose values have an end below, some also above. */
const boundedFunctions: readonly string[] = ["tanh", "sigmoid", "relu", "softplus", "softsign", "hard_sigmoid"];

/** A standardized target lies around 0, a third of it beyond ±1: what is bounded cannot reach it. */
function checkScaledRange({ node, sources }: NodeContext, { name }: TargetSchema): readonly Diagnostic[] {
  const source = sources.prediction;
  const made = (source && functionOf(source)) ?? "";
  if (!source || !boundedFunctions.includes(made) || readOutput(node).target_scaling !== "standardize") return [];
  return [
    finding("W012", {
      node: node.id,
      parameter: "target_scaling",
      found: `${made} (${source.id}) before the standardized target ${name}`,
      expected: "a last layer that reaches every number, since a standardized target has mean 0 and σ 1",
      help: "choose linear before the Output, or leave the target unscaled if its own values lie in the function's range",
      values: { target: name, function: made, source: source.id },
      fix: [{ type: "set_parameter", node: node.id, parameter: "target_scaling", value: "none" }],
    }),
  ];
}

/** The Output names a column that is no target, or the table has none. */
function missingTarget(node: GraphNode, data: DataSchema): Diagnostic {
  const help = "give one column the role target in the Data panel";
  const [first, ...others] = data.targets;
  if (!first) {
    return finding("E016", {
      node: node.id,
      found: "no target column",
      expected: "one column with the role target",
      help,
    });
  }
  const name = readOutput(node).target ?? "";
  const targets = data.targets.map((target) => target.name).join(", ");
  return finding("E025", {
    node: node.id,
    parameter: "target",
    found: `the target ${JSON.stringify(name)}, which is no target column of the table`,
    expected: others.length === 0 ? `the target column ${first.name}` : `one of the target columns ${targets}`,
    help: "choose another target, or give the column the role target in the Data panel",
    values: { target: name, targets },
    // With one target there is nothing to choose.
    ...(others.length === 0 && {
      fix: [{ type: "set_parameter", node: node.id, parameter: "target", value: null }],
    }),
  });
}

/** As many given class weights as the target has classes, and one that weighs something. */
export function checkClassWeights({ node, data }: NodeContext): readonly Diagnostic[] {
  const target = targetOf(node, data);
  const { loss, class_weights, class_weight_values: weights } = readOutput(node);
  const isGiven = isCrossEntropy(loss) && class_weights === "given";
  if (!isGiven || !target || target.classes === 0) return [];
  if (weights.length === target.classes && weights.some((weight) => weight > 0)) return [];
  return [
    finding("E026", {
      node: node.id,
      parameter: "class_weight_values",
      found: `${weights.length} class weights (${weights.join(", ")}) for the ${target.classes} classes of ${target.name}`,
      expected: `${target.classes} weights, not all 0`,
      help: "give one weight a class, or choose balanced",
      values: { target: target.name, classes: target.classes, count: weights.length },
      fix: [{ type: "set_parameter", node: node.id, parameter: "class_weights", value: "balanced" }],
    }),
  ];
}

/** The function of an Activation; null for other kinds. */
function functionOf(node: GraphNode) {
  return node.kind === activation.kind ? readParameters(node, activation.parameters).function : null;
}

function unitsText(units: number): string {
  return units === 1 ? "1 unit" : `${units} units`;
}
