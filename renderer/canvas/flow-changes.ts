import type { EdgeChange, NodeChange } from "@xyflow/react";
import type { Point } from "../../engine/project";
import { documentActions, type Selection, useDocument } from "../document";
import type { CardNode, WireEdge } from "./flow-elements";

function withChanges(
  selected: ReadonlySet<string>,
  changes: readonly { id: string; selected: boolean }[],
): ReadonlySet<string> {
  const next = new Set(selected);
  for (const change of changes) {
    if (change.selected) next.add(change.id);
    else next.delete(change.id);
  }
  return next;
}

const selects = (changes: readonly (NodeChange<CardNode> | EdgeChange<WireEdge>)[]) =>
  changes.flatMap((change) => (change.type === "select" ? [{ id: change.id, selected: change.selected }] : []));

/** Puts React Flow's proposals for nodes into the document: moves under the gesture's mark, and selection. */
export function applyNodeChanges(changes: readonly NodeChange<CardNode>[], mark: string): void {
  const moved: Record<string, Point> = {};
  for (const change of changes) if (change.type === "position" && change.position) moved[change.id] = change.position;
  if (Object.keys(moved).length > 0) documentActions.moveNodes(moved, mark);
  const selected = selects(changes);
  if (selected.length > 0) {
    const { selection } = useDocument.getState();
    documentActions.select({ ...selection, nodes: withChanges(selection.nodes, selected) } satisfies Selection);
  }
}

/** Puts React Flow's proposals for wires into the document's selection. */
export function applyEdgeChanges(changes: readonly EdgeChange<WireEdge>[]): void {
  const selected = selects(changes);
  if (selected.length === 0) return;
  const { selection } = useDocument.getState();
  documentActions.select({ ...selection, wires: withChanges(selection.wires, selected) } satisfies Selection);
}
