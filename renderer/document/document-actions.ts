import type { Failure, RunSnapshot } from "../../engine/contract";
import {
  applyEdits,
  coordinateLimit,
  type DataSetup,
  type DataWarning,
  dataStorageFault,
  type EditRejection,
  type GraphDiff,
  type GraphEdit,
  heldWithin,
  isEmptyDiff,
  isUnread,
  type NodeId,
  noteEditedSize,
  type PartitionCounts,
  type StorageFault,
  sizeStorageFault,
  standIn,
  type TrainingSetup,
  trainingStorageFault,
  type UnreadData,
  withPaths,
  zoomLimit,
} from "../../engine/model";
import {
  absoluteDataPath,
  type CanvasLayout,
  type Point,
  type Project,
  projectNameOf,
  settledIn,
} from "../../engine/project";
import { applyDocumentDiff, type DataState, type DocumentDiff } from "./document-diff";
import {
  asSaved,
  contentOf,
  emptyContent,
  freshDocument,
  type Selection,
  useDocument,
  withContent,
  withDataFailure,
  withFirstReading,
  withTableWarnings,
} from "./document-store";
import { type ActionLabel, currentRevision, recordStep, redoStep, undoStep } from "./history";

/** One step of the person: graph edits, node positions and training settings that belong together. */
export interface DocumentChange {
  readonly edits?: readonly GraphEdit[];
  /** New top-left corners, in graph units. */
  readonly positions?: Readonly<Record<NodeId, Point>>;
  readonly training?: Partial<TrainingSetup>;
  readonly label: ActionLabel;
  /** Steps with one mark are undone together; see `newMark`. */
  readonly mark?: string | undefined;
  /** Selection after the step. */
  readonly select?: Partial<Selection>;
}

/** The number of no content at all. */
const NO_REVISION = -1;

function perform(diff: DocumentDiff, label: ActionLabel, mark: string | undefined): void {
  useDocument.setState((state) => {
    const content = applyDocumentDiff(contentOf(state), diff);
    return withContent(state, content, diff.graph, recordStep(state.history, diff, label, mark ?? null));
  });
}

function positionChanges(
  graphDiff: GraphDiff,
  moved: Readonly<Record<NodeId, Point>>,
): NonNullable<DocumentDiff["positions"]> {
  const positions = useDocument.getState().layout.positions;
  const changes: Record<NodeId, { before: Point | null; after: Point | null }> = {};
  for (const [id, node] of Object.entries(graphDiff.nodes)) {
    const before = positions[id];
    if (node.after === null && before) changes[id] = { before, after: null };
  }
  for (const [id, wanted] of Object.entries(moved)) {
    const before = positions[id] ?? null;
    const after = { x: heldAt(wanted.x, before?.x), y: heldAt(wanted.y, before?.y) };
    if (before?.x !== after.x || before.y !== after.y) changes[id] = { before, after };
  }
  return changes;
}

/** A coordinate that a project file can hold: within its range, and where it was instead of nowhere. */
const heldAt = (value: number, before = 0): number => heldWithin(coordinateLimit, value) ?? before;

/** A view that a project file can hold; null, which shows the whole network, for one that is none. */
function heldView(view: NonNullable<CanvasLayout["viewport"]>): CanvasLayout["viewport"] {
  const [x, y, zoom] = [
    heldWithin(coordinateLimit, view.x),
    heldWithin(coordinateLimit, view.y),
    heldWithin(zoomLimit, view.zoom),
  ];
  return x === null || y === null || zoom === null ? null : { x, y, zoom };
}

type RefusalListener = (rejection: EditRejection) => void;
let reportRefusal: RefusalListener = () => {};

function refused(rejection: EditRejection): EditRejection {
  reportRefusal(rejection);
  return rejection;
}

function trainingChange(patch: Partial<TrainingSetup>): DocumentDiff["training"] {
  const before = useDocument.getState().training;
  const after = { ...before, ...patch };
  return JSON.stringify(before) === JSON.stringify(after) ? undefined : { before, after };
}

/** Does a step whole or not at all; the rejection says why not. */
function change({
  edits = [],
  positions = {},
  training = {},
  label,
  mark,
  select,
}: DocumentChange): EditRejection | null {
  const result = applyEdits(useDocument.getState().graph, edits);
  if (!result.ok) return refused(result.reason);
  const { graph, data } = useDocument.getState();
  noteEditedSize(graph, result.diff, result.graph);
  const trained = trainingChange(training);
  const fault = (trained && trainingStorageFault(trained.after)) ?? sizeStorageFault(result.graph, data);
  if (fault) return refused(fault);
  const graphChanges = !isEmptyDiff(result.diff);
  const moved = positionChanges(result.diff, positions);
  const layoutChanges = Object.keys(moved).length > 0;
  if (graphChanges || layoutChanges || trained) {
    const diff = {
      ...(graphChanges && { graph: result.diff }),
      ...(layoutChanges && { positions: moved }),
      ...(trained && { training: trained }),
    };
    perform(diff, label, mark);
  }
  if (select) selectOnly(select);
  return null;
}

function selectOnly({ nodes = new Set(), wires = new Set() }: Partial<Selection>): void {
  useDocument.setState((state) => {
    const same = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
      a.size === b.size && [...a].every((id) => b.has(id));
    if (same(nodes, state.selection.nodes) && same(wires, state.selection.wires)) return state;
    return { selection: { nodes, wires } };
  });
}

function step(take: typeof undoStep): void {
  useDocument.setState((state) => {
    const taken = take(state.history);
    if (!taken) return state;
    const content = applyDocumentDiff(contentOf(state), taken.diff);
    const next = withContent(state, content, taken.diff.graph, taken.history);
    // What came back is what the person wants to see.
    const returned = Object.entries(taken.diff.graph?.nodes ?? {}).filter(([, node]) => node.before === null);
    if (returned.length === 0) return next;
    return { ...next, selection: { nodes: new Set(returned.map(([id]) => id)), wires: new Set<string>() } };
  });
}

/** Everything that changes the document. */
export const documentActions = {
  change,

  /** Applies edits as one step, all or none. */
  edit(edits: readonly GraphEdit[], label: ActionLabel, mark?: string): EditRejection | null {
    return change({ edits, label, mark });
  },

  moveNodes(positions: Readonly<Record<NodeId, Point>>, mark?: string): void {
    change({ positions, label: { key: "document.moveNodes", values: { count: Object.keys(positions).length } }, mark });
  },

  setTraining(patch: Partial<TrainingSetup>, mark?: string): EditRejection | null {
    return change({ training: patch, label: { key: "document.setTraining" }, mark });
  },

  /** Has every refusal told, so that none goes unseen. Returns what ends it. */
  onRefused(listener: RefusalListener): () => void {
    reportRefusal = listener;
    return () => {
      reportRefusal = () => {};
    };
  },

  /** The person chose a table or changed its columns' roles. `data.path` is absolute. Answers why it cannot be saved, or null. */
  setData(after: DataState, mark?: string): StorageFault | null {
    const { data, schema, profile, graph } = useDocument.getState();
    const fault = after.data && (dataStorageFault(after.data) ?? sizeStorageFault(graph, after.data));
    if (fault) return fault;
    perform({ data: { before: { data, schema, profile }, after } }, { key: "document.setData" }, mark);
    return null;
  },

  /** The person said how many pixels a line of the table's images has. */
  setImageWidth(after: number): void {
    const { imageWidth: before } = useDocument.getState();
    if (after !== before) perform({ imageWidth: { before, after } }, { key: "document.setImageWidth" }, undefined);
  },

  /** The table the document already names was read: nothing the person did, so nothing to undo. */
  dataLoaded(read: Pick<DataState, "schema" | "profile"> & Partial<Pick<DataState, "data">>): void {
    useDocument.setState((state) =>
      withContent(withDataFailure(state, null), { ...contentOf(state), ...read }, undefined, state.history),
    );
  },

  /** The table was read that the file left something to say: nothing the person did, so nothing to undo. */
  tableSettled(read: DataState & { readonly data: DataSetup }, suggested: number): void {
    useDocument.setState((state) => {
      const content = withContent(
        withDataFailure(state, null),
        { ...contentOf(state), ...read },
        undefined,
        state.history,
      );
      return withFirstReading(content, { data: read.data, suggested });
    });
  },

  /** The document's table as its file says it, while that leaves something for the table to say; null otherwise. */
  unreadData(): UnreadData | null {
    const { data, unread } = useDocument.getState();
    return unread !== null && unread.data === data ? unread.said : null;
  },

  /** What the engine told of the table's rows: nothing the person did, so nothing to undo. */
  tableWarned(warnings: readonly DataWarning[], rows: PartitionCounts | null, refusal: Failure | null = null): void {
    useDocument.setState((state) => withTableWarnings(state, warnings, rows, refusal));
  },

  dataFailed(dataFailure: Failure): void {
    useDocument.setState((state) => withDataFailure(state, dataFailure));
  },

  /** Selects exactly these. */
  select: selectOnly,

  undo: (): void => step(undoStep),
  redo: (): void => step(redoStep),

  /** Where the person looks; kept in the file, not a change to it. */
  setViewport(viewport: CanvasLayout["viewport"]): void {
    useDocument.setState((state) => ({ layout: { ...state.layout, viewport: viewport && heldView(viewport) } }));
  },

  newProject(name: string): void {
    const openedCount = useDocument.getState().openedCount + 1;
    useDocument.setState(freshDocument(emptyContent, { name, path: null, openedCount }, null));
  },

  /**
   * Opens a project. `path` null opens it as unsaved (a sample); its data is then found beside `origin`, the file it
   * came from.
   */
  loadProject(project: Project, path: string | null, origin: string | null = path): void {
    const said = project.data && withPaths(project.data, (one) => absoluteDataPath(origin, one));
    const unread = isUnread(said) ? { said, data: standIn(said) } : null;
    const data = isUnread(said) ? (unread?.data ?? null) : said;
    const content = {
      ...emptyContent,
      graph: project.graph,
      positions: project.layout.positions,
      training: project.training,
      imageWidth: project.layout.image_width ?? null,
      data,
    };
    const name = path === null ? project.name : projectNameOf(path);
    const openedCount = useDocument.getState().openedCount + 1;
    useDocument.setState(freshDocument(content, { name, path, openedCount }, project.layout.viewport, unread));
  },

  /** The document as it would be saved at `path` (default: where it is). */
  snapshot(path: string | null = useDocument.getState().path): Project {
    const { name, graph, layout: shown, imageWidth, data, training } = useDocument.getState();
    const layout = imageWidth === null ? shown : { ...shown, image_width: imageWidth };
    const project = { name, graph, layout, data: documentActions.unreadData() ?? data, training };
    return path === null ? project : settledIn(project, path);
  },

  /** What a run or a compile needs, with the data's absolute path; no table before it is known what its columns are for. */
  runSnapshot(): RunSnapshot {
    const { graph, data, training } = useDocument.getState();
    return { graph, data: documentActions.unreadData() === null ? data : null, training };
  },

  /** Number of the present content; see `markSaved`. */
  revision: (): number => currentRevision(useDocument.getState().history),

  /** What is shown is in no file: work that was recovered, or a version from before. */
  markUnsaved(): void {
    useDocument.setState((state) => asSaved(state, NO_REVISION));
  },

  /** The content of a revision is in the file now; what was done since leaves the document dirty. */
  markSaved(path: string, revision: number = documentActions.revision()): void {
    useDocument.setState((state) =>
      withFirstReading(asSaved({ ...state, path, name: projectNameOf(path) }, revision), null),
    );
  },
};
