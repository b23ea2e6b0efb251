import {
  type ColumnEncoding,
  type DataFile,
  type DataSetup,
  type EncodingOptions,
  filesOf,
  type GraphNode,
  type Impute,
  isUnread,
  optionsOf,
  type UnreadColumn,
  type UnreadData,
  type Wire,
} from "../model";
import { projectVersion } from "./migrations";
import type { CanvasLayout, Project } from "./project";
import { orderedReading } from "./read-reading";

/**
 * The text of a `.layerglass` file: readable JSON, one node, wire, column or position a line, sorted by id, so that the
 * same project always gives the same bytes and a small change a small difference. Positions of absent nodes are left out.
 * @throws RangeError when a number is not finite, since such a file could not be opened again.
 */
export function serializeProject(project: Project): string {
  const { graph, layout, data, training } = project;
  const nodes = byId(Object.values(graph.nodes), ({ id }) => id);
  const wires = byId(Object.values(graph.wires), ({ id }) => id);
  const positions = byId(
    Object.keys(layout.positions).filter((id) => Object.hasOwn(graph.nodes, id)),
    (id) => id,
  );
  const sections = [
    `"format": "layerglass"`,
    `"version": ${projectVersion}`,
    `"name": ${line(project.name)}`,
    `"data": ${data === null ? "null" : dataFields(data)}`,
    `"training": ${fields(Object.entries(training).map(([name, value]) => [name, line(value)]))}`,
    `"nodes": ${list(nodes.map((node) => remembered(node, nodeLine)))}`,
    `"wires": ${list(wires.map((wire) => remembered(wire, wireLine)))}`,
    `"layout": {\n    "positions": ${fields(
      positions.map((id) => [id, remembered(layout.positions[id] ?? { x: 0, y: 0 }, pointLine)]),
      "    ",
    )},\n    "viewport": ${line(layout.viewport)}${imageLine(layout)}\n  }`,
  ];
  return `{\n  ${sections.join(",\n  ")}\n}\n`;
}

/** A table and its columns; of one that has not been read, what the file said. */
function dataFields(data: DataSetup | UnreadData): string {
  const { path, sha256, columns } = data;
  const reading = Object.entries(orderedReading(data.reading ?? {})).map(
    ([name, value]) => [name, line(value)] as const,
  );
  const files = Object.entries(filesOf(data)).map(([part, file]) => [part, line(fileFields(file))] as const);
  const areColumnsSaid = columns.length > 0 || !isUnread(data);
  return fields(
    [
      ["path", line(path)],
      ...(sha256 === null ? [] : [["sha256", line(sha256)] as const]),
      ...(reading.length === 0 ? [] : [["reading", fields(reading, "    ")] as const]),
      ...(areColumnsSaid ? [["columns", list(columns.map(columnLine), "    ")] as const] : []),
      ...files,
    ],
    "  ",
  );
}

/** The file of a part in the order of the format; a hash that is not known yet is left out. */
const fileFields = ({ path, sha256, reading }: DataFile) => ({
  path,
  ...(sha256 !== "" && { sha256 }),
  ...(reading && { reading: orderedReading(reading) }),
});

/** A column in the order of the format; what is absent or false is left out. */
function columnLine({ name, role, encoding, options, impute, scaling, ...unknown }: UnreadColumn): string {
  unknown satisfies Record<string, never>;
  return line({
    name,
    ...(role && { role }),
    ...(encoding && { encoding }),
    ...(encoding && options && optionFields(encoding, options)),
    ...(impute && { impute: imputeFields(impute) }),
    ...(scaling && { scaling }),
  });
}

/** Options of an encoding in the order of the format; what is absent or false is left out. */
function optionFields(encoding: ColumnEncoding, options: EncodingOptions): { readonly options?: object } {
  const said = optionsOf(encoding)
    .map((name) => [name, options[name]] as const)
    .filter(([, value]) => value !== undefined && value !== false);
  return said.length === 0 ? {} : { options: Object.fromEntries(said) };
}

const imputeFields = ({ strategy, value, indicator }: Impute) => ({
  strategy,
  ...(value !== undefined && { value }),
  ...(indicator && { indicator }),
});

const imageLine = ({ image_width: width }: CanvasLayout): string =>
  width === undefined ? "" : `,\n    "image_width": ${line(width)}`;

/** Lines of nodes, wires and places that have not changed since: values of a document are never changed in place. */
const lines = new WeakMap<object, string>();

function remembered<Value extends object>(value: Value, write: (value: Value) => string): string {
  let text = lines.get(value);
  if (text === undefined) {
    text = write(value);
    lines.set(value, text);
  }
  return text;
}

const pointLine = ({ x, y }: { readonly x: number; readonly y: number }): string => line({ x, y });

function nodeLine({ id, kind, label, parameters, bypassed }: GraphNode): string {
  const sorted = Object.fromEntries(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)));
  return line({ id, kind, label, parameters: sorted, ...(bypassed ? { bypassed } : {}) });
}

function wireLine({ id, from, to }: Wire): string {
  return line({ id, from: `${from.node}.${from.port}`, to: `${to.node}.${to.port}` });
}

function list(lines: readonly string[], indent = "  "): string {
  return lines.length === 0 ? "[]" : `[\n${lines.map((item) => `${indent}  ${item}`).join(",\n")}\n${indent}]`;
}

function fields(entries: readonly (readonly [string, string])[], indent = "  "): string {
  if (entries.length === 0) return "{}";
  return `{\n${entries.map(([name, value]) => `${indent}  ${JSON.stringify(name)}: ${value}`).join(",\n")}\n${indent}}`;
}

/** A value on one line with spaces after `{`, `:` and `,`, as people write it. */
function line(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(line).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${line(item)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError(`Cannot save the number ${value}.`);
  return Object.is(value, -0) ? "-0" : JSON.stringify(value);
}

/** Sorted by id, `dense_2` before `dense_10`; each id is taken apart once. */
function byId<Item>(items: readonly Item[], idOf: (item: Item) => string): readonly Item[] {
  const keyed = items.map((item) => {
    const id = idOf(item);
    const [, head = id, digits = ""] = /^(.*?)(\d*)$/.exec(id) ?? [];
    return { item, head, digits };
  });
  keyed.sort((a, b) => {
    if (a.head !== b.head) return a.head < b.head ? -1 : 1;
    return a.digits.length - b.digits.length || (a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0);
  });
  return keyed.map(({ item }) => item);
}
