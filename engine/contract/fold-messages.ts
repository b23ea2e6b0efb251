import type { Fold, SplitMethod } from "../model";
import type { FoldFigures } from "./fold-figures";

/** A fold that was trained. */
export interface TrainedFold {
  /** How the rows were dealt out. */
  readonly split: SplitMethod;
  /** Null where it was stopped. */
  readonly figures: FoldFigures | null;
}

/** Where the fold that trains stands. */
export interface FoldProgress {
  readonly fold: Fold;
  /** Epoch being trained, from 1; 0 before the first step. */
  readonly epoch: number;
  readonly epochs: number;
}
