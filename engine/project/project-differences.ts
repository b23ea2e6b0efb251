import {
  type DataSetup,
  dataFileParts,
  encodingText,
  type GraphNode,
  graphDiffOf,
  imputeText,
  type ParameterValue,
  type UnreadColumn,
  type Wire,
} from "../model";
import type { Project } from "./project";

/** A value of a setting, as far as it can be shown on a line. */
export type SettingValue = ParameterValue | undefined;

/** What a project says of how a column is used. */
const columnParts = ["role", "encoding", "options", "impute", "scaling"] as const;
type ColumnPart = (typeof columnParts)[number];

/** One thing that another version of a project has otherwise. `before` is the one's, `after` the other's. */
export type ProjectDifference =
  | { readonly kind: "node_added" | "node_removed"; readonly node: GraphNode }
  | { readonly kind: "label"; readonly node: GraphNode; readonly before: string; readonly after: string }
  | {
      readonly kind: "parameter";
      readonly node: GraphNode;
      readonly parameter: string;
      readonly before: SettingValue;
      readonly after: SettingValue;
    }
  | { readonly kind: "bypassed" | "restored"; readonly node: GraphNode }
  /** Names of the nodes the wire leads between. */
  | { readonly kind: "wire_added" | "wire_removed"; readonly wire: Wire; readonly from: string; readonly to: string }
  /** Pixels in a line of the table's images, where a person said so. */
  | { readonly kind: "image_width"; readonly before: SettingValue; readonly after: SettingValue }
  /** How many nodes stand elsewhere on the canvas. */
  | { readonly kind: "moved"; readonly count: number }
  /** `setting`: where in the training setup, `optimizer.learning_rate`. */
  | { readonly kind: "training"; readonly setting: string; readonly before: SettingValue; readonly after: SettingValue }
  | { readonly kind: "table"; readonly before: string | null; readonly after: string | null }
  /** The table's name is the same, its rows are not. */
  | { readonly kind: "table_content"; readonly path: string }
  /** The file of the rows that validate, or test; null for none. */
  | {
      readonly kind: "validation_file" | "test_file";
      readonly before: string | null;
      readonly after: string | null;
    }
  /** How the table is read; undefined where that is told from the file. */
  | { readonly kind: "reading"; readonly option: string; readonly before: SettingValue; readonly after: SettingValue }
  /** How a column is used: role, encoding and what is said of it, what fills its missing cells, its own scaling; undefined where nothing is said of it. */
  | {
      readonly kind: "column";
      readonly column: string;
      readonly part: ColumnPart;
      readonly before: string | undefined;
      readonly after: string | undefined;
    };

const idsOf = (before: object, after: object): readonly string[] => [
  ...new Set([...Object.keys(before), ...Object.keys(after)]),
];

/** What is different in `after`, in the order a person would look: nodes, wires, layout, training, data. */
export function projectDifferences(before: Project, after: Project): readonly ProjectDifference[] {
  return [
    ...nodeDifferences(before, after),
    ...wireDifferences(before, after),
    ...layoutDifferences(before, after),
    ...trainingDifferences(before, after),
    ...dataDifferences(before, after),
  ];
}

function nodeDifferences(before: Project, after: Project): readonly ProjectDifference[] {
  const { nodes } = graphDiffOf(before.graph, after.graph);
  return Object.values(nodes).flatMap(({ before: old, after: node }): readonly ProjectDifference[] => {
    if (!old && node) return [{ kind: "node_added", node }];
    if (old && !node) return [{ kind: "node_removed", node: old }];
    if (!old || !node) return [];
    if (old.kind !== node.kind) {
      return [
        { kind: "node_removed", node: old },
        { kind: "node_added", node },
      ];
    }
    const found: ProjectDifference[] = [];
    if (old.label !== node.label) found.push({ kind: "label", node, before: old.label, after: node.label });
    if (old.bypassed !== node.bypassed) found.push({ kind: node.bypassed ? "bypassed" : "restored", node });
    for (const parameter of idsOf(old.parameters, node.parameters)) {
      const [was, is] = [old.parameters[parameter], node.parameters[parameter]];
      if (was !== is) found.push({ kind: "parameter", node, parameter, before: was, after: is });
    }
    return found;
  });
}

/** Wires are the same when they lead from the same port to the same port, whatever their ids. */
function wireDifferences(before: Project, after: Project): readonly ProjectDifference[] {
  const placeOf = ({ from, to }: Wire) => JSON.stringify([from.node, from.port, to.node, to.port]);
  const wiresOf = ({ graph }: Project) => new Map(Object.values(graph.wires).map((wire) => [placeOf(wire), wire]));
  const [old, now] = [wiresOf(before), wiresOf(after)];
  const reported = (kind: "wire_added" | "wire_removed", { graph }: Project, wire: Wire): ProjectDifference => ({
    kind,
    wire,
    from: graph.nodes[wire.from.node]?.label ?? wire.from.node,
    to: graph.nodes[wire.to.node]?.label ?? wire.to.node,
  });
  return [
    ...[...now].filter(([place]) => !old.has(place)).map(([, wire]) => reported("wire_added", after, wire)),
    ...[...old].filter(([place]) => !now.has(place)).map(([, wire]) => reported("wire_removed", before, wire)),
  ];
}

function layoutDifferences(before: Project, after: Project): readonly ProjectDifference[] {
  const moved = Object.entries(after.layout.positions).filter(([id, { x, y }]) => {
    const old = before.layout.positions[id];
    return old !== undefined && (old.x !== x || old.y !== y);
  });
  const [was, is] = [before.layout.image_width, after.layout.image_width];
  return [
    ...(moved.length === 0 ? [] : [{ kind: "moved", count: moved.length } as const]),
    ...(was === is ? [] : [{ kind: "image_width", before: was, after: is } as const]),
  ];
}

/** Every single setting by its place. */
function settingsIn(value: unknown, place = ""): readonly (readonly [string, SettingValue])[] {
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => settingsIn(inner, place === "" ? key : `${place}.${key}`));
  }
  const isShown = typeof value === "number" || typeof value === "string" || typeof value === "boolean";
  return [[place, isShown ? value : null]];
}

function trainingDifferences(before: Project, after: Project): readonly ProjectDifference[] {
  const old = Object.fromEntries(settingsIn(before.training));
  const now = Object.fromEntries(settingsIn(after.training));
  return idsOf(old, now)
    .filter((setting) => old[setting] !== now[setting])
    .map((setting) => ({ kind: "training", setting, before: old[setting], after: now[setting] }));
}

/** Each option of reading by its name; lists as one text. */
function shownReading({ reading }: Pick<DataSetup, "reading">): Readonly<Record<string, SettingValue>> {
  const shown = Object.entries(reading ?? {}).map(([option, value]): [string, SettingValue] => [
    option,
    typeof value === "object" ? JSON.stringify(value) : value,
  ]);
  return Object.fromEntries(shown);
}

/** A part of a column's setup as one text. */
function shownPart(column: UnreadColumn | undefined, part: ColumnPart): string | undefined {
  if (part === "options") {
    const { encoding, options } = column ?? {};
    return encoding === undefined || options === undefined ? undefined : encodingText(encoding, options);
  }
  if (part !== "impute") return column?.[part];
  return column?.impute === undefined ? undefined : imputeText(column.impute);
}

function dataDifferences(before: Project, after: Project): readonly ProjectDifference[] {
  const [old, now] = [before.data, after.data];
  const found: ProjectDifference[] = [];
  if (old?.path !== now?.path) found.push({ kind: "table", before: old?.path ?? null, after: now?.path ?? null });
  else if (old?.sha256 && now?.sha256 && old.sha256 !== now.sha256)
    found.push({ kind: "table_content", path: now.path });
  if (!old || !now) return found;
  for (const part of dataFileParts) {
    const [was, is] = [old[part], now[part]];
    if (was?.path !== is?.path) {
      found.push({ kind: `${part}_file`, before: was?.path ?? null, after: is?.path ?? null });
    } else if (was?.sha256 && is?.sha256 && was.sha256 !== is.sha256) {
      found.push({ kind: "table_content", path: is.path });
    }
  }
  const [oldReading, nowReading] = [shownReading(old), shownReading(now)];
  for (const option of idsOf(oldReading, nowReading)) {
    const [was, is] = [oldReading[option], nowReading[option]];
    if (was !== is) found.push({ kind: "reading", option, before: was, after: is });
  }
  const columnsOf = (columns: readonly UnreadColumn[]) => new Map(columns.map((column) => [column.name, column]));
  const [oldColumns, nowColumns] = [columnsOf(old.columns), columnsOf(now.columns)];
  for (const column of new Set([...oldColumns.keys(), ...nowColumns.keys()])) {
    for (const part of columnParts) {
      const [was, is] = [shownPart(oldColumns.get(column), part), shownPart(nowColumns.get(column), part)];
      if (was !== is) found.push({ kind: "column", column, part, before: was, after: is });
    }
  }
  return found;
}
