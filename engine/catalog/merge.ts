import { MOST_BRANCHES } from "../contract";
import { type Diagnostic, shapeText, type TensorShape } from "../model";
import { finding } from "./findings";
import type { NodeContext, PortDefinition, ShapeContext, ShapeResult } from "./node-definition";
import { inputShape } from "./shape-rules";
import { fixWidth } from "./width-fix";

/** Ports of the kinds that make one value of several: `a` on, as many as the trainer takes, read in this order. */
export const mergePorts: readonly PortDefinition[] = Array.from({ length: MOST_BRANCHES }, (_, index) => {
  const id = String.fromCharCode("a".charCodeAt(0) + index);
  return { id, label: id };
});

/** Fewest values worth merging. */
export const fewestMerged = 2;

/** What arrives at each wired port, in order; null while it is not known. */
export function mergedShapes(context: ShapeContext): readonly (TensorShape | null)[] {
  return context.wired.map((port) => inputShape(context, port));
}

/** Shape of a value made element by element: that of the first input known. */
export function commonShape(context: ShapeContext): ShapeResult {
  return { shape: mergedShapes(context).find((shape) => shape !== null) ?? null, diagnostics: [] };
}

/** Element by element only values of one width go together: each is compared with the first. */
export function checkCommonShape(context: NodeContext): readonly Diagnostic[] {
  const { node, graph, wired, sources } = context;
  const known = wired.flatMap((port) => {
    const shape = inputShape(context, port);
    return shape ? [{ port, shape, source: sources[port]?.id ?? port }] : [];
  });
  const [first, ...others] = known;
  if (!first) return [];
  return others
    .filter(({ shape }) => shape.features !== first.shape.features)
    .map(({ port, shape, source }) => {
      const widened = fixWidth(graph, node.id, port, first.shape.features);
      // With more inputs, changing the first would part it from the others.
      const fix =
        widened.length > 0 || wired.length > 2 ? widened : fixWidth(graph, node.id, first.port, shape.features);
      return finding("E028", {
        node: node.id,
        port,
        found: `${shapeText(shape)} from ${source} beside ${shapeText(first.shape)} from ${first.source}`,
        expected: "inputs of one shape, since they are combined element by element",
        help: `give the Dense before ${port} ${first.shape.features} units, or the one before ${first.port} ${shape.features}`,
        values: {
          source,
          first: first.source,
          units: shape.features,
          first_units: first.shape.features,
          first_port: first.port,
        },
        fix,
      });
    });
}
