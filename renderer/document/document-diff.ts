import type { TableProfile } from "../../engine/contract";
import {
  applyDiff,
  type DataSchema,
  type DataSetup,
  type Graph,
  type GraphDiff,
  invertDiff,
  mergeDiffs,
  type NodeId,
  type TrainingSetup,
} from "../../engine/model";
import type { Point } from "../../engine/project";

/** The table and what is known about it; `schema` and `profile` are null until the engine has read the file. */
export interface DataState {
  readonly data: DataSetup | null;
  readonly schema: DataSchema | null;
  readonly profile: TableProfile | null;
}

/** Everything undo covers. */
export interface DocumentContent extends DataState {
  readonly graph: Graph;
  readonly positions: Readonly<Record<NodeId, Point>>;
  readonly training: TrainingSetup;
  /** Of the table's images, where a person said it. */
  readonly imageWidth: number | null;
}

interface Change<Value> {
  readonly before: Value;
  readonly after: Value;
}

/** A reversible change of the document; an absent part is untouched. */
export interface DocumentDiff {
  readonly graph?: GraphDiff;
  readonly positions?: Readonly<Record<NodeId, Change<Point | null>>>;
  readonly training?: Change<TrainingSetup>;
  readonly data?: Change<DataState>;
  readonly imageWidth?: Change<number | null>;
}

function squashChanges<Value>(
  first: Readonly<Record<string, Change<Value | null>>>,
  second: Readonly<Record<string, Change<Value | null>>>,
): Record<string, Change<Value | null>> {
  const squashed: Record<string, Change<Value | null>> = { ...first };
  for (const [id, change] of Object.entries(second)) {
    const before = first[id] ? first[id].before : change.before;
    if (before === null && change.after === null) delete squashed[id];
    else squashed[id] = { before, after: change.after };
  }
  return squashed;
}

/** One diff that does what `first` then `second` do. */
export function squashDiffs(first: DocumentDiff, second: DocumentDiff): DocumentDiff {
  const graph = first.graph && second.graph ? mergeDiffs(first.graph, second.graph) : (first.graph ?? second.graph);
  const positions =
    first.positions && second.positions
      ? squashChanges(first.positions, second.positions)
      : (first.positions ?? second.positions);
  const training = second.training
    ? { before: first.training?.before ?? second.training.before, after: second.training.after }
    : first.training;
  const data = second.data
    ? { before: first.data?.before ?? second.data.before, after: second.data.after }
    : first.data;
  const imageWidth = second.imageWidth
    ? { before: first.imageWidth ? first.imageWidth.before : second.imageWidth.before, after: second.imageWidth.after }
    : first.imageWidth;
  return {
    ...(graph && { graph }),
    ...(positions && { positions }),
    ...(training && { training }),
    ...(data && { data }),
    ...(imageWidth && { imageWidth }),
  };
}

const turned = <Value>(change: Change<Value>): Change<Value> => ({ before: change.after, after: change.before });

/** The diff that takes this one back. */
export function invertDocumentDiff(diff: DocumentDiff): DocumentDiff {
  return {
    ...(diff.graph && { graph: invertDiff(diff.graph) }),
    ...(diff.positions && {
      positions: Object.fromEntries(Object.entries(diff.positions).map(([id, change]) => [id, turned(change)])),
    }),
    ...(diff.training && { training: turned(diff.training) }),
    ...(diff.data && { data: turned(diff.data) }),
    ...(diff.imageWidth && { imageWidth: turned(diff.imageWidth) }),
  };
}

/** The content after a diff; parts the diff leaves alone keep their identity. */
export function applyDocumentDiff(content: DocumentContent, diff: DocumentDiff): DocumentContent {
  let positions = content.positions;
  if (diff.positions) {
    const moved: Record<NodeId, Point> = { ...content.positions };
    for (const [id, change] of Object.entries(diff.positions)) {
      if (change.after) moved[id] = change.after;
      else delete moved[id];
    }
    positions = moved;
  }
  const data = diff.data?.after ?? content;
  return {
    graph: diff.graph ? applyDiff(content.graph, diff.graph) : content.graph,
    positions,
    training: diff.training?.after ?? content.training,
    imageWidth: diff.imageWidth ? diff.imageWidth.after : content.imageWidth,
    data: data.data,
    schema: data.schema,
    profile: data.profile,
  };
}
