import type { Optimizer, SplitMethod } from "../contract";
import {
  checkNumber,
  earlyStoppingDefaults,
  earlyStoppingLimits,
  type Fold,
  foldsLimit,
  type NumberLimit,
  optimizerDefaults,
  optimizerLimits,
  splitMethods,
  type TrainingSetup,
  trainingLimits,
  valueText,
} from "../model";
import { optionFault } from "./layerglass-error";

/** What to change of a project's training for one run; null or absent leaves the project's own. */
export interface TrainingChanges {
  readonly epochs?: number | null | undefined;
  /** Rows. */
  readonly batchSize?: number | null | undefined;
  /** Kind of the optimizer; one that is not the project's starts from its kind's defaults. */
  readonly optimizer?: Optimizer["kind"] | null | undefined;
  readonly learningRate?: number | null | undefined;
  /** Which rows are kept aside. */
  readonly split?: SplitMethod | null | undefined;
  /** One run of a cross-validation: the part of the rows that validates, from 0, of how many. */
  readonly fold?: Fold | null | undefined;
  /** Share of the rows kept for validation: [0, 1). */
  readonly validationSplit?: number | null | undefined;
  /** Share of the rows kept for a test, which the run does not see: [0, 1). */
  readonly testSplit?: number | null | undefined;
  /** Whether the run ends with the parameters of its best epoch rather than its last. */
  readonly keepBest?: boolean | null | undefined;
  /** Epochs without an improvement after which the run ends. */
  readonly earlyStopping?: number | null | undefined;
  readonly seed?: number | null | undefined;
  readonly threads?: number | null | undefined;
  /** Whether statistics of every layer are taken. */
  readonly statistics?: boolean | null | undefined;
}

/** Kinds of optimizers. */
export const optimizerKinds = Object.keys(optimizerDefaults) as readonly Optimizer["kind"][];

/** Ranges of the changes that are numbers. */
export const changeLimits = {
  epochs: trainingLimits.epochs,
  batchSize: trainingLimits.batch_size,
  // One range for every kind.
  learningRate: optimizerLimits.sgd.learning_rate,
  validationSplit: trainingLimits.validation_split,
  testSplit: trainingLimits.test_split,
  earlyStopping: earlyStoppingLimits.patience,
  seed: trainingLimits.seed,
  threads: trainingLimits.threads,
} satisfies Partial<Record<keyof TrainingChanges, NumberLimit>>;

/** The training as it was asked to be changed. */
export function changedTraining(training: TrainingSetup, changes: TrainingChanges): TrainingSetup {
  const { optimizer: own, early_stopping: stopping } = training;
  const kind = changes.optimizer ?? own.kind;
  const optimizer = kind === own.kind ? own : optimizerDefaults[kind];
  const patience = changes.earlyStopping ?? null;
  return {
    ...training,
    optimizer: { ...optimizer, learning_rate: changes.learningRate ?? optimizer.learning_rate },
    epochs: changes.epochs ?? training.epochs,
    batch_size: changes.batchSize ?? training.batch_size,
    validation_split: changes.validationSplit ?? training.validation_split,
    test_split: changes.testSplit ?? training.test_split,
    split: changes.split ?? training.split,
    ...(changes.fold && { fold: changes.fold }),
    early_stopping: patience === null ? stopping : { ...(stopping ?? earlyStoppingDefaults), patience },
    keep_best: changes.keepBest ?? training.keep_best,
    seed: changes.seed ?? training.seed,
    threads: changes.threads ?? training.threads,
    statistics: changes.statistics ?? training.statistics,
  };
}

/**
 * Refuses what is no change: whoever writes JavaScript may pass anything.
 * @throws LayerglassError naming the option.
 */
export function refuseTrainingChanges(changes: TrainingChanges): void {
  for (const name of Object.keys(changeLimits) as readonly (keyof typeof changeLimits)[]) {
    const value = changes[name] ?? null;
    const fault = value === null ? null : checkNumber(changeLimits[name], value);
    if (fault) throw optionFault(name, fault.found, fault.expected);
  }
  refuseUnlisted("optimizer", changes.optimizer, optimizerKinds);
  refuseUnlisted("split", changes.split, splitMethods);
  const { fold } = changes;
  if (fold !== null && fold !== undefined) {
    const ofCount = checkNumber(foldsLimit, fold.count);
    const fault = ofCount ?? checkNumber({ integer: true, minimum: 0, maximum: fold.count - 1 }, fold.index);
    if (fault) throw optionFault("fold", fault.found, fault.expected);
  }
  for (const name of ["keepBest", "statistics"] as const) {
    const value = changes[name];
    if (typeof (value ?? false) !== "boolean") throw optionFault(name, valueText(value), "true or false");
  }
}

function refuseUnlisted(name: string, value: string | null | undefined, list: readonly string[]): void {
  if (value !== null && value !== undefined && !list.includes(value)) {
    throw optionFault(name, valueText(value), list.join(", "));
  }
}
