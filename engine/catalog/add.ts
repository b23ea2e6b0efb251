import { checkCommonShape, commonShape, fewestMerged, mergePorts } from "./merge";
import type { NodeDefinition } from "./node-definition";

/** The sum of several values of one shape (He et al. 2015 for residual branches). */
export const add = {
  kind: "add",
  label: "Add",
  category: "merge",
  summary: "Adds inputs of one shape, element by element, as a residual branch does.",
  formula: "y = a + b + …",
  inputs: mergePorts,
  fewestInputs: fewestMerged,
  outputs: [{ id: "output", label: "output" }],
  parameters: [],
  caption: (_, sources) => sources.join(" + "),
  inferShape: commonShape,
  check: checkCommonShape,
  lower: (context) => {
    const values = context.wired.map((port) => context.value(port));
    const [first = "a"] = context.wired;
    return { output: context.operation({ op: "add" }, values, context.shape(first).features) };
  },
} satisfies NodeDefinition;
