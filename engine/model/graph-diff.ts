import type { Graph } from "./graph";
import type { GraphDiff } from "./graph-edit";

type Changes<Item> = Readonly<Record<string, { readonly before: Item | null; readonly after: Item | null }>>;

export const emptyDiff: GraphDiff = { nodes: {}, wires: {} };

/** The graph after a diff: every named node and wire as the diff's `after` has it. The rest is shared, not copied. */
export function applyDiff(graph: Graph, diff: GraphDiff): Graph {
  const nodes = replace(graph.nodes, diff.nodes);
  const wires = replace(graph.wires, diff.wires);
  return nodes === graph.nodes && wires === graph.wires ? graph : { nodes, wires };
}

/** The diff that takes `diff` back: `applyDiff(applyDiff(g, d), invertDiff(d))` equals `g`. */
export function invertDiff(diff: GraphDiff): GraphDiff {
  return { nodes: invert(diff.nodes), wires: invert(diff.wires) };
}

/** One diff with the effect of `first` and then `second`; what ends as it began drops out. */
export function mergeDiffs(first: GraphDiff, second: GraphDiff): GraphDiff {
  return { nodes: merge(first.nodes, second.nodes), wires: merge(first.wires, second.wires) };
}

/** The diff that takes one graph to another: `applyDiff(before, graphDiffOf(before, after))` equals `after`. */
export function graphDiffOf(before: Graph, after: Graph): GraphDiff {
  return { nodes: difference(before.nodes, after.nodes), wires: difference(before.wires, after.wires) };
}

/** Whether a diff changes nothing. */
export function isEmptyDiff(diff: GraphDiff): boolean {
  return Object.keys(diff.nodes).length === 0 && Object.keys(diff.wires).length === 0;
}

function replace<Item>(record: Readonly<Record<string, Item>>, changes: Changes<Item>): Readonly<Record<string, Item>> {
  const changed = Object.entries(changes);
  if (changed.length === 0) return record;
  const copy: Record<string, Item> = { ...record };
  for (const [id, { after }] of changed) {
    if (after === null) delete copy[id];
    else copy[id] = after;
  }
  return copy;
}

function difference<Item>(old: Readonly<Record<string, Item>>, next: Readonly<Record<string, Item>>): Changes<Item> {
  const changes: Record<string, { before: Item | null; after: Item | null }> = {};
  for (const id of new Set([...Object.keys(old), ...Object.keys(next)])) {
    const before = Object.hasOwn(old, id) ? (old[id] ?? null) : null;
    const after = Object.hasOwn(next, id) ? (next[id] ?? null) : null;
    if (JSON.stringify(before) !== JSON.stringify(after)) changes[id] = { before, after };
  }
  return changes;
}

function invert<Item>(changes: Changes<Item>): Changes<Item> {
  const inverted: Record<string, { before: Item | null; after: Item | null }> = {};
  for (const [id, { before, after }] of Object.entries(changes)) inverted[id] = { before: after, after: before };
  return inverted;
}

function merge<Item>(first: Changes<Item>, second: Changes<Item>): Changes<Item> {
  const merged: Record<string, { before: Item | null; after: Item | null }> = { ...first };
  for (const [id, { before, after }] of Object.entries(second)) {
    const earlier = Object.hasOwn(first, id) ? first[id] : undefined;
    const start = earlier ? earlier.before : before;
    if (start === after) delete merged[id];
    else merged[id] = { before: start, after };
  }
  return merged;
}
