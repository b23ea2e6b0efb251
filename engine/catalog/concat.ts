import { fewestMerged, mergedShapes, mergePorts } from "./merge";
import type { NodeDefinition, ShapeContext } from "./node-definition";

/** Several values side by side, in the order of the ports. */
export const concat = {
  kind: "concat",
  label: "Concat",
  category: "merge",
  summary: "Puts the features of its inputs side by side, in the order of its ports.",
  formula: "y = [a, b, …]        features of y = Σ features of the inputs",
  inputs: mergePorts,
  fewestInputs: fewestMerged,
  outputs: [{ id: "output", label: "output" }],
  parameters: [],
  caption: (_, sources) => sources.join(", "),
  inferShape: (context) => {
    const features = joinedFeatures(context);
    return { shape: features > 0 ? { features } : null, diagnostics: [] };
  },
  lower: (context) => {
    const values = context.wired.map((port) => context.value(port));
    return { output: context.operation({ op: "concat" }, values, joinedFeatures(context)) };
  },
} satisfies NodeDefinition;

/** Sum of all inputs' features; 0 while one is not known. */
function joinedFeatures(context: ShapeContext): number {
  const shapes = mergedShapes(context);
  return shapes.includes(null) ? 0 : shapes.reduce((sum, shape) => sum + (shape?.features ?? 0), 0);
}
