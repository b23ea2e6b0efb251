/** How a run is trained. Mirrors the IR's `training` section; meanings and defaults are Keras's. */
export type OptimizerSetup =
  | {
      readonly kind: "sgd";
      readonly learning_rate: number;
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
    };

export interface TrainingSetup {
  readonly optimizer: OptimizerSetup;
  readonly epochs: number;
  readonly batch_size: number;
  /** Share of the rows, taken from the end before any shuffling, kept for validation: [0, 1). */
  readonly validation_split: number;
  /** Key of every random draw (unsigned 32-bit). */
  readonly seed: number;
  readonly shuffle: boolean;
  /** Threads for matrix work; the result does not depend on it. */
  readonly threads: number;
  /** Whether per-layer statistics are taken. */
  readonly statistics: boolean;
}

/** The reference network's setup: SGD lr 0.1, decay 1e-6, Nesterov momentum 0.9, 20 epochs, batch 16, split 0.2. */
export const referenceTrainingSetup: TrainingSetup = {
  optimizer: { kind: "sgd", learning_rate: 0.1, decay: 1e-6, momentum: 0.9, nesterov: true },
  epochs: 20,
  batch_size: 16,
  validation_split: 0.2,
  seed: 1,
  shuffle: true,
  threads: 1,
  statistics: true,
};
