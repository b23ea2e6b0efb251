import { canBypass, createNode, definitionOf, merges } from "../../engine/catalog";
import {
  arrange,
  CARD_WIDTH,
  COLUMN_PITCH,
  cardHeight,
  GRID,
  portY,
  snapped,
  starterNetwork,
  starterTraining,
} from "../../engine/drawing";
import {
  type Diagnostic,
  type GraphEdit,
  type GraphNode,
  type NodeId,
  type NodeKind,
  nodeOf,
  referenceTrainingSetup,
  type Wire,
  wireOf,
  wiresFrom,
} from "../../engine/model";
import type { Point } from "../../engine/project";
import { type ActionLabel, documentActions, useDocument } from "../document";
import { focusNode, revealNode, showRefusal, useCanvasView, viewActions, visibleArea } from "./canvas-view";
import { copiedText, pasteEdits, readCopied } from "./node-clipboard";
import { columnAfter, freeSpot, makeRoom } from "./placement";
import { endsFor, type LooseEnd } from "./quick-add-ranking";
import {
  connectEdits,
  newWires,
  type Refusal,
  refusalOf,
  removeAndHeal,
  spliceEdits,
  type WiringContext,
} from "./wiring";

const NO_WIRES: ReadonlySet<string> = new Set();

export function wiringContext(): WiringContext {
  const { graph, schema, training } = useDocument.getState();
  return { graph, schema, training };
}

const selectedNodes = (): readonly NodeId[] => [...useDocument.getState().selection.nodes];
const onlySelected = (): NodeId | null => {
  const nodes = selectedNodes();
  return nodes.length === 1 ? (nodes[0] ?? null) : null;
};

interface Addition {
  readonly node: GraphNode;
  readonly edits: readonly GraphEdit[];
  readonly positions: Readonly<Record<NodeId, Point>>;
  readonly label: ActionLabel;
}

/** Adds a node with its wires, or shows why not; the new node is selected. */
function add({ node, edits, positions, label }: Addition, at: Point | null): NodeId | null {
  const all: GraphEdit[] = [{ type: "add_node", node }, ...edits];
  const refusal = refusalOf(wiringContext(), all);
  if (refusal) {
    showRefusal(refusal, at);
    return null;
  }
  documentActions.change({ edits: all, positions, label, select: { nodes: new Set([node.id]), wires: NO_WIRES } });
  return node.id;
}

function spliced(node: GraphNode, wire: Wire, spot: Point | null): Addition | null {
  const { graph, layout } = useDocument.getState();
  const edits = spliceEdits(graph, node, wire);
  if (!edits) return null;
  const from = layout.positions[wire.from.node] ?? { x: 0, y: 0 };
  const at = spot ?? columnAfter(from);
  const positions = { ...makeRoom(graph, layout.positions, [wire.to.node], at, node.kind), [node.id]: at };
  return { node, edits, positions, label: { key: "document.spliceNode", values: { label: node.label } } };
}

/** A node after the selected one: in its only outgoing wire, else at the end of a new wire. */
function following(node: GraphNode, after: NodeId): Addition | null {
  const { graph, layout } = useDocument.getState();
  const source = nodeOf(graph, after);
  const output = source && definitionOf(source.kind)?.outputs[0]?.id;
  const input = definitionOf(node.kind)?.inputs[0]?.id;
  if (!output || input === undefined) return null;
  const outgoing = wiresFrom(graph, after, output);
  const [only] = outgoing;
  if (outgoing.length === 1 && only) {
    const within = spliced(node, only, null);
    if (within && !refusalOf(wiringContext(), [{ type: "add_node", node }, ...within.edits])) return within;
  }
  const [wire] = newWires(graph, [{ from: { node: after, port: output }, to: { node: node.id, port: input } }]);
  if (!wire) return null;
  const edits: GraphEdit[] = [{ type: "connect", wire }];
  if (refusalOf(wiringContext(), [{ type: "add_node", node }, ...edits])) return null;
  const at = freeSpot(graph, layout.positions, node, columnAfter(layout.positions[after] ?? { x: 0, y: 0 }));
  return {
    node,
    edits,
    positions: { [node.id]: at },
    label: { key: "document.addNode", values: { label: node.label } },
  };
}

/** A node that merges the values of several selected ones, in the order they were selected, right of them all. */
function joining(node: GraphNode, sources: readonly NodeId[]): Addition | null {
  const { graph, layout } = useDocument.getState();
  const definition = definitionOf(node.kind);
  if (!definition || !merges(definition) || sources.length < 2 || sources.length > definition.inputs.length)
    return null;
  const ends = sources.flatMap((id, index) => {
    const output = definitionOf(graph.nodes[id]?.kind ?? "")?.outputs[0]?.id;
    const input = definition.inputs[index]?.id;
    return output && input ? [{ from: { node: id, port: output }, to: { node: node.id, port: input } }] : [];
  });
  if (ends.length < sources.length) return null;
  const places = sources.map((id) => layout.positions[id] ?? { x: 0, y: 0 });
  const right = Math.max(...places.map(({ x }) => x));
  const middle = places.reduce((sum, { y }) => sum + y, 0) / places.length;
  const at = freeSpot(graph, layout.positions, node, columnAfter({ x: right, y: middle }));
  return {
    node,
    edits: newWires(graph, ends).map((wire): GraphEdit => ({ type: "connect", wire })),
    positions: { [node.id]: at },
    label: { key: "document.addNode", values: { label: node.label } },
  };
}

function standing(node: GraphNode, wanted: Point): Addition {
  const { graph, layout } = useDocument.getState();
  const at = freeSpot(graph, layout.positions, node, wanted);
  return {
    node,
    edits: [],
    positions: { [node.id]: at },
    label: { key: "document.addNode", values: { label: node.label } },
  };
}

/** Where a card dropped with its middle at a point has its corner. */
const cornerFromMiddle = (kind: NodeKind, at: Point): Point =>
  snapped({ x: at.x - CARD_WIDTH / 2, y: at.y - cardHeight(kind) / 2 });

let memory = "";
let pastes = 0;

/** Every gesture that changes the drawing, the same from mouse, keyboard, menu and palette. */
export const canvasActions = {
  /** Adds a node after the selection (one that merges: after all of it) where it fits there, else at a free spot in sight. */
  addNode(kind: NodeKind): NodeId | null {
    const { graph, layout } = useDocument.getState();
    const node = createNode(kind, graph);
    const after = onlySelected();
    const { from, to } = visibleArea();
    const anchored = after ? layout.positions[after] : undefined;
    const middle = cornerFromMiddle(kind, { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });
    const isFirst = Object.keys(graph.nodes).length === 0;
    // The first node starts at the left, since the network grows to the right.
    const wanted = isFirst ? { x: from.x + 48, y: middle.y } : anchored ? columnAfter(anchored) : middle;
    const wired = after ? following(node, after) : joining(node, selectedNodes());
    const id = add(wired ?? standing(node, snapped(wanted)), null);
    if (id) requestAnimationFrame(() => revealNode(id));
    return id;
  },

  /** Draws a small network that fits the table, on an empty canvas, and shows it whole. */
  drawStarter(): void {
    const { graph: empty, schema, training } = useDocument.getState();
    const { edits, graph } = starterNetwork(empty, schema);
    // Settings that the person has chosen stay.
    const isUntouched = JSON.stringify(training) === JSON.stringify(referenceTrainingSetup);
    documentActions.change({
      edits,
      positions: arrange(graph),
      ...(schema !== null && isUntouched && { training: starterTraining(schema) }),
      label: { key: "document.drawStarter" },
    });
    requestAnimationFrame(viewActions.fitAtOnce);
  },

  /** Adds a node dropped at a place; into `wire` when dropped on one. `at` in graph units. */
  dropNode(kind: NodeKind, at: Point, wire: string | null, screen: Point): NodeId | null {
    const { graph } = useDocument.getState();
    const node = createNode(kind, graph);
    const corner = cornerFromMiddle(kind, at);
    const under = wire === null ? null : wireOf(graph, wire);
    const within = under && spliced(node, under, corner);
    return add(within ?? standing(node, corner), screen);
  },

  /** Adds a node at the loose end of a wire. `at` in graph units. */
  addAtEnd(kind: NodeKind, end: LooseEnd, at: Point, screen: Point): NodeId | null {
    const { graph, layout } = useDocument.getState();
    const definition = definitionOf(kind);
    const node = createNode(kind, graph);
    const ends = definition && endsFor(end, node.id, definition);
    if (!ends) return null;
    const corner = { x: end.side === "output" ? at.x : at.x - CARD_WIDTH, y: at.y - portY(0) };
    const spot = freeSpot(graph, layout.positions, node, corner);
    const edits = newWires(graph, [ends]).map((wire): GraphEdit => ({ type: "connect", wire }));
    const label: ActionLabel = { key: "document.addNode", values: { label: node.label } };
    return add({ node, edits, positions: { [node.id]: spot }, label }, screen);
  },

  /** Draws a wire, or shows why not. `at` in window pixels. */
  connect(from: Wire["from"], to: Wire["to"], at: Point | null): Refusal | null {
    const { edits, refusal } = connectEdits(wiringContext(), from, to);
    if (refusal) {
      showRefusal(refusal, at);
      return refusal;
    }
    const { graph } = useDocument.getState();
    const values = { from: nodeOf(graph, from.node)?.label ?? from.node, to: nodeOf(graph, to.node)?.label ?? to.node };
    documentActions.edit(edits, { key: "document.connect", values });
    return null;
  },

  /** Puts an unwired node that was dragged onto a wire into it; part of the drag's undo step. */
  spliceDragged(id: NodeId, wireId: string, mark: string): void {
    const { graph, layout } = useDocument.getState();
    const node = nodeOf(graph, id);
    const wire = wireOf(graph, wireId);
    const at = layout.positions[id];
    const within = node && wire && at && spliced(node, wire, at);
    if (!within) return;
    const refusal = refusalOf(wiringContext(), within.edits);
    if (refusal) showRefusal(refusal, null);
    else documentActions.change({ ...within, mark });
  },

  /** Deletes what is selected; wires that led through deleted nodes heal where shapes allow. */
  deleteSelection(label?: ActionLabel): void {
    const { selection, graph } = useDocument.getState();
    const nodes = [...selection.nodes];
    const healed = nodes.length > 0 ? removeAndHeal(wiringContext(), nodes) : [];
    const loose = [...selection.wires].filter((id) => {
      const wire = wireOf(graph, id);
      return wire && !selection.nodes.has(wire.from.node) && !selection.nodes.has(wire.to.node);
    });
    const edits: GraphEdit[] = loose.length > 0 ? [{ type: "disconnect", wires: loose }, ...healed] : [...healed];
    if (edits.length === 0) return;
    const own: ActionLabel =
      nodes.length === 0
        ? { key: "document.removeWires", values: { count: loose.length } }
        : loose.length === 0
          ? { key: "document.removeNodes", values: { count: nodes.length } }
          : { key: "document.removeSelection" };
    documentActions.edit(edits, label ?? own);
  },

  /** Bypasses the selected nodes, or restores them when all are bypassed. */
  toggleBypass(): void {
    const { graph } = useDocument.getState();
    const nodes = selectedNodes().filter((id) => canBypass(graph.nodes[id]?.kind ?? ""));
    if (nodes.length === 0) return;
    const bypassed = nodes.some((id) => !graph.nodes[id]?.bypassed);
    documentActions.edit(
      nodes.map((node): GraphEdit => ({ type: "set_bypassed", node, bypassed })),
      { key: bypassed ? "document.bypass" : "document.restore", values: { count: nodes.length } },
    );
  },

  /** Carries out a finding's fix; nodes it adds get a place behind the node that feeds them. */
  fix(diagnostic: Diagnostic): void {
    const { fix = [], training_fix } = diagnostic;
    const { graph, layout } = useDocument.getState();
    const wires = fix.flatMap((edit) => (edit.type === "connect" ? [edit.wire] : []));
    let positions: Record<NodeId, Point> = {};
    for (const edit of fix) {
      if (edit.type !== "add_node") continue;
      const { id, kind } = edit.node;
      const source = wires.find((wire) => wire.to.node === id)?.from.node;
      const readers = wires.filter((wire) => wire.from.node === id).map((wire) => wire.to.node);
      const at = columnAfter(layout.positions[source ?? ""] ?? { x: 0, y: 0 });
      positions = { ...positions, ...makeRoom(graph, layout.positions, readers, at, kind), [id]: at };
    }
    documentActions.change({
      edits: fix,
      positions,
      ...(training_fix && { training: training_fix }),
      label: { key: "document.fix", values: { code: diagnostic.code } },
    });
  },

  selectAll(): void {
    const { graph } = useDocument.getState();
    documentActions.select({ nodes: new Set(Object.keys(graph.nodes)), wires: new Set(Object.keys(graph.wires)) });
  },

  selectNone(): void {
    documentActions.select({});
  },

  /** The selected nodes as clipboard text; null when none is selected. */
  copy(): string | null {
    const { graph, layout, selection } = useDocument.getState();
    if (selection.nodes.size === 0) return null;
    memory = copiedText(graph, layout.positions, selection.nodes);
    pastes = 0;
    return memory;
  },

  cut(): string | null {
    const text = canvasActions.copy();
    if (text !== null) {
      canvasActions.deleteSelection({ key: "document.cut", values: { count: selectedNodes().length } });
    }
    return text;
  },

  /** Pastes nodes from clipboard text, by default what was copied last in this window. */
  paste(text: string = memory): boolean {
    const copied = readCopied(text);
    if (!copied || copied.nodes.length === 0) return false;
    pastes = text === memory ? pastes + 1 : 1;
    memory = text;
    insert(copied, { x: 0, y: pastes * COLUMN_PITCH * 0.5 }, "document.paste");
    return true;
  },

  duplicate(): void {
    const { graph, layout, selection } = useDocument.getState();
    const copied = readCopied(copiedText(graph, layout.positions, selection.nodes));
    if (copied && copied.nodes.length > 0) insert(copied, { x: 0, y: COLUMN_PITCH * 0.5 }, "document.duplicate");
  },

  arrange(): void {
    const { graph } = useDocument.getState();
    documentActions.change({ positions: arrange(graph), label: { key: "document.arrange" } });
    requestAnimationFrame(viewActions.fit);
  },

  /** Moves the selection by grid steps; presses in a row are one undo step under the mark. */
  nudge(columns: number, rows: number, mark: string): void {
    const { layout } = useDocument.getState();
    const moved: Record<NodeId, Point> = {};
    for (const id of selectedNodes()) {
      const at = layout.positions[id];
      if (at) moved[id] = { x: at.x + columns * GRID, y: at.y + rows * GRID };
    }
    if (Object.keys(moved).length > 0) documentActions.moveNodes(moved, mark);
  },

  /** Opens the list of targets for a wire from the selected node. */
  startConnecting(): void {
    const from = onlySelected();
    if (from && (definitionOf(useDocument.getState().graph.nodes[from]?.kind ?? "")?.outputs.length ?? 0) > 0) {
      useCanvasView.setState({ connecting: from });
    }
  },

  /** Selects a node, brings it into sight and gives it the keyboard. */
  goTo(id: NodeId): void {
    documentActions.select({ nodes: new Set([id]) });
    focusNode(id);
  },
};

function insert(
  copied: NonNullable<ReturnType<typeof readCopied>>,
  offset: Point,
  key: "document.paste" | "document.duplicate",
): void {
  const { edits, positions, nodes } = pasteEdits(useDocument.getState().graph, copied, offset);
  documentActions.change({
    edits,
    positions,
    label: { key, values: { count: nodes.length } },
    select: { nodes: new Set(nodes), wires: NO_WIRES },
  });
}
