import fc from "fast-check";
import {
  clipLimit,
  earlyStoppingLimits,
  type Fold,
  foldsLimit,
  type NumberLimit,
  type OptimizerSetup,
  optimizerDefaults,
  optimizerLimits,
  type ScheduleSetup,
  scheduleDefaults,
  scheduleLimits,
  splitMethods,
  type TrainingSetup,
  trainingLimits,
} from "../../engine/model";

/** A number in a limit, its ends now and then. */
export function within({
  integer,
  minimum,
  maximum,
  exclusiveMinimum,
  exclusiveMaximum,
}: NumberLimit): fc.Arbitrary<number> {
  if (integer) return fc.integer({ min: minimum, max: maximum });
  return fc.double({
    min: minimum,
    max: maximum,
    minExcluded: exclusiveMinimum === true,
    maxExcluded: exclusiveMaximum === true,
    noNaN: true,
  });
}

/** A default of each kind with every number replaced by another in range and every switch at will. */
function anyOf<Setup extends object>(
  defaults: Readonly<Record<string, Setup>>,
  limits: Readonly<Record<string, Readonly<Record<string, NumberLimit>>>>,
): fc.Arbitrary<Setup> {
  return fc.oneof(
    ...Object.entries(defaults).map(([kind, setup]) => {
      const numbers = Object.entries(limits[kind] ?? {}).map(([field, limit]) => [field, within(limit)] as const);
      const switches = Object.entries(setup).flatMap(([field, value]) =>
        typeof value === "boolean" ? [[field, fc.boolean()] as const] : [],
      );
      return fc.record(Object.fromEntries([...numbers, ...switches])).map((values) => ({ ...setup, ...values }));
    }),
  );
}

const folds: fc.Arbitrary<Fold> = within(foldsLimit).chain((count) =>
  fc.record({ index: fc.integer({ min: 0, max: count - 1 }), count: fc.constant(count) }),
);

const wholeSetups: fc.Arbitrary<TrainingSetup> = fc.record({
  optimizer: anyOf<OptimizerSetup>(optimizerDefaults, optimizerLimits),
  schedule: anyOf<ScheduleSetup>(scheduleDefaults, scheduleLimits),
  clip_value: fc.option(within(clipLimit)),
  clip_norm: fc.option(within(clipLimit)),
  epochs: within(trainingLimits.epochs),
  batch_size: within(trainingLimits.batch_size),
  drop_last_batch: fc.boolean(),
  validation_split: within(trainingLimits.validation_split),
  test_split: within(trainingLimits.test_split),
  split: fc.constantFrom(...splitMethods),
  seed: within(trainingLimits.seed),
  shuffle: fc.boolean(),
  early_stopping: fc.option(
    fc.record({
      patience: within(earlyStoppingLimits.patience),
      minimum_delta: within(earlyStoppingLimits.minimum_delta),
      restore_best: fc.boolean(),
    }),
  ),
  keep_best: fc.boolean(),
  batch_norm_statistics: fc.constantFrom("moving", "population"),
  evaluate_training: fc.boolean(),
  threads: within(trainingLimits.threads),
  statistics: fc.boolean(),
});

/** Every setup a project file may hold. */
export const trainingSetups: fc.Arbitrary<TrainingSetup> = fc
  .tuple(wholeSetups, fc.option(folds))
  .map(([setup, fold]) => (fold === null ? setup : { ...setup, fold }));
