import { finding } from "../../catalog";
import { type Diagnostic, type GraphNode, type NodeId, shapeText, type TensorShape } from "../../model";
import { isOutput } from "./structure";

/** All Outputs compare with one target column, which a run holds in one encoding: one width. */
export function checkOutputs(
  nodes: readonly GraphNode[],
  shapes: Readonly<Record<NodeId, TensorShape | null>>,
): readonly Diagnostic[] {
  const [first, ...others] = nodes.filter(isOutput).flatMap((node) => {
    const shape = shapes[node.id];
    return shape ? [{ node, shape }] : [];
  });
  if (!first) return [];
  return others
    .filter(({ shape }) => shape.features !== first.shape.features)
    .map(({ node, shape }) =>
      finding("E024", {
        node: node.id,
        port: "prediction",
        found: `a prediction of shape ${shapeText(shape)} beside ${shapeText(first.shape)} at ${first.node.id}`,
        expected: "predictions of one width at all Outputs, since they compare with the same target",
        mend: `give the last Dense before ${node.id} ${first.shape.features} units, or the one before ${first.node.id} ${shape.features}`,
        values: { first: first.node.id, units: shape.features, first_units: first.shape.features },
      }),
    );
}
