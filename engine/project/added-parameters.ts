/** Parameters of node kinds with the values that leave a node as it was before it had them. */
type AddedParameters = Readonly<Record<string, Readonly<Record<string, number | string | null>>>>;

/**
 * Parameters that each version of the format added to kinds of the version before. Fixed for good: defaults of new nodes may
 * change, what an old file means may not.
 */
export const addedParameters: Readonly<Record<2 | 3, AddedParameters>> = {
  2: {
    activation: { negative_slope: 0.01, alpha: 1 },
    dense: { kernel_l1: 0, kernel_l2: 0, kernel_max_norm: 0, bias_l1: 0, bias_l2: 0 },
    output: { delta: 1, target: null, weight: 1, class_weights: "none", class_weight_values: "1, 1" },
  },
  3: { output: { target_scaling: "none" } },
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A file's `nodes` section with the parameters added. What is no node is left for reading to refuse. */
export function withParameters(nodes: unknown, added: AddedParameters): unknown {
  if (!Array.isArray(nodes)) return nodes;
  return nodes.map((node: unknown) => {
    if (!isObject(node) || typeof node.kind !== "string") return node;
    const { parameters = {} } = node;
    const { [node.kind]: missing } = Object.hasOwn(added, node.kind) ? added : {};
    return missing && isObject(parameters) ? { ...node, parameters: { ...missing, ...parameters } } : node;
  });
}
