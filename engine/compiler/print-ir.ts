import type { Initializer, Ir, Operation, OperationKind } from "../contract";

/** The IR as text, one declaration, operation or loss a line, ending in a newline: for golden tests and the IR panel. */
export function printIr(ir: Ir): string {
  const lines = [`layerglass ir ${ir.version}`];
  ir.inputs.forEach(({ name, features, node }, index) => {
    lines.push(`input #${index} ${name}  : f32[rows,${features}]   ; node ${node}`);
  });
  ir.targets.forEach(({ name, width, classes, encoding }, index) => {
    lines.push(
      `target #${index} ${JSON.stringify(name)}  classes=${classes} encoding=${encoding}  : f32[rows,${width}]`,
    );
  });
  for (const { name, shape, role, initializer, node } of ir.parameters) {
    lines.push(`param @${name}  ${role} ${initializerText(initializer)}  : f32[${shape.join(",")}]   ; node ${node}`);
  }
  ir.operations.forEach((operation, index) => {
    lines.push(operationText(operation, index));
  });
  for (const { kind, value, target, weight, node } of ir.losses) {
    lines.push(`loss ${kind} %${value} target #${target}  weight=${numberText(weight)}   ; node ${node}`);
  }
  const { optimizer, ...run } = ir.training;
  const { kind, ...settings } = optimizer;
  lines.push(`optimizer ${kind}  ${attributesText(settings)}`, `train  ${attributesText(run)}`);
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
  readonly attributes: Readonly<Record<string, number | string | boolean>>;
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
    case "activation":
      return { parameters: [], attributes: { function: kind.function } };
    case "dropout":
      return { parameters: [], attributes: { rate: kind.rate } };
  }
}

function initializerText(initializer: Initializer): string {
  const { kind, ...values } = initializer;
  return `${kind}(${Object.values(values).map(numberText).join(", ")})`.replace("()", "");
}

function attributesText(attributes: Readonly<Record<string, number | string | boolean>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}=${typeof value === "number" ? numberText(value) : value}`)
    .join(" ");
}

/** The shorter of plain and exponent notation, so that 0.001 reads `1e-3`. Both name the same double. */
export function numberText(value: number): string {
  const plain = String(value);
  const exponent = value.toExponential().replace("e+", "e");
  return exponent.length < plain.length ? exponent : plain;
}
