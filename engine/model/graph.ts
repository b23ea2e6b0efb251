/** The kinds of node a person can place; each has one file in engine/catalog that tells its whole story. */
export type NodeKind = string;
export type NodeId = string;
export type PortId = string;

/** A value of one node parameter. `null` means "not set" where the catalog allows it. */
export type ParameterValue = number | string | boolean | null;

/** One node as the person drew it. Positions are canvas layout and live in the project, not here. */
export interface GraphNode {
  readonly id: NodeId;
  readonly kind: NodeKind;
  /** Shown name; unique names are a courtesy, ids are the identity. */
  readonly label: string;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** A bypassed node passes its input through unchanged: it stays drawn but is not compiled. */
  readonly bypassed: boolean;
}

/** A wire from an output port to an input port. At most one wire may end in an input port. */
export interface Wire {
  readonly id: string;
  readonly from: { readonly node: NodeId; readonly port: PortId };
  readonly to: { readonly node: NodeId; readonly port: PortId };
}

/** Any directed graph the person may draw; only the compiler demands that it be acyclic and complete. */
export interface Graph {
  readonly nodes: Readonly<Record<NodeId, GraphNode>>;
  readonly wires: Readonly<Record<string, Wire>>;
}

export const emptyGraph: Graph = { nodes: {}, wires: {} };

/** Shape of a value on a wire: `[batch, features]`, with the batch left symbolic. */
export interface TensorShape {
  readonly features: number;
}

/** Canvas text of a shape: `[B, 64]`. */
export function shapeText(shape: TensorShape): string {
  return `[B, ${shape.features}]`;
}
