import { checkNumber, type NumberLimit } from "./number-limit";
import type { EarlyStoppingSetup, OptimizerSetup, ScheduleSetup, TrainingSetup } from "./training-setup";

/** A limit for every field of a setup that holds a number. */
export type NumberLimits<Setup> = {
  readonly [Field in keyof Setup as Setup[Field] extends number ? Field : never]: NumberLimit;
};

type LimitsByKind<Setup extends { readonly kind: string }> = {
  readonly [Kind in Setup["kind"]]: NumberLimits<Extract<Setup, { readonly kind: Kind }>>;
};

const share: NumberLimit = { integer: false, minimum: 0, maximum: 1, exclusiveMaximum: true };
const fraction: NumberLimit = { integer: false, minimum: 0, maximum: 1 };
/** The engine computes in float32, where anything much smaller is 0. */
const factor: NumberLimit = { integer: false, minimum: 1e-30, maximum: 1 };
const positive: NumberLimit = { integer: false, minimum: 0, maximum: 1e6, exclusiveMinimum: true };
const notNegative: NumberLimit = { integer: false, minimum: 0, maximum: 1e6 };
const epsilon: NumberLimit = { integer: false, minimum: 1e-30, maximum: 1 };
const epochs: NumberLimit = { integer: true, minimum: 1, maximum: 1_000_000 };
const adam = { learning_rate: positive, beta_1: share, beta_2: share, epsilon };

/** Ranges of the run's own numbers. */
export const trainingLimits: NumberLimits<TrainingSetup> = {
  epochs,
  batch_size: { integer: true, minimum: 1, maximum: 1_000_000 },
  validation_split: share,
  test_split: share,
  seed: { integer: true, minimum: 0, maximum: 4_294_967_295 },
  threads: { integer: true, minimum: 1, maximum: 256 },
};

/** How many parts a cross-validation has. */
export const foldsLimit: NumberLimit = { integer: true, minimum: 2, maximum: 1_000 };

/** Range of `clip_value` and `clip_norm` where they are set. */
export const clipLimit: NumberLimit = { integer: false, minimum: 1e-12, maximum: 1e6 };

/** Ranges of each optimizer's numbers, in the order of its form and of project files. */
export const optimizerLimits: LimitsByKind<OptimizerSetup> = {
  sgd: { learning_rate: positive, decay: notNegative, momentum: share },
  adam,
  adam_w: { ...adam, weight_decay: notNegative },
  nadam: { ...adam, momentum_decay: notNegative },
  rms_prop: { learning_rate: positive, rho: share, epsilon, momentum: share },
  adagrad: {
    learning_rate: positive,
    learning_rate_decay: notNegative,
    initial_accumulator_value: notNegative,
    epsilon,
  },
};

/** Ranges of each schedule's numbers, in the order of its form and of project files. */
export const scheduleLimits: LimitsByKind<ScheduleSetup> = {
  constant: {},
  inverse_time: { rate: notNegative },
  step: { epochs, factor },
  exponential: { factor },
  cosine: { warmup_epochs: notNegative, final_fraction: fraction },
  one_cycle: {
    rising_share: { ...share, exclusiveMinimum: true },
    initial_divisor: { integer: false, minimum: 1, maximum: 1e6 },
    final_divisor: { integer: false, minimum: 1, maximum: 1e9 },
  },
  reduce_on_plateau: {
    factor: { ...factor, exclusiveMaximum: true },
    patience: epochs,
    minimum_delta: notNegative,
    minimum_learning_rate: notNegative,
  },
};

export const earlyStoppingLimits: NumberLimits<EarlyStoppingSetup> = {
  patience: epochs,
  minimum_delta: notNegative,
};

export interface TrainingFault {
  /** `epochs`, `optimizer.learning_rate`, `schedule.factor`, `early_stopping.patience`, … */
  readonly field: string;
  readonly found: string;
  readonly expected: string;
}

/** Every number of the setup that is out of range. */
export function checkTraining(training: TrainingSetup): readonly TrainingFault[] {
  const { optimizer, schedule, early_stopping, clip_value, clip_norm } = training;
  const clips = { ...(clip_value !== null && { clip_value }), ...(clip_norm !== null && { clip_norm }) };
  return [
    ...faultsOf("", training, trainingLimits),
    ...faultsOf("optimizer.", optimizer, optimizerLimits[optimizer.kind]),
    ...faultsOf("schedule.", schedule, scheduleLimits[schedule.kind]),
    ...faultsOf("", clips, Object.fromEntries(Object.keys(clips).map((field) => [field, clipLimit]))),
    ...(early_stopping ? faultsOf("early_stopping.", early_stopping, earlyStoppingLimits) : []),
  ];
}

function faultsOf(
  place: string,
  setup: object,
  limits: Readonly<Record<string, NumberLimit>>,
): readonly TrainingFault[] {
  const values = new Map<string, unknown>(Object.entries(setup));
  return Object.entries(limits).flatMap(([field, limit]) => {
    const fault = checkNumber(limit, values.get(field));
    return fault ? [{ field: `${place}${field}`, ...fault }] : [];
  });
}
