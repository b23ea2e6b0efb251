import type { Graph, GraphNode, NodeId, ParameterValue, Wire } from "./graph";
import type { StorageFault } from "./project-limits";

/** Everything a gesture can do to a graph. A gesture proposes an edit; `applyEdit` decides. */
export type GraphEdit =
  | { readonly type: "add_node"; readonly node: GraphNode }
  | { readonly type: "remove_nodes"; readonly nodes: readonly NodeId[] }
  | {
      readonly type: "set_parameter";
      readonly node: NodeId;
      readonly parameter: string;
      readonly value: ParameterValue;
    }
  | { readonly type: "set_label"; readonly node: NodeId; readonly label: string }
  | { readonly type: "set_bypassed"; readonly node: NodeId; readonly bypassed: boolean }
  | { readonly type: "connect"; readonly wire: Wire }
  | { readonly type: "disconnect"; readonly wires: readonly string[] };

/** What an edit changed, in a form that can be taken back: every touched node and wire before and after (`null` = absent). */
export interface GraphDiff {
  readonly nodes: Readonly<Record<NodeId, { readonly before: GraphNode | null; readonly after: GraphNode | null }>>;
  readonly wires: Readonly<Record<string, { readonly before: Wire | null; readonly after: Wire | null }>>;
}

export type EditResult =
  | { readonly ok: true; readonly graph: Graph; readonly diff: GraphDiff }
  | { readonly ok: false; readonly reason: EditRejection };

/** Why an edit was refused; `code` keys the translation, `text` is the English sentence. */
export interface EditRejection {
  readonly code:
    | StorageFault["code"]
    | "duplicate_node"
    | "unknown_node"
    | "unknown_wire"
    | "duplicate_wire"
    | "self_wire"
    | "input_taken"
    | "would_cycle";
  readonly text: string;
  /** The most there may be, where that is the reason. */
  readonly limit?: number;
}
