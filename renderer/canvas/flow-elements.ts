import { type Edge, type Node, Position } from "@xyflow/react";
import { definitionOf, merges, type NodeDefinition, type PortDefinition, shownInputs } from "../../engine/catalog";
import type { Inference } from "../../engine/compiler";
import { CARD_WIDTH, cardHeight, portY, visitingOrder } from "../../engine/drawing";
import {
  type Diagnostic,
  type Graph,
  type GraphNode,
  type NodeId,
  type Severity,
  shapeText,
  subjectNode,
  type Wire,
  wiresInto,
} from "../../engine/model";
import type { Point } from "../../engine/project";
import type { DocumentStoreState } from "../document";
import { detourOf } from "./wire-detour";

export interface CardData extends Record<string, unknown> {
  readonly node: GraphNode;
  /** Null for a kind this version does not know. */
  readonly definition: NodeDefinition | null;
  readonly inputs: readonly PortDefinition[];
  /** Of a node that merges values, the labels of the nodes they come from, in the order of its ports. */
  readonly sources: readonly string[];
  readonly parameterCount: number;
  readonly shape: string | null;
  readonly problems: readonly Diagnostic[];
}

export interface WireData extends Record<string, unknown> {
  /** `[B, 64]`, null while unknown. */
  readonly shape: string | null;
  readonly bypassed: boolean;
  /** Height at which the wire passes the cards in its way; null when it runs straight. */
  readonly detour: number | null;
}

export type CardNode = Node<CardData, "card">;
export type WireEdge = Edge<WireData, "wire">;

const SEVERITIES: readonly Severity[] = ["error", "warning", "information"];
const NO_PROBLEMS: readonly Diagnostic[] = [];
const HANDLE_SIZE = 10;

/** The gravest severity among findings; null when there are none. */
export function gravest(problems: readonly Diagnostic[]): Severity | null {
  return SEVERITIES.find((severity) => problems.some((problem) => problem.severity === severity)) ?? null;
}

function handlesOf(
  inputs: readonly PortDefinition[],
  outputs: readonly PortDefinition[],
): NonNullable<CardNode["handles"]> {
  const handle = (id: string, index: number, type: "source" | "target") => ({
    id,
    type,
    position: type === "source" ? Position.Right : Position.Left,
    x: (type === "source" ? CARD_WIDTH : 0) - HANDLE_SIZE / 2,
    y: portY(index) - HANDLE_SIZE / 2,
    width: HANDLE_SIZE,
    height: HANDLE_SIZE,
  });
  return [
    ...inputs.map((port, index) => handle(port.id, index, "target")),
    ...outputs.map((port, index) => handle(port.id, index, "source")),
  ];
}

/** The old list while its elements are those of the new one: React Flow indexes a new list from scratch. */
function sameList<Item>(old: Item[], now: Item[]): Item[] {
  return old.length === now.length && old.every((item, index) => item === now[index]) ? old : now;
}

const sameTexts = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((text, index) => text === b[index]));

const sameProblems = (a: readonly Diagnostic[], b: readonly Diagnostic[]): boolean =>
  a === b || (a.length === b.length && JSON.stringify(a) === JSON.stringify(b));

function problemsByNode(diagnostics: readonly Diagnostic[]): ReadonlyMap<NodeId, readonly Diagnostic[]> {
  const byNode = new Map<NodeId, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const node = subjectNode(diagnostic);
    if (node === null) continue;
    const list = byNode.get(node);
    if (list) list.push(diagnostic);
    else byNode.set(node, [diagnostic]);
  }
  return byNode;
}

const NO_LABELS: readonly string[] = [];

function sourceLabels(graph: Graph, id: NodeId): readonly string[] {
  return wiresInto(graph, id).map(({ from }) => graph.nodes[from.node]?.label ?? from.node);
}

const labelOf = ({ node }: CardData): string => node.label;

type WireText = (wire: Wire, graph: Graph) => string;
const wireIdOf = ({ id }: Wire): string => id;

type Derived = Pick<DocumentStoreState, "graph" | "layout" | "selection" | "inference" | "diagnostics">;

/**
 * Derives React Flow's nodes and edges from the document. An element keeps its identity while nothing it shows has changed, so
 * that an edit draws one card anew, not all.
 */
export class FlowElements {
  private nodes = new Map<NodeId, CardNode>();
  private edges = new Map<string, WireEdge>();
  private nodeList: CardNode[] = [];
  private edgeList: WireEdge[] = [];
  private edgesFrom: (Omit<Derived, "diagnostics"> & { readonly describe: WireText }) | null = null;
  private describe: (data: CardData) => string = labelOf;
  private order: { readonly graph: Graph; readonly ids: readonly NodeId[] } | null = null;
  private problems: {
    readonly of: readonly Diagnostic[];
    readonly byNode: ReadonlyMap<NodeId, readonly Diagnostic[]>;
  } = {
    of: NO_PROBLEMS,
    byNode: new Map(),
  };

  /** `describe` gives a card's name for screen readers; a new function draws every card anew. */
  deriveNodes(
    { graph, layout, selection, inference, diagnostics }: Derived,
    describe: (data: CardData) => string = labelOf,
  ): CardNode[] {
    if (this.describe !== describe) this.nodes = new Map();
    this.describe = describe;
    if (this.problems.of !== diagnostics) this.problems = { of: diagnostics, byNode: problemsByNode(diagnostics) };
    if (this.order?.graph !== graph) this.order = { graph, ids: visitingOrder(graph) };
    const next = new Map<NodeId, CardNode>();
    for (const id of this.order.ids) {
      const node = graph.nodes[id];
      if (!node) continue;
      const problems = this.problems.byNode.get(id) ?? NO_PROBLEMS;
      const at = layout.positions[id] ?? { x: 0, y: 0 };
      next.set(id, this.cardOf(graph, node, at, selection.nodes.has(id), inference, problems));
    }
    this.nodes = next;
    this.nodeList = sameList(this.nodeList, [...next.values()]);
    return this.nodeList;
  }

  private cardOf(
    graph: Graph,
    node: GraphNode,
    at: Point,
    selected: boolean,
    inference: Inference,
    problems: readonly Diagnostic[],
  ): CardNode {
    const before = this.nodes.get(node.id);
    const old = before?.data;
    const inferred = inference.shapes[node.id] ?? null;
    const shape = inferred && shapeText(inferred);
    const parameterCount = inference.parameterCounts[node.id] ?? 0;
    const definition = definitionOf(node.kind);
    const inputs = definition ? shownInputs(definition, graph, node.id) : [];
    const sources = definition && merges(definition) ? sourceLabels(graph, node.id) : NO_LABELS;
    // Shown ports are always the first so many of the kind's.
    const samePorts = old?.node.kind === node.kind && old.inputs.length === inputs.length;
    const sameData =
      old?.node === node &&
      samePorts &&
      sameTexts(old.sources, sources) &&
      old.shape === shape &&
      old.parameterCount === parameterCount &&
      sameProblems(old.problems, problems);
    if (
      before &&
      sameData &&
      before.selected === selected &&
      before.position.x === at.x &&
      before.position.y === at.y
    ) {
      return before;
    }
    const height = cardHeight(node.kind, inputs.length);
    const data = old && sameData ? old : { node, definition, inputs, sources, shape, parameterCount, problems };
    return {
      id: node.id,
      type: "card",
      position: at,
      selected,
      width: CARD_WIDTH,
      height,
      measured: { width: CARD_WIDTH, height },
      handles: before && samePorts ? (before.handles ?? []) : handlesOf(inputs, definition?.outputs ?? []),
      ariaLabel: this.describe(data),
      data,
    };
  }

  /** `describe` gives a wire's name for screen readers. */
  deriveEdges({ graph, layout, selection, inference }: Derived, describe: WireText = wireIdOf): WireEdge[] {
    const from = this.edgesFrom;
    if (
      from?.graph === graph &&
      from.layout.positions === layout.positions &&
      from.selection === selection &&
      from.inference === inference &&
      from.describe === describe
    ) {
      return this.edgeList;
    }
    this.edgesFrom = { graph, layout, selection, inference, describe };
    const next = new Map<string, WireEdge>();
    for (const wire of Object.values(graph.wires)) {
      const inferred = inference.shapes[wire.from.node] ?? null;
      const shape = inferred && shapeText(inferred);
      const bypassed = graph.nodes[wire.from.node]?.bypassed === true || graph.nodes[wire.to.node]?.bypassed === true;
      const data = { shape, bypassed, detour: detourOf(graph, layout.positions, wire) };
      next.set(wire.id, this.edgeOf(wire, selection.wires.has(wire.id), data, describe(wire, graph)));
    }
    this.edges = next;
    this.edgeList = sameList(this.edgeList, [...next.values()]);
    return this.edgeList;
  }

  private edgeOf(wire: Wire, selected: boolean, data: WireData, ariaLabel: string): WireEdge {
    const before = this.edges.get(wire.id);
    const sameEnds =
      before?.source === wire.from.node &&
      before.target === wire.to.node &&
      before.sourceHandle === wire.from.port &&
      before.targetHandle === wire.to.port;
    const sameData =
      before?.data?.shape === data.shape &&
      before.data?.bypassed === data.bypassed &&
      before.data.detour === data.detour;
    const sameLook = before?.selected === selected && before.ariaLabel === ariaLabel;
    if (before && sameEnds && sameData && sameLook) return before;
    return {
      id: wire.id,
      type: "wire",
      source: wire.from.node,
      sourceHandle: wire.from.port,
      target: wire.to.node,
      targetHandle: wire.to.port,
      selected,
      ariaLabel,
      data,
    };
  }
}
