import { create } from "zustand";
import {
  changedTable,
  checkGraph,
  firstReading,
  type Inference,
  inferAfterEdit,
  inferGraph,
  isOfSplit,
  refusedSplit,
  tableWarnings,
  unreadableData,
} from "../../engine/compiler";
import type { Failure, TableProfile } from "../../engine/contract";
import {
  type DataSchema,
  type DataSetup,
  type DataWarning,
  type Diagnostic,
  dataFileParts,
  emptyGraph,
  type Graph,
  type GraphDiff,
  hasChanged,
  type NodeId,
  type PartitionCounts,
  referenceTrainingSetup,
  splitSetup,
  type TrainingSetup,
  type UnreadData,
} from "../../engine/model";
import type { CanvasLayout } from "../../engine/project";
import type { DocumentContent } from "./document-diff";
import { type ActionLabel, currentRevision, emptyHistory, type History } from "./history";

export interface Selection {
  readonly nodes: ReadonlySet<NodeId>;
  readonly wires: ReadonlySet<string>;
}

/** A table that the project's file leaves something to say, and the setup that stands for it until it is read. */
export interface UnreadTable {
  readonly said: UnreadData;
  readonly data: DataSetup;
}

/** What the document's table said that its file had left open. */
export interface FirstReading {
  readonly data: DataSetup;
  /** Columns used as the table suggests. */
  readonly suggested: number;
}

/** The open document and all that follows from it. */
export interface DocumentStoreState {
  /** Project name: the file's name, or the one given to an unsaved project. */
  readonly name: string;
  /** Null until first saved. */
  readonly path: string | null;
  readonly dirty: boolean;
  readonly graph: Graph;
  readonly layout: CanvasLayout;
  /** Paths are absolute here; the project file holds them relative. */
  readonly data: DataSetup | null;
  /** While `data` is its stand-in, the table has not been read. */
  readonly unread: UnreadTable | null;
  /** Told while `data` is its, until that is saved. */
  readonly firstReading: FirstReading | null;
  readonly schema: DataSchema | null;
  readonly profile: TableProfile | null;
  /** What the engine told of the rows of `data`; empty until it has. */
  readonly tableWarnings: readonly DataWarning[];
  /** How many rows of `data` are for what, under the split that the engine was asked of last; null until it told. */
  readonly partition: PartitionCounts | null;
  /** Why the rows of `data` cannot be parted as the setup says, or a file of a part not be used; null while they can. */
  readonly splitFailure: Failure | null;
  /** Why the project's table cannot be read now; the Data node offers Locate…. */
  readonly dataFailure: Failure | null;
  readonly training: TrainingSetup;
  /** Pixels in a line of the table's images, where a person said it; else null, and its columns tell. */
  readonly imageWidth: number | null;
  readonly selection: Selection;
  readonly inference: Inference;
  /** Everything wrong or worth knowing, as `checkGraph` tells it. */
  readonly diagnostics: readonly Diagnostic[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly undoLabel: ActionLabel | null;
  readonly redoLabel: ActionLabel | null;
  /** Grows with every document opened or made, so that views know to start over. */
  readonly openedCount: number;
  readonly history: History;
  readonly savedRevision: number;
}

type Checked = Pick<
  DocumentStoreState,
  | "graph"
  | "schema"
  | "training"
  | "inference"
  | "data"
  | "profile"
  | "dataFailure"
  | "tableWarnings"
  | "partition"
  | "splitFailure"
  | "firstReading"
>;

/** Everything to say about the document: the compiler's findings, and how the project's table stands. */
function findingsOf(state: Checked): readonly Diagnostic[] {
  const { graph, schema, training, inference, data, profile, dataFailure } = state;
  const ofDrawing = checkGraph(graph, schema, training, inference, state.partition);
  if (!data) return ofDrawing;
  const { splitFailure } = state;
  const found = [
    ...ofDrawing,
    ...(splitFailure
      ? [isOfSplit(splitFailure) ? refusedSplit(splitFailure) : unreadableData(graph, data, splitFailure)]
      : []),
    ...tableWarnings(state.tableWarnings, { graph, schema, training }),
    ...(state.firstReading?.data === data ? [firstReading(graph, data, state.firstReading.suggested)] : []),
  ];
  if (dataFailure) {
    const unreadable = unreadableData(graph, data, dataFailure);
    return [unreadable, ...found.filter((other) => other.code !== "E002")];
  }
  // The table is named and being read: not missing.
  if (!schema) return found.filter((other) => other.code !== "E002");
  const changed = dataFileParts.flatMap((part) => {
    const [file, read] = [data[part], schema[part]];
    return file && read && hasChanged(file, read) ? [changedTable(graph, file, read.sha256)] : [];
  });
  const isChanged = profile !== null && profile.sha256 !== data.sha256;
  return [...found, ...(isChanged ? [changedTable(graph, data, profile.sha256)] : []), ...changed];
}

export const emptySelection: Selection = { nodes: new Set(), wires: new Set() };

/** State of a document just opened or made. */
export function freshDocument(
  content: DocumentContent,
  place: { readonly name: string; readonly path: string | null; readonly openedCount: number },
  viewport: CanvasLayout["viewport"],
  unread: UnreadTable | null = null,
): DocumentStoreState {
  const inference = inferGraph(content.graph, content.schema);
  const nothingTold = { dataFailure: null, tableWarnings: [], partition: null, splitFailure: null, firstReading: null };
  const checked = { ...content, ...nothingTold, inference };
  return {
    ...place,
    dirty: false,
    graph: content.graph,
    layout: { positions: content.positions, viewport },
    data: content.data,
    unread,
    schema: content.schema,
    profile: content.profile,
    ...nothingTold,
    training: content.training,
    imageWidth: content.imageWidth,
    selection: emptySelection,
    inference,
    diagnostics: findingsOf(checked),
    canUndo: false,
    canRedo: false,
    undoLabel: null,
    redoLabel: null,
    history: emptyHistory,
    savedRevision: currentRevision(emptyHistory),
  };
}

export const emptyContent: DocumentContent = {
  graph: emptyGraph,
  positions: {},
  training: referenceTrainingSetup,
  imageWidth: null,
  data: null,
  schema: null,
  profile: null,
};

export function contentOf(state: DocumentStoreState): DocumentContent {
  const { graph, layout, training, imageWidth, data, schema, profile } = state;
  return { graph, positions: layout.positions, training, imageWidth, data, schema, profile };
}

function historyState(history: History, savedRevision: number) {
  return {
    history,
    dirty: currentRevision(history) !== savedRevision,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    undoLabel: history.past.at(-1)?.label ?? null,
    redoLabel: history.future.at(-1)?.label ?? null,
  };
}

function keptSelection(selection: Selection, graph: Graph): Selection {
  const nodes = [...selection.nodes].filter((id) => graph.nodes[id]);
  const wires = [...selection.wires].filter((id) => graph.wires[id]);
  if (nodes.length === selection.nodes.size && wires.length === selection.wires.size) return selection;
  return { nodes: new Set(nodes), wires: new Set(wires) };
}

/**
 * The state with new content and history; shapes are inferred again only downstream of `graphDiff`, and not at all when
 * only the layout changed.
 */
export function withContent(
  state: DocumentStoreState,
  content: DocumentContent,
  graphDiff: GraphDiff | undefined,
  history: History,
): DocumentStoreState {
  let inference = state.inference;
  if (content.schema !== state.schema) inference = inferGraph(content.graph, content.schema);
  else if (graphDiff) inference = inferAfterEdit(state.inference, content.graph, graphDiff, content.schema);
  const next = {
    ...state,
    ...content,
    layout:
      content.positions === state.layout.positions ? state.layout : { ...state.layout, positions: content.positions },
    dataFailure: content.data === state.data ? state.dataFailure : null,
    tableWarnings: content.data === state.data ? state.tableWarnings : [],
    partition: isSameSplit(state, content) ? state.partition : null,
    splitFailure: isSameSplit(state, content) ? state.splitFailure : null,
    selection: keptSelection(state.selection, content.graph),
    inference,
  };
  return { ...next, diagnostics: recheck(state, next), ...historyState(history, state.savedRevision) };
}

/** Whether the same rows are for the same. */
function isSameSplit(before: DocumentStoreState, after: DocumentContent): boolean {
  return (
    before.data === after.data &&
    JSON.stringify(splitSetup(before.training)) === JSON.stringify(splitSetup(after.training))
  );
}

/** The findings after a change; the old ones while nothing they depend on has changed. */
function recheck(before: DocumentStoreState, after: Checked): readonly Diagnostic[] {
  const depends = [
    "graph",
    "schema",
    "training",
    "data",
    "profile",
    "dataFailure",
    "tableWarnings",
    "partition",
    "splitFailure",
    "firstReading",
  ] as const;
  return depends.every((key) => before[key] === after[key]) ? before.diagnostics : findingsOf(after);
}

/** The state with the table read, or with the reason why it could not be. */
export function withDataFailure(state: DocumentStoreState, dataFailure: Failure | null): DocumentStoreState {
  const next = { ...state, dataFailure };
  return { ...next, diagnostics: recheck(state, next) };
}

/** The state with its table read for the first time, or with what that told in the file. */
export function withFirstReading(state: DocumentStoreState, firstReading: FirstReading | null): DocumentStoreState {
  const next = { ...state, firstReading };
  return { ...next, diagnostics: recheck(state, next) };
}

/** The state with what the engine told of its table's rows. */
export function withTableWarnings(
  state: DocumentStoreState,
  tableWarnings: DocumentStoreState["tableWarnings"],
  partition: PartitionCounts | null,
  splitFailure: Failure | null,
): DocumentStoreState {
  const next = { ...state, tableWarnings, partition, splitFailure };
  return { ...next, diagnostics: recheck(state, next) };
}

/** The state with the content of a revision taken as saved. */
export function asSaved(state: DocumentStoreState, savedRevision: number): DocumentStoreState {
  return { ...state, savedRevision, ...historyState(state.history, savedRevision) };
}

/** The document: read it with a selector, change it through `documentActions`. */
export const useDocument = create<DocumentStoreState>(() =>
  freshDocument(emptyContent, { name: "Untitled", path: null, openedCount: 0 }, null),
);
