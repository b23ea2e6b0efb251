import { isCrossEntropy, readOutput, targetOf } from "../../engine/catalog";
import type { DataSetup, Graph } from "../../engine/model";

/** Whether a run's loss is of scaled numbers, not of the target's own unit: where some Output standardizes a numeric target. */
export function hasScaledLoss(graph: Graph, data: DataSetup | null): boolean {
  const targets = data?.columns.filter(({ role }) => role === "target") ?? [];
  return Object.values(graph.nodes).some((node) => {
    if (node.kind !== "output" || node.bypassed) return false;
    const { loss, target_scaling } = readOutput(node);
    const isNumber = targetOf(node, { targets })?.encoding === "number";
    return isNumber && !isCrossEntropy(loss) && target_scaling === "standardize";
  });
}
