import { stepsPerEpoch } from "./training-rows";
import type { ScheduleSetup, TrainingSetup } from "./training-setup";

/** Where a run stands and how long it is, in training steps. */
interface Place {
  /** Steps taken before this one. */
  readonly step: number;
  readonly epochSteps: number;
  readonly totalSteps: number;
}

/** Half a cosine from `from` (share 0) to `to` (share 1). */
function halfCosine(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
}

/** What a schedule multiplies the learning rate by at a step; 1 for a plateau, whose falls depend on the run. */
function scheduleFactor(schedule: ScheduleSetup, { step, epochSteps, totalSteps }: Place): number {
  const epoch = Math.floor(step / epochSteps);
  switch (schedule.kind) {
    case "constant":
    case "reduce_on_plateau":
      return 1;
    case "inverse_time":
      return 1 / (1 + schedule.rate * step);
    case "step":
      return schedule.factor ** Math.floor(epoch / schedule.epochs);
    case "exponential":
      return schedule.factor ** epoch;
    case "cosine": {
      const warmup = schedule.warmup_epochs * epochSteps;
      if (step < warmup) return step / warmup;
      return halfCosine(1, schedule.final_fraction, Math.min(1, (step - warmup) / (totalSteps - warmup)));
    }
    case "one_cycle": {
      const [peak, last] = [schedule.rising_share * totalSteps - 1, totalSteps - 1];
      const first = 1 / schedule.initial_divisor;
      if (step < peak) return halfCosine(first, 1, step / peak);
      if (last <= peak) return 1;
      return halfCosine(1, first / schedule.final_divisor, Math.min(1, (step - peak) / (last - peak)));
    }
  }
}

/** Learning rate of a step (counted from 0) of a run over so many training rows, the optimizer's own decay included. */
export function learningRateAt(training: TrainingSetup, rows: number, step: number): number {
  const { optimizer, schedule, epochs } = training;
  const epochSteps = Math.max(1, stepsPerEpoch(rows, training));
  const decay =
    optimizer.kind === "sgd" ? optimizer.decay : optimizer.kind === "adagrad" ? optimizer.learning_rate_decay : 0;
  const rate = optimizer.learning_rate / (1 + decay * step);
  return rate * scheduleFactor(schedule, { step, epochSteps, totalSteps: epochs * epochSteps });
}
