import type { Graph, GraphNode, NodeId, NodeKind } from "../model";
import { activation } from "./activation";
import { add } from "./add";
import { batchNorm } from "./batch-norm";
import { concat } from "./concat";
import { data } from "./data";
import { dense } from "./dense";
import { dropout } from "./dropout";
import { gaussianNoise } from "./gaussian-noise";
import { layerNorm } from "./layer-norm";
import { multiply } from "./multiply";
import { newNode } from "./new-node";
import type { NodeDefinition } from "./node-definition";
import { output } from "./output";
import { type ReadParameters, readParameters } from "./parameter-values";
import { scale } from "./scale";

/** Every kind, in palette order. Adding a kind is one line here. */
const kinds = {
  data,
  scale,
  dense,
  batch_norm: batchNorm,
  layer_norm: layerNorm,
  activation,
  dropout,
  gaussian_noise: gaussianNoise,
  add,
  multiply,
  concat,
  output,
} satisfies Readonly<Record<NodeKind, NodeDefinition>>;

/** The kinds by name. */
export const catalog: Readonly<Record<NodeKind, NodeDefinition>> = kinds;

export const definitions: readonly NodeDefinition[] = Object.values(kinds);

/** A kind that this version knows. */
export type KnownKind = keyof typeof kinds;

/** The parameters of a kind by name, each of the type that its definition declares: `ParametersOf<"dense">`. */
export type ParametersOf<Kind extends KnownKind> = ReadParameters<(typeof kinds)[Kind]["parameters"]>;

/** A node's parameters as a kind declares them; null for a node of another kind. */
export function parametersOf<Kind extends KnownKind>(node: GraphNode, kind: Kind): ParametersOf<Kind> | null {
  return node.kind === kind ? readParameters(node, kinds[kind].parameters as (typeof kinds)[Kind]["parameters"]) : null;
}

/** The definition of a kind, or null for one this version does not know. */
export function definitionOf(kind: NodeKind): NodeDefinition | null {
  return Object.hasOwn(catalog, kind) ? (catalog[kind] ?? null) : null;
}

/**
 * A node of a kind with default parameters, not yet in the graph; without `id`, the first free of `dense_1`, `dense_2`, …
 * @throws RangeError for an unknown kind.
 */
export function createNode(kind: NodeKind, graph: Graph, id?: NodeId): GraphNode {
  const definition = definitionOf(kind);
  if (!definition) throw new RangeError(`Unknown node kind ${kind}.`);
  return newNode(definition, graph, id);
}

/** Whether a bypass makes sense: a kind that turns one input into one output. */
export function canBypass(kind: NodeKind): boolean {
  const definition = definitionOf(kind);
  return definition !== null && definition.inputs.length > 0 && definition.outputs.length === 1;
}
