import type { DataSchema, Fold, PartitionCounts } from "./generated";
import { type SplitMethod, splitRole, type TrainingSetup } from "./training-setup";

type Shares = Pick<TrainingSetup, "split" | "validation_split" | "test_split" | "fold">;

/** int(rows·(1−f)), as Keras counts: those that are left of `rows` when a share is kept aside. */
const keptRows = (rows: number, share: number): number => Math.floor(rows * (1 - share));

/**
 * How many rows train, validate and test under a split that needs no column: `int(rows·(1−f))` are left when a share is kept
 * aside, whichever rows they are; first for the test, then for validation.
 */
export function splitRows(
  rows: number,
  { validation_split, test_split }: Omit<Shares, "split" | "fold">,
): PartitionCounts {
  const seen = keptRows(rows, test_split);
  const training = keptRows(seen, validation_split);
  return { training, validation: seen - training, test: rows - seen };
}

/**
 * The same of a table and of files whose rows are all of one part; null under a split by a column and in a fold, unless the
 * engine has `counted` its rows. Until it has, every row of such a file counts.
 */
export function partitionOf(
  { rows, validation, test }: Pick<DataSchema, "rows" | "validation" | "test">,
  shares: Shares,
  counted: PartitionCounts | null,
): PartitionCounts | null {
  if (splitRole(shares.split) !== null || shares.fold) return counted;
  if (validation === undefined && test === undefined) return splitRows(rows, shares);
  if (counted !== null) return counted;
  const ofTable = splitRows(rows, besideFiles(shares, { validation, test }));
  return {
    training: ofTable.training,
    validation: validation?.rows ?? ofTable.validation,
    test: test?.rows ?? ofTable.test,
  };
}

/** Shares of a table's rows of which none are kept aside for a part that has a file of its own. */
export function besideFiles<Of extends Pick<Shares, "validation_split" | "test_split">>(
  shares: Of,
  { validation, test }: { readonly validation?: object | undefined; readonly test?: object | undefined },
): Of {
  return { ...shares, ...(validation && { validation_split: 0 }), ...(test && { test_split: 0 }) };
}

/**
 * How a cross-validation deals rows out to its folds: whole groups where the split goes by groups, else the same share of every
 * class where classes are predicted, else at random. Null under a split by a column of times or words, which has no equal parts.
 */
export function foldSplit(split: SplitMethod, hasClasses: boolean): SplitMethod | null {
  if (split === "time" || split === "column") return null;
  if (split === "group") return split;
  return hasClasses ? "stratified" : "shuffled";
}

/** Whether a table has the column that a split goes by, if it goes by one. */
export function hasSplitColumn(schema: DataSchema, { split }: Pick<TrainingSetup, "split">): boolean {
  const role = splitRole(split);
  return role === null || schema[role] !== undefined;
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
  test_split,
  fold,
  seed,
}: TrainingSetup): Shares & { seed: number; fold?: Fold } {
  return { split, validation_split, test_split, ...(fold && { fold: { ...fold } }), seed };
}
