import type { Failure } from "../../engine/contract";

/** The window's document as it would be saved, and how it stands. */
export interface DocumentSnapshot {
  /** Names the document as long as the window works on it; a recovered one keeps the id of its copy. */
  readonly id: string;
  readonly name: string;
  /** The file it belongs to; null until first saved. */
  readonly path: string | null;
  /** Text of the project file, its data found from `path`. */
  readonly text: string;
  /** Whether the file lacks any of it. */
  readonly dirty: boolean;
}

/** Where it fails, the copy that was there is still whole. */
export type KeepAnswer = { readonly ok: true } | { readonly ok: false; readonly failure: Failure };

/** How the person's file stands against the content the unsaved work began from. `none`: the work has no file yet. */
export type RecoveredFileState = "none" | "same" | "changed" | "absent" | "unknown";

/** Where the nodes and wires of a drawing stand, for a small picture; a large drawing is thinned out. */
export interface GraphPicture {
  /** Top-left corners of the cards in graph units. */
  readonly cards: readonly { readonly id: string; readonly x: number; readonly y: number; readonly kind: string }[];
  /** Index of the card a wire leaves, and of the one it reaches. */
  readonly wires: readonly (readonly [number, number])[];
}

/** Unsaved work that an earlier window or app left behind. */
export type RecoveryEntry =
  | {
      readonly state: "whole";
      readonly id: string;
      readonly name: string;
      readonly path: string | null;
      /** When the copy was written: milliseconds since 1970. */
      readonly keptMillis: number;
      readonly nodeCount: number;
      readonly picture: GraphPicture;
      readonly file: RecoveredFileState;
    }
  | {
      readonly state: "damaged";
      readonly id: string;
      readonly keptMillis: number;
      readonly failure: Failure;
    };

export type RecoverAnswer =
  | { readonly ok: true; readonly document: DocumentSnapshot; readonly file: RecoveredFileState }
  | { readonly ok: false; readonly failure: Failure };

/** The document of a page that is gone; `crashed` when it did not go of its own will. */
export interface RestoredDocument {
  readonly document: DocumentSnapshot;
  readonly crashed: boolean;
}

/** Requests that keep unsaved work from being lost. */
export interface RecoveryRequests {
  /** Answered when the copy is on the disk, or removed because nothing is unsaved any more. */
  keep_document: { request: DocumentSnapshot; answer: KeepAnswer };
  /** Asked by a page before it shows anything; null when no page came before it. */
  restore_document: { request: null; answer: RestoredDocument | null };
  /** Newest first, damaged ones last, without the document the window works on. */
  list_recovery: { request: null; answer: readonly RecoveryEntry[] };
  /** The text of a copy, to be worked on; the copy stays until the work is saved or given up. */
  recover: { request: { id: string }; answer: RecoverAnswer };
  discard_recovery: { request: { id: string }; answer: null };
  /** Shows the copy's file in the system's file manager. */
  show_recovery: { request: { id: string }; answer: null };
}
