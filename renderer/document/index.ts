/** The open document: graph, layout, data and training setup, what follows from them, selection and undo. */

export { type DocumentChange, documentActions } from "./document-actions";
export {
  applyDocumentDiff,
  type DataState,
  type DocumentContent,
  type DocumentDiff,
  invertDocumentDiff,
  squashDiffs,
} from "./document-diff";
export { type DocumentStoreState, type Selection, useDocument } from "./document-store";
export { type ActionLabel, burstMark, newMark } from "./history";
