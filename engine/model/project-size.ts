import { filesOf } from "./data-files";
import type { DataSetup } from "./generated";
import type { Graph, GraphNode, Wire } from "./graph";
import type { GraphDiff } from "./graph-edit";
import { projectLimits, type StorageFault } from "./project-limits";

/** Bytes kept for what is not counted one by one: name, training setup, view, the format's own words. */
const restBytes = 1024 * 1024;
/** Bytes a node, wire or column takes beside its JSON: spaces, line ends, and a node's position. */
const nodeExtra = 512;
const wireExtra = 128;
const columnExtra = 64;

/** Bytes of a value as JSON in UTF-8. */
function jsonBytes(value: unknown): number {
  const text = JSON.stringify(value);
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    // Half of a pair counts two: both make the four bytes of their character.
    if (unit >= 0x800) bytes += unit >= 0xd800 && unit <= 0xdfff ? 1 : 2;
    else if (unit >= 0x80) bytes += 1;
  }
  return bytes;
}

const nodeBytes = (node: GraphNode): number =>
  jsonBytes(node) + 2 * Object.keys(node.parameters).length + node.id.length + nodeExtra;
const wireBytes = (wire: Wire): number => jsonBytes(wire) + wireExtra;

const graphSizes = new WeakMap<Graph, number>();
const dataSizes = new WeakMap<DataSetup, number>();

const sum = <Item>(items: readonly Item[], bytes: (item: Item) => number): number =>
  items.reduce((total, item) => total + bytes(item), 0);

function graphBytes(graph: Graph): number {
  const known = graphSizes.get(graph);
  if (known !== undefined) return known;
  const bytes = sum(Object.values(graph.nodes), nodeBytes) + sum(Object.values(graph.wires), wireBytes);
  graphSizes.set(graph, bytes);
  return bytes;
}

/** Notes the size of a graph from the one before and what changed, so that an edit costs what it touches. */
export function noteEditedSize(before: Graph, diff: GraphDiff, after: Graph): void {
  const grown = <Item>(
    changes: Readonly<Record<string, { before: Item | null; after: Item | null }>>,
    bytes: (item: Item) => number,
  ) =>
    sum(
      Object.values(changes),
      (change) => (change.after ? bytes(change.after) : 0) - (change.before ? bytes(change.before) : 0),
    );
  graphSizes.set(after, graphBytes(before) + grown(diff.nodes, nodeBytes) + grown(diff.wires, wireBytes));
}

function dataBytes(data: DataSetup): number {
  const known = dataSizes.get(data);
  if (known !== undefined) return known;
  const bytes =
    jsonBytes(data.path) +
    jsonBytes(data.reading ?? {}) +
    jsonBytes(filesOf(data)) +
    sum(data.columns, (column) => jsonBytes(column) + columnExtra);
  dataSizes.set(data, bytes);
  return bytes;
}

/** Bytes that a project of this graph and data takes at most; a little more than its file has. */
export function countedBytes(graph: Graph, data: DataSetup | null): number {
  return restBytes + graphBytes(graph) + (data ? dataBytes(data) : 0);
}

/** Why graph and data together would make a file too large to open, or null. */
export function sizeStorageFault(graph: Graph, data: DataSetup | null): StorageFault | null {
  const bytes = countedBytes(graph, data);
  const limit = projectLimits.bytes;
  if (bytes <= limit) return null;
  return { code: "project_too_large", text: `The project would take ${bytes} bytes; a file holds ${limit}.`, limit };
}
