import type { TrainingSetup } from "./training-setup";

/** Rows that train and rows that validate: `int(rows·(1−f))` train, as Keras cuts, whichever rows they are. */
export function splitRows(
  rows: number,
  validationSplit: number,
): { readonly training: number; readonly validation: number } {
  const training = Math.floor(rows * (1 - validationSplit));
  return { training, validation: rows - training };
}

/** Batches of one epoch over so many training rows; a last, smaller one counts unless it is dropped. */
export function stepsPerEpoch(
  rows: number,
  { batch_size, drop_last_batch }: Pick<TrainingSetup, "batch_size" | "drop_last_batch">,
): number {
  return drop_last_batch ? Math.floor(rows / batch_size) : Math.ceil(rows / batch_size);
}

/** What of a run's settings decides which rows train. */
export function splitSetup({
  split,
  validation_split,
  seed,
}: TrainingSetup): Pick<TrainingSetup, "split" | "validation_split" | "seed"> {
  return { split, validation_split, seed };
}
