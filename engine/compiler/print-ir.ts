import type { Initializer, Ir, Operation, OperationKind } from "../contract";

/** The IR as text, one declaration, operation or loss a line, ending in a newline: for golden tests and the IR panel. */
export function printIr(ir: Ir): string {
  const lines = [`layerglass ir ${ir.version}`];
  ir.inputs.forEach(({ name, features, node }, index) => {
    lines.push(`input #${index} ${name}  : f32[rows,${features}]   ; node ${node}`);
  });
  ir.targets.forEach(({ name, width, classes, encoding, scaling }, index) => {
    const scaled = scaling ? ` scaling=${scaling.method} offset=@${scaling.offset} factor=@${scaling.factor}` : "";
    lines.push(
      `target #${index} ${JSON.stringify(name)}  classes=${classes} encoding=${encoding}${scaled}  : f32[rows,${width}]`,
    );
  });
  if (ir.sample_weight !== null) lines.push(`sample_weight ${JSON.stringify(ir.sample_weight)}  : f32[rows]`);
  for (const { name, shape, role, initializer, regularizer, max_norm, node } of ir.parameters) {
    const { l1, l2 } = regularizer;
    const bounds = attributesText({ l1: l1 || null, l2: l2 || null, max_norm });
    const start = [role, initializerText(initializer), bounds].filter(Boolean).join(" ");
    lines.push(`param @${name}  ${start}  : f32[${shape.join(",")}]   ; node ${node}`);
  }
  ir.operations.forEach((operation, index) => {
    lines.push(operationText(operation, index));
  });
  for (const { function: lossFunction, value, target, weight, class_weights, node } of ir.losses) {
    const settings = `weight=${numberText(weight)} class_weights=${settingsText(class_weights)}`;
    lines.push(`loss ${settingsText(lossFunction)} %${value} target #${target}  ${settings}   ; node ${node}`);
  }
  const { optimizer, schedule, early_stopping, test_split, fold, ...rest } = ir.training;
  // Nothing is kept for a test unless it says so.
  const run = { ...rest, ...(test_split && { test_split }), ...(fold && { fold: `${fold.index}/${fold.count}` }) };
  const { kind, ...settings } = optimizer;
  lines.push(`optimizer ${kind}  ${attributesText(settings)}`, `schedule ${settingsText(schedule)}`);
  if (early_stopping) lines.push(`early_stopping  ${attributesText(early_stopping)}`);
  lines.push(`train  ${attributesText(run)}`);
  return `${lines.join("\n")}\n`;
}

function operationText({ kind, inputs, features, node }: Operation, index: number): string {
  const { parameters, attributes } = operandsOf(kind);
  const head = [kind.op, ...inputs.map((value) => `%${value}`)].join(" ");
  const names = parameters.map(([name, value]) => `${name}=${value === null ? "none" : `@${value}`}`).join(" ");
  const parts = [`%${index} = ${head}`, names, attributesText(attributes), `: f32[B,${features}]`].filter(Boolean);
  return `${parts.join("  ")}   ; node ${node}`;
}

interface Operands {
  readonly parameters: readonly (readonly [string, string | null])[];
  readonly attributes: Readonly<Record<string, number | string | boolean | null>>;
}

function operandsOf(kind: OperationKind): Operands {
  switch (kind.op) {
    case "input":
      return { parameters: [], attributes: { index: kind.index } };
    case "scale":
      return {
        parameters: [
          ["offset", kind.offset],
          ["factor", kind.factor],
        ],
        attributes: { method: kind.method },
      };
    case "dense":
      return {
        parameters: [
          ["weight", kind.weight],
          ["bias", kind.bias],
        ],
        attributes: {},
      };
    case "batch_norm":
      return {
        parameters: [
          ["gamma", kind.gamma],
          ["beta", kind.beta],
          ["mean", kind.mean],
          ["var", kind.variance],
        ],
        attributes: { eps: kind.epsilon, momentum: kind.momentum, running: kind.running_variance },
      };
    case "layer_norm":
      return {
        parameters: [
          ["gamma", kind.gamma],
          ["beta", kind.beta],
        ],
        attributes: { eps: kind.epsilon },
      };
    case "activation":
      return { parameters: [], attributes: { function: kind.function, alpha: kind.alpha } };
    case "dropout":
      return { parameters: [], attributes: { rate: kind.rate } };
    case "gaussian_noise":
      return { parameters: [], attributes: { standard_deviation: kind.standard_deviation } };
    case "add":
    case "multiply":
    case "concat":
      return { parameters: [], attributes: {} };
  }
}

function initializerText(initializer: Initializer): string {
  const { kind, ...values } = initializer;
  return `${kind}(${Object.values(values).map(numberText).join(", ")})`.replace("()", "");
}

/** A tagged value with its settings by name: `huber(delta=1)`. */
function settingsText({ kind, ...settings }: { readonly kind: string }): string {
  const named = Object.entries<unknown>(settings);
  return named.length === 0
    ? kind
    : `${kind}(${named.map(([name, value]) => `${name}=${valueText(value)}`).join(" ")})`;
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(",")}]`;
  return typeof value === "number" ? numberText(value) : String(value);
}

/** Settings that are off (null) are left out. */
function attributesText(attributes: Operands["attributes"]): string {
  return Object.entries(attributes)
    .flatMap(([name, value]) => (value === null ? [] : [`${name}=${valueText(value)}`]))
    .join(" ");
}

/** The shorter of plain and exponent notation, so that 0.001 reads `1e-3`. Both name the same double. */
export function numberText(value: number): string {
  const plain = String(value);
  const exponent = value.toExponential().replace("e+", "e");
  return exponent.length < plain.length ? exponent : plain;
}
