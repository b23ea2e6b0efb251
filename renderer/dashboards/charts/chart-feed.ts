/** What a chart's horizontal axis needs to know. */
export interface StepExtent {
  readonly start: number;
  /** Step at the right end while nothing is zoomed. */
  readonly end: number;
  /** 0 where there are no epochs. */
  readonly stepsPerEpoch: number;
}

/** What charts follow: whoever holds their figures, and tells of new ones. */
export interface ChartFeed {
  /** Where the steps begin and end now. */
  extent(): StepExtent;
  /** Calls back after new figures, at most so many times a second (30 unless said). Returns the unsubscriber. */
  subscribe(listener: () => void, perSecond?: number): () => void;
}
