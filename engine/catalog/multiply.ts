import { checkCommonShape, commonShape, fewestMerged, mergePorts } from "./merge";
import type { NodeDefinition } from "./node-definition";

/** The product of several values of one shape, element by element. */
export const multiply = {
  kind: "multiply",
  label: "Multiply",
  category: "merge",
  summary: "Multiplies inputs of one shape, element by element, as a gate does.",
  formula: "y = a · b · …",
  inputs: mergePorts,
  fewestInputs: fewestMerged,
  outputs: [{ id: "output", label: "output" }],
  parameters: [],
  caption: (_, sources) => sources.join(" · "),
  inferShape: commonShape,
  check: checkCommonShape,
  lower: (context) => {
    const values = context.wired.map((port) => context.value(port));
    const [first = "a"] = context.wired;
    return { output: context.operation({ op: "multiply" }, values, context.shape(first).features) };
  },
} satisfies NodeDefinition;
