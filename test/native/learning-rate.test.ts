import { afterAll, expect, test } from "vitest";
import {
  learningRateAt,
  type OptimizerSetup,
  optimizerDefaults,
  referenceTrainingSetup,
  type ScheduleSetup,
  scheduleDefaults,
  type TrainingSetup,
} from "../../engine/model";
import { RecordedRun, smallIr, smallTable } from "./small-network";

const { data, remove } = smallTable(500);
afterAll(remove);

const schedules: readonly ScheduleSetup[] = [
  ...Object.values(scheduleDefaults).filter(({ kind }) => kind !== "reduce_on_plateau"),
  { kind: "step", epochs: 2, factor: 0.5 },
  { kind: "cosine", warmup_epochs: 1.5, final_fraction: 0.25 },
  { kind: "one_cycle", rising_share: 0.5, initial_divisor: 4, final_divisor: 100 },
];
const decaying: readonly OptimizerSetup[] = [
  { ...optimizerDefaults.sgd, decay: 0.01 },
  { ...optimizerDefaults.adagrad, learning_rate_decay: 0.02 },
];

const cases: readonly Partial<TrainingSetup>[] = [
  ...schedules.map((schedule) => ({ schedule })),
  ...Object.values(optimizerDefaults).map((optimizer) => ({
    optimizer,
    schedule: { kind: "exponential", factor: 0.5 } as const,
  })),
  ...decaying.map((optimizer) => ({ optimizer, drop_last_batch: true })),
];

test.each(cases.map((training) => [JSON.stringify(training), training] as const))(
  "the curve that is drawn is the one that is trained by: %s",
  async (_, changes) => {
    const training = { ...referenceTrainingSetup, epochs: 5, batch_size: 48, ...changes };
    const run = (await RecordedRun.open(smallIr(training), data)).start();
    await run.end();
    const epochs = run.batches.flatMap((batch) => batch.epochs);
    expect(epochs).toHaveLength(5);
    for (const { steps, learning_rate } of epochs) {
      const drawn = learningRateAt(training, run.session.facts.training_rows, steps - 1);
      expect(Math.abs(learning_rate - drawn)).toBeLessThanOrEqual(1e-12 * Math.abs(drawn));
    }
    await run.session.close();
  },
);
