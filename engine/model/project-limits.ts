import type { DataSetup } from "./generated";
import type { Graph, GraphNode, Wire } from "./graph";
import { checkNumber, type NumberLimit, valueText } from "./number-limit";
import { checkTraining } from "./training-limits";
import type { TrainingSetup } from "./training-setup";

/** What a project file can hold at most: the one list that editing, saving and opening go by. */
export const projectLimits = {
  /** Bytes of the whole file in UTF-8; a project is some kilobytes. */
  bytes: 64 * 1024 * 1024,
  nodes: 100_000,
  wires: 400_000,
  columns: 200_000,
  /** UTF-16 units of the project's name, a label or a column's name. */
  name: 65_536,
  /** UTF-16 units of a parameter that is a text, such as a list of class weights. */
  parameterText: 1_048_576,
  /** UTF-16 units of the data file's path. */
  path: 32_768,
} as const;

/** Where a card or the view may stand, in graph units. */
export const coordinateLimit: NumberLimit = { integer: false, minimum: -1e7, maximum: 1e7 };
export const zoomLimit: NumberLimit = { integer: false, minimum: 0, exclusiveMinimum: true, maximum: 1000 };

/** Pixels in a line of an image; each is a column. */
export const imageWidthLimit: NumberLimit = { integer: true, minimum: 1, maximum: projectLimits.columns };

/** Ids name files, random streams and JSON keys; `__proto__` and its like are none. */
export const idPattern = /^[A-Za-z][A-Za-z0-9_-]{0,127}$/;
export const idWords = "a letter, then letters, digits, _ or -, at most 128";
/** Wires are only ever looked up: any printable text serves but the one word that JavaScript objects treat apart. */
export const wirePattern = /^(?!__proto__$)\P{Cc}{1,256}$/u;
/** Kinds and parameters. */
export const namePattern = /^[a-z][a-z0-9_]{0,63}$/;
export const hashPattern = /^[0-9a-f]{64}$/;

/** Why something could not be saved; `limit` is the most there may be, where that is the reason. */
export interface StorageFault {
  readonly code:
    | "text_too_long"
    | "too_many_nodes"
    | "too_many_wires"
    | "too_many_columns"
    | "not_storable"
    | "project_too_large";
  readonly text: string;
  readonly limit?: number;
}

function notStorable(what: string, found: unknown): StorageFault {
  return { code: "not_storable", text: `A project file cannot hold ${what} ${valueText(found)}.` };
}

function tooLong(what: string, text: string, limit: number): StorageFault | null {
  if (text.length <= limit) return null;
  return { code: "text_too_long", text: `${what} has ${text.length} characters; a project holds ${limit}.`, limit };
}

/** Why a node could not be saved, or null. */
export function nodeStorageFault(node: GraphNode): StorageFault | null {
  if (!idPattern.test(node.id)) return notStorable("a node called", node.id);
  if (!namePattern.test(node.kind)) return notStorable("a node of kind", node.kind);
  for (const [name, value] of Object.entries(node.parameters)) {
    if (!namePattern.test(name)) return notStorable("a parameter called", name);
    if (typeof value === "number" && !Number.isFinite(value)) return notStorable(`${node.label}.${name} =`, value);
    const long = typeof value === "string" && tooLong(`${node.id}.${name}`, value, projectLimits.parameterText);
    if (long) return long;
  }
  return tooLong(`The label of ${node.id}`, node.label, projectLimits.name);
}

/** Why a wire could not be saved, or null. */
export function wireStorageFault(wire: Wire): StorageFault | null {
  if (!wirePattern.test(wire.id)) return notStorable("a wire called", wire.id);
  const port = [wire.from.port, wire.to.port].find((id) => !idPattern.test(id));
  return port === undefined ? null : notStorable("a port called", port);
}

/** Why a graph holds more than could be saved, or null. */
export function countStorageFault(graph: Graph): StorageFault | null {
  const { nodes, wires } = projectLimits;
  if (Object.keys(graph.nodes).length > nodes)
    return { code: "too_many_nodes", text: `A project holds at most ${nodes} nodes.`, limit: nodes };
  if (Object.keys(graph.wires).length > wires)
    return { code: "too_many_wires", text: `A project holds at most ${wires} wires.`, limit: wires };
  return null;
}

/** Why a data setup could not be saved, or null. */
export function dataStorageFault({ path, sha256, columns, validation, test }: DataSetup): StorageFault | null {
  const files = [validation, test].filter((file) => file !== undefined);
  // That of a file may be taken when it is first read.
  const hashes = [sha256, ...files.map((file) => file.sha256).filter((hash) => hash !== "")];
  const wrong = hashes.find((hash) => !hashPattern.test(hash));
  if (wrong !== undefined) return notStorable("the content hash", wrong);
  for (const file of files) {
    const long = tooLong("The path of a validation or test file", file.path, projectLimits.path);
    if (long) return long;
  }
  const limit = projectLimits.columns;
  if (columns.length > limit)
    return {
      code: "too_many_columns",
      text: `The table has ${columns.length} columns; a project holds ${limit}.`,
      limit,
    };
  const names = new Set<string>();
  for (const [index, { name }] of columns.entries()) {
    const long = tooLong(`The name of column ${index + 1}`, name, projectLimits.name);
    if (long) return long;
    if (names.has(name)) return notStorable("a second column called", name);
    names.add(name);
  }
  return tooLong("The path of the table", path, projectLimits.path);
}

/** Why a training setup could not be saved, or null. */
export function trainingStorageFault(training: TrainingSetup): StorageFault | null {
  const [fault] = checkTraining(training);
  return fault
    ? { code: "not_storable", text: `${fault.field}: found ${fault.found}; expected ${fault.expected}.` }
    : null;
}

/** A place or zoom moved into its range; null for one that is no number. */
export function heldWithin(limit: NumberLimit, value: number): number | null {
  const held = Math.min(limit.maximum, Math.max(limit.minimum, value));
  return checkNumber(limit, held) === null ? held : null;
}
