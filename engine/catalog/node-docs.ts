import { definitions } from "./catalog";
import { expectedText } from "./check-parameter";
import { findingTitles } from "./findings";
import type { NodeDefinition, ParameterDefinition } from "./node-definition";

/** The reference page of every node kind and finding, as Markdown; docs/nodes.md is this text. */
export function nodeDocs(): string {
  const findings = Object.entries(findingTitles).map(([code, title]) => `| ${code} | ${title} |`);
  return [
    "# Nodes",
    "",
    "Written from engine/catalog; a test compares. `B` is the batch size, shapes are `[batch, features]`.",
    "",
    ...definitions.flatMap(kindDocs),
    "## Findings",
    "",
    "Errors (E) keep a network from training; warnings (W) and information (I) do not.",
    "",
    "| code | meaning |",
    "|---|---|",
    ...findings,
    "",
  ].join("\n");
}

function kindDocs(definition: NodeDefinition): readonly string[] {
  const { kind, label, summary, formula, inputs, outputs, parameters } = definition;
  const ports = (names: readonly { readonly id: string }[]) => names.map(({ id }) => `\`${id}\``).join(", ") || "none";
  const lines = formula.split(/ {2,}/).map((line) => `    ${line}`);
  return [
    `## ${label} (\`${kind}\`)`,
    "",
    summary,
    "",
    ...lines,
    "",
    `Inputs: ${ports(inputs)}. Outputs: ${ports(outputs)}.`,
    "",
    ...(parameters.length > 0
      ? ["| parameter | default | values | |", "|---|---|---|---|", ...parameters.map(parameterDocs), ""]
      : []),
  ];
}

function parameterDocs(parameter: ParameterDefinition): string {
  const { id, help, frameworks, when } = parameter;
  const shown = when ? ` Only with \`${when.parameter}\` ${when.in.map((value) => `\`${value}\``).join(" or ")}.` : "";
  const elsewhere = frameworks ? ` (${frameworks}.)` : "";
  return `| \`${id}\` | ${parameter.default ?? "none"} | ${expectedText(parameter)} | ${help}${shown}${elsewhere} |`;
}
