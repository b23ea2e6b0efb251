/** One parameter or column that a model and a network do not share. Shapes, or encodings, as text; null where it is not there. */
export interface WeightDifference {
  readonly name: string;
  readonly here: string | null;
  readonly there: string | null;
}

/** What of a model a network can start from. */
export interface WeightComparison {
  /** Names of parameters in both, of one shape: those that are taken. */
  readonly matching: readonly string[];
  /** Parameters that only one has, or in another shape: the network's own start fresh. */
  readonly parameters: readonly WeightDifference[];
  /** Feature columns read otherwise, or in another place: the same weights then mean something else. */
  readonly columns: readonly WeightDifference[];
}
