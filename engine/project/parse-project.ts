import { definitionOf } from "../catalog";
import { type Failure, failure } from "../contract";
import {
  type ColumnSetup,
  columnEncodings,
  columnRoles,
  columnScalings,
  coordinateLimit,
  type DataFile,
  type DataSetup,
  dataFileParts,
  type Graph,
  type GraphNode,
  hashPattern,
  type Impute,
  idPattern,
  idWords,
  imageWidthLimit,
  imputeStrategies,
  namePattern,
  type ParameterValue,
  projectLimits,
  type UnreadColumn,
  type UnreadData,
  valueText,
  type Wire,
  wirePattern,
  zoomLimit,
} from "../model";
import { jsonFault } from "./json-bounds";
import { JsonReader } from "./json-reader";
import { type JsonObject, migrate } from "./migrations";
import { damaged, nameTwice, notExpected, ProjectFault } from "./parse-failure";
import type { CanvasLayout, Project } from "./project";
import { readEncodingOptions } from "./read-encoding";
import { readReading } from "./read-reading";
import { readTraining } from "./read-training";

export type ParseResult =
  | { readonly ok: true; readonly project: Project }
  | { readonly ok: false; readonly failure: Failure };

export interface ParseOptions {
  /** Node kinds this program knows; given, a file with another is refused. */
  readonly kinds?: readonly string[];
}

/**
 * Reads the text of a `.layerglass` file as if an enemy had written it. Never throws. What is opened is a well-formed
 * drawing, not yet a correct one: cycles, several wires at a port and wrong parameter values open, and the compiler's
 * checks show them where they can be fixed.
 */
export function parseProject(text: string, options: ParseOptions = {}): ParseResult {
  try {
    return { ok: true, project: readProject(text, options) };
  } catch (fault) {
    if (fault instanceof ProjectFault) return { ok: false, failure: fault.failure };
    throw fault;
  }
}

function readProject(text: string, options: ParseOptions): Project {
  if (text.length > projectLimits.bytes) {
    throw new ProjectFault(
      failure("project_too_large", {
        found: `a text of ${text.length} characters`,
        expected: `at most ${projectLimits.bytes}`,
        help: "check that this is the right file",
        values: { limit: projectLimits.bytes / 2 ** 20 },
      }),
    );
  }
  const names = ["format", "version", "name", "data", "training", "nodes", "wires", "layout"] as const;
  const absent = { name: "", data: null, training: {}, nodes: [], wires: [], layout: {} };
  const document = new JsonReader(migrate(readDocument(text))).filled(names, absent);
  const graph = readGraph(document.nodes, document.wires, options);
  return {
    name: document.name.text("the project's name", projectLimits.name),
    graph,
    layout: readLayout(document.layout, graph),
    data: document.data.isNull ? null : readData(document.data),
    training: readTraining(document.training),
  };
}

/** JSON with the mark of a project; anything else is told apart as another file or a damaged project. */
function readDocument(text: string): JsonObject {
  const isMarked = /"format"\s*:\s*"layerglass"/.test(text.slice(0, 4096));
  const fault = jsonFault(text);
  if (fault) {
    throw isMarked ? fault : notAProject(fault.failure.found);
  }
  let value: unknown;
  try {
    value = JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch (error) {
    const found = `text that is not JSON (${error instanceof Error ? error.message.slice(0, 200) : "unreadable"})`;
    if (!isMarked) throw notAProject(found);
    const help = "open a backup of the file: this one was cut short or changed";
    throw damaged("$", "json", { found, expected: "a whole JSON document", help });
  }
  if (!isObject(value)) throw notAProject(valueText(value));
  if (!Object.hasOwn(value, "format") || value.format !== "layerglass") {
    throw notAProject(Object.hasOwn(value, "format") ? `format ${valueText(value.format)}` : "JSON without a format");
  }
  return value;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function notAProject(found: string): ProjectFault {
  const expected = 'a JSON object with "format": "layerglass"';
  return new ProjectFault(failure("not_a_project", { found, expected, help: "choose a .layerglass file" }));
}

function readGraph(nodesAt: JsonReader, wiresAt: JsonReader, { kinds }: ParseOptions): Graph {
  const nodes = new Map<string, GraphNode>();
  for (const reader of nodesAt.list("a list of nodes", projectLimits.nodes)) {
    const node = readNode(reader);
    if (nodes.has(node.id)) throw nameTwice(`${reader.path}.id`, "id", node.id);
    if (kinds && !kinds.includes(node.kind)) throw unknownKind(`${reader.path}.kind`, node.kind, kinds);
    nodes.set(node.id, node);
  }
  const wires = new Map<string, Wire>();
  /** Named once it is known which names are taken. */
  const unnamed: Omit<Wire, "id">[] = [];
  for (const reader of wiresAt.list("a list of wires", projectLimits.wires)) {
    const fields = reader.object(["from", "to"], ["id"]);
    const id = fields.id?.pattern(wirePattern, "a text of 1 to 256 printable characters") ?? null;
    if (id !== null && wires.has(id)) throw nameTwice(`${reader.path}.id`, "id", id);
    const wire = { from: readEnd(fields.from, nodes), to: readEnd(fields.to, nodes) };
    if (wire.from.node === wire.to.node) {
      const { node } = wire.from;
      const expected = "a wire between two nodes";
      const words = { found: `a wire from ${node} to itself`, expected, values: { name: node } };
      throw damaged(reader.path, "wire_to_itself", words);
    }
    if (id === null) unnamed.push(wire);
    else wires.set(id, { id, ...wire });
  }
  let number = 1;
  for (const wire of unnamed) {
    while (wires.has(`wire_${number}`)) number += 1;
    wires.set(`wire_${number}`, { id: `wire_${number}`, ...wire });
  }
  return { nodes: Object.fromEntries(nodes), wires: Object.fromEntries(wires) };
}

function unknownKind(path: string, kind: string, kinds: readonly string[]): ProjectFault {
  return damaged(path, "node_kind", {
    found: `kind ${valueText(kind)}`,
    expected: `one of ${kinds.join(", ")}`,
    help: "open it with the version that made it, or remove the node in a text editor",
    values: { name: valueText(kind) },
  });
}

function readNode(reader: JsonReader): GraphNode {
  const fields = reader.filled(["id", "kind", "parameters"], { parameters: {} }, ["label", "bypassed"]);
  const id = fields.id.pattern(idPattern, idWords);
  const kind = fields.kind.pattern(namePattern, "a node kind in lower-case letters, digits and _");
  const parameters: Record<string, ParameterValue> = {};
  for (const [name, value] of fields.parameters.entries("an object of parameters")) {
    if (!namePattern.test(name)) {
      const expected = "lower-case letters, digits and _";
      const words = { found: `the key ${valueText(name)}`, expected, values: { found: valueText(name), expected } };
      throw damaged(fields.parameters.path, "value", words);
    }
    parameters[name] = value.scalar(projectLimits.parameterText);
  }
  for (const parameter of definitionOf(kind)?.parameters ?? []) {
    if (!Object.hasOwn(parameters, parameter.id)) parameters[parameter.id] = parameter.default;
  }
  return {
    id,
    kind,
    label: fields.label?.text("the node's shown name", projectLimits.name) ?? id,
    parameters,
    bypassed: fields.bypassed ? fields.bypassed.boolean() : false,
  };
}

/** An end is written `node.port`. */
function readEnd(reader: JsonReader, nodes: ReadonlyMap<string, GraphNode>): Wire["from"] {
  const expected = "a node and a port, written node.port";
  const text = reader.text(expected);
  const [node = "", port = "", ...rest] = text.split(".");
  if (rest.length > 0 || !idPattern.test(node) || !idPattern.test(port)) {
    throw notExpected(reader.path, text, expected);
  }
  if (!nodes.has(node)) {
    const words = { found: `the unknown node ${node}`, expected: "the id of a node of this project" };
    throw damaged(reader.path, "node_unknown", { ...words, values: { name: node } });
  }
  return { node, port };
}

function readLayout(reader: JsonReader, graph: Graph): CanvasLayout {
  const fields = reader.filled(["positions", "viewport"], { positions: {}, viewport: null }, ["image_width"]);
  const positions: Record<string, { x: number; y: number }> = {};
  for (const [id, place] of fields.positions.entries("an object of positions by node id")) {
    const { x, y } = place.object(["x", "y"]);
    const position = { x: x.number(coordinateLimit), y: y.number(coordinateLimit) };
    // A place of a node that is not there does no harm and is let go.
    if (Object.hasOwn(graph.nodes, id)) positions[id] = position;
  }
  const image = fields.image_width && { image_width: fields.image_width.number(imageWidthLimit) };
  if (fields.viewport.isNull) return { positions, viewport: null, ...image };
  const view = fields.viewport.object(["x", "y", "zoom"]);
  return {
    positions,
    viewport: {
      x: view.x.number(coordinateLimit),
      y: view.y.number(coordinateLimit),
      zoom: view.zoom.number(zoomLimit),
    },
    ...image,
  };
}

function readImpute(reader: JsonReader): Impute {
  const { strategy, value, indicator } = reader.object(["strategy"], ["value", "indicator"]);
  return {
    strategy: strategy.choice(imputeStrategies),
    ...(value && { value: value.text("the value that fills missing cells", projectLimits.name) }),
    ...(indicator?.boolean() && { indicator: true }),
  };
}

/** Unread where something is left for the table to say. */
function readData(reader: JsonReader): DataSetup | UnreadData {
  const fields = reader.object(["path"], ["sha256", "reading", "columns", ...dataFileParts]);
  const path = fields.path.text("the path of the data file", projectLimits.path);
  const sha256 = fields.sha256?.pattern(hashPattern, hashWords) ?? null;
  const reading = fields.reading && { reading: readReading(fields.reading) };
  const columns = fields.columns ? readColumns(fields.columns) : [];
  const files = {
    ...(fields.validation && { validation: readFile(fields.validation) }),
    ...(fields.test && { test: readFile(fields.test) }),
  };
  if (fields.columns && sha256 !== null && columns.every(isSaid))
    return { path, sha256, ...reading, columns, ...files };
  return { unread: true, path, sha256, ...reading, columns, ...files };
}

const hashWords = "64 lower-case hexadecimal digits";

/** The file of a part; a hash that is not given is taken when it is read. */
function readFile(reader: JsonReader): DataFile {
  const fields = reader.object(["path"], ["sha256", "reading"]);
  return {
    path: fields.path.text("the path of a data file", projectLimits.path),
    sha256: fields.sha256?.pattern(hashPattern, hashWords) ?? "",
    ...(fields.reading && { reading: readReading(fields.reading) }),
  };
}

const isSaid = (column: UnreadColumn): column is ColumnSetup =>
  column.role !== undefined && column.encoding !== undefined;

function readColumns(reader: JsonReader): readonly UnreadColumn[] {
  const names = new Set<string>();
  return reader.list("a list of columns", projectLimits.columns).map((column): UnreadColumn => {
    const setup = column.object(["name"], ["role", "encoding", "options", "impute", "scaling"]);
    const name = setup.name.text("a column name", projectLimits.name);
    if (names.has(name)) throw nameTwice(setup.name.path, "name", valueText(name));
    names.add(name);
    // Options are of an encoding that is said beside them.
    if (setup.options && !setup.encoding) column.object(["name", "encoding"], ["role", "options", "impute", "scaling"]);
    const encoding = setup.encoding?.choice(columnEncodings);
    const options = setup.options && encoding ? readEncodingOptions(setup.options, encoding) : {};
    return {
      name,
      ...(setup.role && { role: setup.role.choice(columnRoles) }),
      ...(encoding && { encoding }),
      ...(Object.keys(options).length > 0 && { options }),
      ...(setup.impute && { impute: readImpute(setup.impute) }),
      ...(setup.scaling && { scaling: setup.scaling.choice(columnScalings) }),
    };
  });
}
