import type { LossFunction } from "../contract";
import type { Diagnostic } from "../model";
import { finding } from "./findings";
import type { NodeContext, NodeDefinition } from "./node-definition";
import { fixActivation, fixUnits } from "./output-fixes";
import { textOf } from "./parameter-values";
import { inputShape } from "./shape-rules";

const losses: readonly { readonly value: Exclude<LossFunction["kind"], "huber">; readonly label: string }[] = [
  { value: "binary_cross_entropy", label: "binary cross-entropy" },
  { value: "categorical_cross_entropy", label: "categorical cross-entropy" },
  { value: "mean_squared_error", label: "mean squared error" },
];

/** Where predictions meet the target: the loss that training makes small. */
export const output: NodeDefinition = {
  kind: "output",
  label: "Output",
  category: "output",
  summary: "Compares the prediction with the target column; training makes this loss small.",
  formula:
    "binary: −mean over units [y log p + (1 − y) log(1 − p)]        categorical: −Σ y log p        MSE: mean (p − y)²        each averaged over the batch",
  inputs: [{ id: "prediction", label: "prediction" }],
  outputs: [],
  parameters: [
    {
      id: "loss",
      label: "Loss",
      help: "Cross-entropy for classes (binary after sigmoid or softmax, categorical after softmax); mean squared error for numbers.",
      type: "choice",
      default: "binary_cross_entropy",
      choices: losses,
      frameworks: "PyTorch: BCELoss on probabilities; its CrossEntropyLoss contains the softmax",
    },
  ],
  caption: (node) => losses.find(({ value }) => value === textOf(node, "loss"))?.label ?? "?",
  inferShape: (context) => ({ shape: inputShape(context, "prediction"), diagnostics: [] }),
  check: (context) => [...checkProbabilities(context), ...checkTarget(context)],
  lower: (context) => {
    const { features } = context.shape("prediction");
    const name = textOf(context.node, "loss");
    const kind = losses.find(({ value }) => value === name)?.value ?? "mean_squared_error";
    const target = { width: features, encoding: features === 1 ? "value" : "one_hot" } as const;
    context.loss({ kind }, context.value("prediction"), target);
    return {};
  },
};

/** Cross-entropies read probabilities: what feeds them must make some. */
function checkProbabilities(context: NodeContext): readonly Diagnostic[] {
  const { node, sources } = context;
  const source = sources.prediction;
  const width = inputShape(context, "prediction")?.features;
  const loss = textOf(node, "loss");
  if (!source || width === undefined || (loss !== "binary_cross_entropy" && loss !== "categorical_cross_entropy"))
    return [];
  const made = source.kind === "activation" ? textOf(source, "function") : "";
  const values = { source: source.id, function: made, loss, units: width };
  const found = `${made || source.kind} (${source.id}, ${unitsText(width)}) before ${loss}`;
  if (loss === "categorical_cross_entropy") {
    if (made === "softmax") return [];
    const expected = "softmax directly before categorical cross-entropy";
    const mend = "put a softmax Activation before the Output";
    const fix = width > 1 ? fixActivation(context, source, "softmax") : [];
    return [finding("E014", { node: node.id, port: "prediction", found, expected, mend, values, ...optional(fix) })];
  }
  if (made === "sigmoid" || (made === "softmax" && width > 1)) return [];
  const wanted = width > 1 ? "softmax" : "sigmoid";
  return [
    finding("E015", {
      node: node.id,
      port: "prediction",
      found,
      expected: "sigmoid with 1 unit, or softmax or sigmoid with 2 or more, directly before binary cross-entropy",
      mend: `put a ${wanted} Activation before the Output`,
      values,
      ...optional(fixActivation(context, source, wanted)),
    }),
  ];
}

/** The prediction's width and the loss must suit the target column. */
function checkTarget(context: NodeContext): readonly Diagnostic[] {
  const { node, data, sources } = context;
  if (!data) return [];
  const { target } = data;
  if (!target) {
    const mend = "give one column the role target in the Data panel";
    return [
      finding("E016", { node: node.id, found: "no target column", expected: "one column with the role target", mend }),
    ];
  }
  const loss = textOf(node, "loss");
  const width = inputShape(context, "prediction")?.features;
  const source = sources.prediction;
  const values = { target: target.name, classes: target.classes, units: width ?? 0, loss };
  if (target.classes === 0 && loss !== "mean_squared_error") {
    return [
      finding("E017", {
        node: node.id,
        parameter: "loss",
        found: `${loss} on the numeric target ${target.name}`,
        expected: "mean squared error for a number, or a target column of classes",
        mend: "choose mean squared error, or set the target's encoding to classes in the Data panel",
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
          mend: "give the last Dense 1 unit",
          ...optional(fixUnits(context, 1)),
        }),
      );
    }
    if (source?.kind === "activation" && textOf(source, "function") === "softmax") {
      found.push(
        finding("W004", {
          ...place,
          found: `softmax (${source.id}) before mean squared error on the numeric target ${target.name}`,
          expected: "no softmax, since it squeezes a row into shares that sum to 1",
          mend: "choose linear",
          fix: [{ type: "set_parameter", node: source.id, parameter: "function", value: "linear" }],
        }),
      );
    }
    return found;
  }
  const isOneUnit = width === 1 && target.classes <= 2 && loss !== "categorical_cross_entropy";
  if (!isOneUnit && width !== target.classes) {
    const single = target.classes === 2 && loss !== "categorical_cross_entropy" ? ", or 1 unit with sigmoid" : "";
    found.push(
      finding("E008", {
        ...place,
        found: `${unitsText(width)} for the ${target.classes} classes of ${target.name}`,
        expected: `${unitsText(target.classes)}, one a class${single}`,
        mend: `give the last Dense ${unitsText(target.classes)}`,
        ...optional(fixUnits(context, target.classes)),
      }),
    );
  }
  return found;
}

function unitsText(units: number): string {
  return units === 1 ? "1 unit" : `${units} units`;
}

function optional(fix: Diagnostic["fix"]): { readonly fix?: NonNullable<Diagnostic["fix"]> } {
  return fix && fix.length > 0 ? { fix } : {};
}
