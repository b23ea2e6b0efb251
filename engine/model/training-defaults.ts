import {
  type EarlyStoppingSetup,
  type OptimizerSetup,
  referenceTrainingSetup,
  type ScheduleSetup,
  type TrainingSetup,
} from "./training-setup";

type SetupByKind<Setup extends { readonly kind: string }> = {
  readonly [Kind in Setup["kind"]]: Extract<Setup, { readonly kind: Kind }>;
};

/** What each optimizer starts with: Keras 3's own values, and Dozat's 0.004 for Nadam's momentum decay. */
export const optimizerDefaults: SetupByKind<OptimizerSetup> = {
  sgd: { kind: "sgd", learning_rate: 0.01, decay: 0, momentum: 0, nesterov: false },
  adam: { kind: "adam", learning_rate: 0.001, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 },
  adam_w: {
    kind: "adam_w",
    learning_rate: 0.001,
    beta_1: 0.9,
    beta_2: 0.999,
    epsilon: 1e-7,
    weight_decay: 0.004,
  },
  nadam: {
    kind: "nadam",
    learning_rate: 0.001,
    beta_1: 0.9,
    beta_2: 0.999,
    epsilon: 1e-7,
    momentum_decay: 0.004,
  },
  rms_prop: { kind: "rms_prop", learning_rate: 0.001, rho: 0.9, epsilon: 1e-7, momentum: 0, centered: false },
  adagrad: {
    kind: "adagrad",
    learning_rate: 0.001,
    learning_rate_decay: 0,
    initial_accumulator_value: 0.1,
    epsilon: 1e-7,
  },
};

/** What each schedule starts with; PyTorch's values where it has the schedule. */
export const scheduleDefaults: SetupByKind<ScheduleSetup> = {
  constant: { kind: "constant" },
  inverse_time: { kind: "inverse_time", rate: 1e-4 },
  step: { kind: "step", epochs: 10, factor: 0.1 },
  exponential: { kind: "exponential", factor: 0.95 },
  cosine: { kind: "cosine", warmup_epochs: 1, final_fraction: 0 },
  one_cycle: { kind: "one_cycle", rising_share: 0.3, initial_divisor: 25, final_divisor: 1e4 },
  reduce_on_plateau: {
    kind: "reduce_on_plateau",
    factor: 0.1,
    patience: 10,
    minimum_delta: 1e-4,
    minimum_learning_rate: 0,
  },
};

export const earlyStoppingDefaults: EarlyStoppingSetup = { patience: 5, minimum_delta: 0, restore_best: true };

/**
 * What a project file means by a setting that it does not give: as in a new project, whatever the table. Fixed for good, as what
 * a file means may not change.
 */
export const trainingDefaults: TrainingSetup = {
  ...referenceTrainingSetup,
  optimizer: optimizerDefaults.adam,
  epochs: 100,
  batch_size: 32,
  split: "shuffled",
  early_stopping: { patience: 10, minimum_delta: 0, restore_best: true },
  keep_best: true,
};

/** Norm and bound the clipping starts with once it is switched on. */
export const clipDefaults = { clip_norm: 1, clip_value: 0.5 } as const;

/** A number as Keras and as PyTorch have it by default; null where the framework has no such setting. */
export interface FrameworkDefault {
  readonly keras: number | null;
  readonly pytorch: number | null;
}

type FrameworkDefaults<Setup extends { readonly kind: string }> = {
  readonly [Kind in Setup["kind"]]: Readonly<
    Partial<Record<Exclude<keyof Extract<Setup, { readonly kind: Kind }>, "kind">, FrameworkDefault>>
  >;
};

const both = (value: number): FrameworkDefault => ({ keras: value, pytorch: value });
const betas = { beta_1: both(0.9), beta_2: both(0.999), epsilon: { keras: 1e-7, pytorch: 1e-8 } };

/** Defaults of Keras 3 and PyTorch 2, told beside each number of an optimizer. */
export const optimizerFrameworks: FrameworkDefaults<OptimizerSetup> = {
  sgd: { learning_rate: { keras: 0.01, pytorch: 0.001 }, momentum: both(0) },
  adam: { learning_rate: both(0.001), ...betas },
  adam_w: { learning_rate: both(0.001), ...betas, weight_decay: { keras: 0.004, pytorch: 0.01 } },
  // Keras raises 0.96 to the step itself: a momentum decay of 1.
  nadam: {
    learning_rate: { keras: 0.001, pytorch: 0.002 },
    ...betas,
    momentum_decay: { keras: 1, pytorch: 0.004 },
  },
  rms_prop: {
    learning_rate: { keras: 0.001, pytorch: 0.01 },
    rho: { keras: 0.9, pytorch: 0.99 },
    momentum: both(0),
    epsilon: { keras: 1e-7, pytorch: 1e-8 },
  },
  adagrad: {
    learning_rate: { keras: 0.001, pytorch: 0.01 },
    learning_rate_decay: { keras: null, pytorch: 0 },
    initial_accumulator_value: { keras: 0.1, pytorch: 0 },
    epsilon: { keras: 1e-7, pytorch: 1e-10 },
  },
};

/** The same for schedules; Keras's `CosineDecay` has an alpha, its `ReduceLROnPlateau` the four of the plateau. */
export const scheduleFrameworks: FrameworkDefaults<ScheduleSetup> = {
  constant: {},
  inverse_time: {},
  step: { factor: { keras: null, pytorch: 0.1 } },
  exponential: {},
  cosine: { final_fraction: both(0) },
  one_cycle: {
    rising_share: { keras: null, pytorch: 0.3 },
    initial_divisor: { keras: null, pytorch: 25 },
    final_divisor: { keras: null, pytorch: 10_000 },
  },
  reduce_on_plateau: {
    factor: both(0.1),
    patience: both(10),
    // PyTorch's threshold is a share of the best loss, not a difference.
    minimum_delta: { keras: 1e-4, pytorch: null },
    minimum_learning_rate: both(0),
  },
};
