import type { Fold } from "./generated";

/** How the weights are moved; t counts batches from 0. Same fields and meanings as the IR's optimizers. */
export type OptimizerSetup =
  | {
      readonly kind: "sgd";
      readonly learning_rate: number;
      /** The rate of step t is divided by 1 + decay·t. */
      readonly decay: number;
      readonly momentum: number;
      readonly nesterov: boolean;
    }
  | {
      readonly kind: "adam";
      readonly learning_rate: number;
      readonly beta_1: number;
      readonly beta_2: number;
      readonly epsilon: number;
    }
  | {
      readonly kind: "adam_w";
      readonly learning_rate: number;
      readonly beta_1: number;
      readonly beta_2: number;
      readonly epsilon: number;
      /** Share of every weight taken off a step, times the learning rate. */
      readonly weight_decay: number;
    }
  | {
      readonly kind: "nadam";
      readonly learning_rate: number;
      readonly beta_1: number;
      readonly beta_2: number;
      readonly epsilon: number;
      /** μ of step t is β₁·(1 − ½·0.96^(t·momentum_decay)), t from 1. */
      readonly momentum_decay: number;
    }
  | {
      readonly kind: "rms_prop";
      readonly learning_rate: number;
      readonly rho: number;
      readonly epsilon: number;
      readonly momentum: number;
      readonly centered: boolean;
    }
  | {
      readonly kind: "adagrad";
      readonly learning_rate: number;
      /** The rate of step t is divided by 1 + learning_rate_decay·t. */
      readonly learning_rate_decay: number;
      readonly initial_accumulator_value: number;
      readonly epsilon: number;
    };

/** How the learning rate changes over the run; e counts epochs from 0, t batches from 0, T all batches. */
export type ScheduleSetup =
  | { readonly kind: "constant" }
  /** Divided by 1 + rate·t. */
  | { readonly kind: "inverse_time"; readonly rate: number }
  /** Times factor every `epochs` epochs. */
  | { readonly kind: "step"; readonly epochs: number; readonly factor: number }
  /** Times factor every epoch. */
  | { readonly kind: "exponential"; readonly factor: number }
  /** Up in a straight line for `warmup_epochs`, then down half a cosine to `final_fraction` of the rate. */
  | { readonly kind: "cosine"; readonly warmup_epochs: number; readonly final_fraction: number }
  /** Up to the rate over the first `rising_share` of the run, then far down; both along half a cosine. */
  | {
      readonly kind: "one_cycle";
      readonly rising_share: number;
      readonly initial_divisor: number;
      readonly final_divisor: number;
    }
  /** Times factor after `patience` epochs without an improvement of more than `minimum_delta`. */
  | {
      readonly kind: "reduce_on_plateau";
      readonly factor: number;
      readonly patience: number;
      readonly minimum_delta: number;
      readonly minimum_learning_rate: number;
    };

/**
 * Which rows are kept aside: the last ones; a random choice by seed; a random choice of the same share of every class; whole
 * groups of the column whose role is `group`; the latest by the column of role `time`; or those that the column of role
 * `split` names.
 */
export type SplitMethod = "last" | "shuffled" | "stratified" | "group" | "time" | "column";

/** Every split method, in the order they are offered. */
export const splitMethods: readonly SplitMethod[] = ["last", "shuffled", "stratified", "group", "time", "column"];

/** The role of the column that a method goes by; null for one that needs none. */
export function splitRole(method: SplitMethod): "group" | "time" | "split" | null {
  if (method === "column") return "split";
  return method === "group" || method === "time" ? method : null;
}

/** Ends the run after `patience` epochs without an improvement of more than `minimum_delta`. */
export interface EarlyStoppingSetup {
  readonly patience: number;
  readonly minimum_delta: number;
  /** Whether the parameters of the best epoch are put back when it stops the run. */
  readonly restore_best: boolean;
}

/** BatchNorm's inference statistics after the run: as training left them, or recomputed over the training rows. */
export type BatchNormStatistics = "moving" | "population";

/** How a run is trained. Mirrors the IR's `training` section field by field, so that lowering copies it. */
export interface TrainingSetup {
  readonly optimizer: OptimizerSetup;
  readonly schedule: ScheduleSetup;
  /** Every element of every gradient is held within ± this; null for no bound. */
  readonly clip_value: number | null;
  /** All gradients together are scaled down to this L2 norm; null for no bound. */
  readonly clip_norm: number | null;
  readonly epochs: number;
  readonly batch_size: number;
  /** Whether a last batch of fewer rows than `batch_size` is left out. */
  readonly drop_last_batch: boolean;
  /** Share of the rows kept for validation, of those that are not tested: [0, 1). */
  readonly validation_split: number;
  /** Share of the rows kept for a test, which no run sees: [0, 1). */
  readonly test_split: number;
  readonly split: SplitMethod;
  /** One run of a k-fold cross-validation, in which part `index` of `count` validates in place of the share. */
  readonly fold?: Fold;
  /** Key of every random draw (unsigned 32-bit). */
  readonly seed: number;
  readonly shuffle: boolean;
  /** Watches the validation loss, or the training loss where no rows validate. */
  readonly early_stopping: EarlyStoppingSetup | null;
  /** Whether the run ends with the parameters of its best epoch rather than its last. */
  readonly keep_best: boolean;
  readonly batch_norm_statistics: BatchNormStatistics;
  /** Whether each epoch ends with the training rows evaluated in inference mode too. */
  readonly evaluate_training: boolean;
  /** Threads for matrix work; the result does not depend on it. */
  readonly threads: number;
  /** Whether per-layer statistics are taken. */
  readonly statistics: boolean;
}

/** The reference network's setup: SGD lr 0.1, decay 1e-6, Nesterov momentum 0.9, 20 epochs, batch 16, split 0.2. */
export const referenceTrainingSetup: TrainingSetup = {
  optimizer: { kind: "sgd", learning_rate: 0.1, decay: 1e-6, momentum: 0.9, nesterov: true },
  schedule: { kind: "constant" },
  clip_value: null,
  clip_norm: null,
  epochs: 20,
  batch_size: 16,
  drop_last_batch: false,
  validation_split: 0.2,
  test_split: 0,
  split: "last",
  seed: 1,
  shuffle: true,
  early_stopping: null,
  keep_best: false,
  batch_norm_statistics: "moving",
  evaluate_training: false,
  threads: 1,
  statistics: true,
};
