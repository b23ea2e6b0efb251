import type { Initializer, Loss, OperationKind, Parameter, ScaleMethod, Target } from "../contract";
import type { DataSchema, Diagnostic, Graph, GraphNode, ParameterValue, PortId, TensorShape } from "../model";

/** Where a kind stands in the palette; also gives the card its edge colour. */
export type NodeCategory = "data" | "layer" | "normalization" | "activation" | "regularization" | "merge" | "output";

/** What a group of parameters is about. */
export type ParameterGroup = "penalties" | "weights";

export interface PortDefinition {
  readonly id: string;
  readonly label: string;
}

/** One parameter of a kind, as the inspector shows and checks it. Display texts are English; the window translates by key. */
export type ParameterDefinition = {
  readonly id: string;
  readonly label: string;
  /** One line of help. */
  readonly help: string;
  readonly default: ParameterValue;
  /** What other frameworks use, where conventions differ: `Keras 0.99, PyTorch 0.9`. */
  readonly frameworks?: string;
  /** Parameters of a group stand together at the form's end, folded while all are at their defaults. */
  readonly group?: ParameterGroup;
  /** Shown only when another parameter has one of these values. */
  readonly when?: { readonly parameter: string; readonly in: readonly ParameterValue[] };
} & (
  | { readonly type: "integer"; readonly minimum: number; readonly maximum: number }
  | {
      readonly type: "number";
      readonly minimum: number;
      readonly maximum: number;
      readonly exclusiveMinimum?: boolean;
      readonly exclusiveMaximum?: boolean;
    }
  | { readonly type: "boolean" }
  | { readonly type: "choice"; readonly choices: readonly { readonly value: string; readonly label: string }[] }
  /** Numbers as text, `1, 0.5, 2`, each in the range. */
  | { readonly type: "numbers"; readonly minimum: number; readonly maximum: number }
  /** Name of a target column of the table; null for the first. */
  | { readonly type: "target" }
);

/** What a kind's shape rule may look at: only what lies upstream, so that an edit is re-inferred downstream alone. */
export interface ShapeContext {
  readonly node: GraphNode;
  /** Shapes arriving at the input ports by id; a missing key means unconnected or unknown. */
  readonly inputs: Readonly<Record<string, TensorShape>>;
  /** Input ports at which a wire ends, in port order. */
  readonly wired: readonly PortId[];
  readonly data: DataSchema | null;
}

/** What a kind's checks may look at besides. */
export interface NodeContext extends ShapeContext {
  /** The whole drawing, for findings and fixes that concern more than one node. */
  readonly graph: Graph;
  /** The node feeding each input port through bypassed nodes, by port id. */
  readonly sources: Readonly<Record<string, GraphNode>>;
  /** The nodes reading this node's output, through bypassed nodes. */
  readonly readers: readonly GraphNode[];
}

export type ShapeResult = { readonly shape: TensorShape | null; readonly diagnostics: readonly Diagnostic[] };

/** What a kind lowers to: the builder names values and parameters, the kind says what to compute. */
export interface LoweringContext extends ShapeContext {
  /** Value number arriving at an input port. */
  value(port: string): number;
  shape(port: string): TensorShape;
  /** Declares a parameter named `<node>.<role>` and returns its name; without `bounds` it has no penalty and no bound. */
  parameter(
    role: string,
    shape: readonly number[],
    kind: Parameter["role"],
    initializer: Initializer,
    bounds?: Partial<Pick<Parameter, "regularizer" | "max_norm">>,
  ): string;
  /** Appends an operation and returns its value number. */
  operation(kind: OperationKind, inputs: readonly number[], features: number): number;
  /** Declares a matrix of the dataset and returns its index. */
  input(name: string, features: number): number;
  /** Adds a loss on a value against a target column of the table, in the encoding and scaling asked for. */
  loss(
    loss: Pick<Loss, "function" | "value" | "weight" | "class_weights"> & {
      readonly target: Omit<Target, "scaling">;
      readonly target_scaling: ScaleMethod | null;
    },
  ): void;
}

/** A node kind's whole story in one value. */
export interface NodeDefinition {
  readonly kind: string;
  readonly label: string;
  readonly category: NodeCategory;
  /** One sentence for the palette and the docs. */
  readonly summary: string;
  /** Formula in plain Unicode text, shown on demand. */
  readonly formula: string;
  /** In the order in which they are read; a bypassed node hands on the first wired one. */
  readonly inputs: readonly PortDefinition[];
  /**
   * Of kinds that merge values: how many inputs must be wired at least. Their ports show as wires come, with one free;
   * every input of other kinds shows and must be wired.
   */
  readonly fewestInputs?: number;
  readonly outputs: readonly PortDefinition[];
  readonly parameters: readonly ParameterDefinition[];
  /** Short text under the label on the card, such as `64 · tanh`; a merging kind gets the labels of what it merges. */
  readonly caption: (node: GraphNode, sources: readonly string[]) => string;
  /** Output shape, and what is wrong with the inputs' shapes. Shape is null when it cannot be known. */
  readonly inferShape: (context: ShapeContext) => ShapeResult;
  /** Findings beyond shapes and parameter ranges (which are checked for every kind alike). */
  readonly check?: (context: NodeContext) => readonly Diagnostic[];
  /** Trainable plus tracked parameter count for the card, given the input shapes. */
  readonly parameterCount?: (context: ShapeContext) => number;
  /** Appends this node's operations; returns the value at each output port. */
  readonly lower: (context: LoweringContext) => Readonly<Record<string, number>>;
}
