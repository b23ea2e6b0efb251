import type { MessageKey, MessageValues } from "../i18n";
import { type DocumentDiff, invertDocumentDiff, squashDiffs } from "./document-diff";

/** Name of a step for the menu and the tooltip, translated when shown: `Undo Move 3 nodes`. */
export interface ActionLabel {
  readonly key: MessageKey;
  readonly values?: MessageValues;
}

interface HistoryEntry {
  readonly label: ActionLabel;
  /** Gesture the step belongs to; steps of one gesture become one entry. */
  readonly mark: string | null;
  readonly diff: DocumentDiff;
  /** Number of the document's state after this step; never used twice. */
  readonly revision: number;
}

export interface History {
  readonly past: readonly HistoryEntry[];
  /** Undone steps, the next to redo last. */
  readonly future: readonly HistoryEntry[];
  /** Revision before the first step in `past`. */
  readonly baseRevision: number;
  readonly nextRevision: number;
}

export const emptyHistory: History = { past: [], future: [], baseRevision: 0, nextRevision: 1 };

/** Steps kept; older ones can no longer be undone. */
const HISTORY_LIMIT = 1000;

/** Number of the state the document is in; equal numbers mean equal content. */
export function currentRevision(history: History): number {
  return history.past.at(-1)?.revision ?? history.baseRevision;
}

/** Notes a step that was done. A step with the mark of the last one joins it. Undone steps are forgotten. */
export function recordStep(history: History, diff: DocumentDiff, label: ActionLabel, mark: string | null): History {
  const last = history.past.at(-1);
  const revision = history.nextRevision;
  const nextRevision = revision + 1;
  if (last && mark !== null && last.mark === mark && history.future.length === 0) {
    const joined = { label, mark, diff: squashDiffs(last.diff, diff), revision };
    return { ...history, past: [...history.past.slice(0, -1), joined], nextRevision };
  }
  const past = [...history.past, { label, mark, diff, revision }];
  const dropped = past.length > HISTORY_LIMIT ? past.shift() : undefined;
  return { past, future: [], baseRevision: dropped?.revision ?? history.baseRevision, nextRevision };
}

/** The step to take back as a diff to apply, and the history after it; null when there is none. */
export function undoStep(history: History): { readonly history: History; readonly diff: DocumentDiff } | null {
  const last = history.past.at(-1);
  if (!last) return null;
  return {
    history: { ...history, past: history.past.slice(0, -1), future: [...history.future, last] },
    diff: invertDocumentDiff(last.diff),
  };
}

/** The step to do again, and the history after it; null when there is none. */
export function redoStep(history: History): { readonly history: History; readonly diff: DocumentDiff } | null {
  const next = history.future.at(-1);
  if (!next) return null;
  return {
    history: { ...history, past: [...history.past, next], future: history.future.slice(0, -1) },
    diff: next.diff,
  };
}

let marks = 0;

/** A mark for one gesture: everything recorded under it is undone in one step. */
export function newMark(gesture: string): string {
  marks += 1;
  return `${gesture}-${marks}`;
}

/** Presses nearer together than this belong to one gesture. */
const BURST_PAUSE_MILLIS = 800;
let burst = { gesture: "", mark: "", at: Number.NEGATIVE_INFINITY };

/** A mark for a gesture made of quick repeated presses (arrow keys): the same one until there is a pause. */
export function burstMark(gesture: string, nowMillis: number = performance.now()): string {
  const goesOn = burst.gesture === gesture && nowMillis - burst.at < BURST_PAUSE_MILLIS;
  burst = { gesture, mark: goesOn ? burst.mark : newMark(gesture), at: nowMillis };
  return burst.mark;
}
