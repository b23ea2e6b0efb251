import type { Graph, GraphNode, NodeId, PortId, Wire } from "./graph";

interface WireIndex {
  readonly into: ReadonlyMap<NodeId, readonly Wire[]>;
  readonly from: ReadonlyMap<NodeId, readonly Wire[]>;
}

/** Where a value comes from once bypassed nodes are looked through. */
export interface Source {
  readonly node: GraphNode;
  readonly port: PortId;
}

export interface TopologicalOrder {
  /** Every node that stands on and behind no cycle, sources first; a function of the graph's content alone. */
  readonly order: readonly NodeId[];
  /** The nodes of one cycle in wire order, or null when the graph is acyclic. */
  readonly cycle: readonly NodeId[] | null;
}

const noWires: readonly Wire[] = [];
const indexes = new WeakMap<Graph["wires"], WireIndex>();
const orders = new WeakMap<Graph, TopologicalOrder>();

/** Graphs are immutable, so an index lives as long as the wires it was made from. */
function indexOf(graph: Graph): WireIndex {
  const known = indexes.get(graph.wires);
  if (known) return known;
  const into = new Map<NodeId, Wire[]>();
  const from = new Map<NodeId, Wire[]>();
  for (const wire of Object.values(graph.wires)) {
    append(into, wire.to.node, wire);
    append(from, wire.from.node, wire);
  }
  // One order whatever the history of edits: ids decide.
  for (const wires of into.values())
    if (wires.length > 1) wires.sort((a, b) => byText(a.to.port, b.to.port) || byText(a.id, b.id));
  for (const wires of from.values())
    if (wires.length > 1)
      wires.sort((a, b) => byText(a.to.node, b.to.node) || byText(a.to.port, b.to.port) || byText(a.id, b.id));
  const index = { into, from };
  indexes.set(graph.wires, index);
  return index;
}

function append(map: Map<NodeId, Wire[]>, key: NodeId, wire: Wire): void {
  const wires = map.get(key);
  if (wires) wires.push(wire);
  else map.set(key, [wire]);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The node with this id, or null; safe for ids such as `constructor`. */
export function nodeOf(graph: Graph, id: NodeId): GraphNode | null {
  return Object.hasOwn(graph.nodes, id) ? (graph.nodes[id] ?? null) : null;
}

/** The wire with this id, or null. */
export function wireOf(graph: Graph, id: string): Wire | null {
  return Object.hasOwn(graph.wires, id) ? (graph.wires[id] ?? null) : null;
}

/** Wires that end in a node (or in one of its input ports), ordered by port and id. */
export function wiresInto(graph: Graph, node: NodeId, port?: PortId): readonly Wire[] {
  const wires = indexOf(graph).into.get(node) ?? noWires;
  return port === undefined || wires.every((wire) => wire.to.port === port)
    ? wires
    : wires.filter((wire) => wire.to.port === port);
}

/** Wires that leave a node (or one of its output ports), ordered by the nodes and ports they reach. */
export function wiresFrom(graph: Graph, node: NodeId, port?: PortId): readonly Wire[] {
  const wires = indexOf(graph).from.get(node) ?? noWires;
  return port === undefined ? wires : wires.filter((wire) => wire.from.port === port);
}

/** The given nodes and everything their values reach. */
export function downstream(graph: Graph, start: Iterable<NodeId>): ReadonlySet<NodeId> {
  return closure(graph, start, indexOf(graph).from, (wire) => wire.to.node);
}

/** The given nodes and everything their values come from. */
export function upstream(graph: Graph, start: Iterable<NodeId>): ReadonlySet<NodeId> {
  return closure(graph, start, indexOf(graph).into, (wire) => wire.from.node);
}

function closure(
  graph: Graph,
  start: Iterable<NodeId>,
  wires: ReadonlyMap<NodeId, readonly Wire[]>,
  end: (wire: Wire) => NodeId,
): ReadonlySet<NodeId> {
  const reached = new Set<NodeId>();
  const waiting = [...start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (reached.has(id) || !nodeOf(graph, id)) continue;
    reached.add(id);
    for (const wire of wires.get(id) ?? noWires) waiting.push(end(wire));
  }
  return reached;
}

/**
 * Nodes in an order in which every wire points forward (Kahn 1962), and one cycle if there is any. With `within`, only
 * those nodes and the wires between them count.
 */
export function topologicalOrder(graph: Graph, within?: ReadonlySet<NodeId>): TopologicalOrder {
  if (within)
    return orderAmong(
      graph,
      [...within].filter((id) => nodeOf(graph, id)),
    );
  const known = orders.get(graph);
  if (known) return known;
  const order = orderAmong(graph, Object.keys(graph.nodes));
  orders.set(graph, order);
  return order;
}

function orderAmong(graph: Graph, ids: NodeId[]): TopologicalOrder {
  const waitingFor = new Map<NodeId, number>();
  for (const id of ids.sort()) waitingFor.set(id, 0);
  for (const id of waitingFor.keys()) {
    let count = 0;
    for (const wire of wiresInto(graph, id)) if (waitingFor.has(wire.from.node)) count++;
    waitingFor.set(id, count);
  }
  const order: NodeId[] = [];
  for (const [id, count] of waitingFor) if (count === 0) order.push(id);
  for (let index = 0; index < order.length; index++) {
    for (const wire of wiresFrom(graph, order[index] ?? "")) {
      const left = waitingFor.get(wire.to.node);
      if (left === undefined) continue;
      waitingFor.set(wire.to.node, left - 1);
      if (left === 1) order.push(wire.to.node);
    }
  }
  if (order.length === waitingFor.size) return { order, cycle: null };
  for (const id of order) waitingFor.delete(id);
  return { order, cycle: findCycle(graph, [...waitingFor.keys()]) };
}

/** Walks backwards among nodes of which each has a predecessor among them, until one repeats. */
function findCycle(graph: Graph, nodes: readonly NodeId[]): readonly NodeId[] {
  const among = new Set(nodes);
  const path: NodeId[] = [];
  const places = new Map<NodeId, number>();
  let [current] = nodes;
  while (current !== undefined) {
    const place = places.get(current);
    if (place !== undefined) return path.slice(place).reverse();
    places.set(current, path.length);
    path.push(current);
    current = wiresInto(graph, current).find((wire) => among.has(wire.from.node))?.from.node;
  }
  return path;
}

/** Whether a value leaving `from` can arrive at `to`. */
export function reaches(graph: Graph, from: NodeId, to: NodeId): boolean {
  return downstream(graph, [from]).has(to);
}

/**
 * What feeds an input port, looking through bypassed nodes (a bypassed node hands on its first input). Null when
 * nothing arrives; of several wires at one port the first by id counts.
 */
export function sourceOf(graph: Graph, node: NodeId, port: PortId): Source | null {
  const visited: NodeId[] = [];
  let wire = wiresInto(graph, node, port)[0];
  while (wire) {
    const from = nodeOf(graph, wire.from.node);
    if (!from || visited.includes(from.id)) return null;
    if (!from.bypassed) return { node: from, port: wire.from.port };
    visited.push(from.id);
    wire = wiresInto(graph, from.id)[0];
  }
  return null;
}

/** The nodes that read a node's outputs, looking through bypassed nodes; each once. */
export function readersOf(graph: Graph, node: NodeId): readonly GraphNode[] {
  const [only, ...more] = wiresFrom(graph, node);
  if (!only) return [];
  const reader = nodeOf(graph, only.to.node);
  if (more.length === 0 && reader && !reader.bypassed) return [reader];
  const readers = new Map<NodeId, GraphNode>();
  const visited = new Set<NodeId>([node]);
  const waiting = [node];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const wire of wiresFrom(graph, id)) {
      const to = nodeOf(graph, wire.to.node);
      if (!to) continue;
      if (!to.bypassed) readers.set(to.id, to);
      else if (!visited.has(to.id) && wiresInto(graph, to.id)[0]?.id === wire.id) {
        visited.add(to.id);
        waiting.push(to.id);
      }
    }
  }
  return [...readers.values()];
}
