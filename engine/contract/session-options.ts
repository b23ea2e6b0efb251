/** How often a run is checkpointed; it also is once when it ends or is stopped. */
export interface CheckpointCadence {
  /** Most seconds from one to the next; 0 for as often as they can be written, null for not by time. */
  readonly every_seconds: number | null;
  /** Whole epochs from one to the next; null for not by epochs. */
  readonly every_epochs: number | null;
  /** Size of all together; the newest stays even if it alone is larger. */
  readonly history_bytes: number;
}

/** The checkpoint a run goes on from: this file, or the newest whole one of the same run in this folder. */
export type ResumeFrom = { readonly file: string } | { readonly latest: string };

/** What a session may be made with besides its IR and data. */
export interface SessionOptions {
  readonly checkpoints?: (CheckpointCadence & { readonly directory: string }) | null;
  readonly resume?: ResumeFrom | null;
  readonly initial?: InitialWeights | null;
}

/** Weights that a run starts from instead of fresh ones. */
export interface InitialWeights {
  /** Absolute path of a model file. */
  readonly file: string;
  /**
   * Names of the parameters to take, each in the model and in the network in one shape (else R051); those of a Scale are
   * taken instead of being fitted. Everything else starts fresh.
   */
  readonly parameters: readonly string[];
}
