import type { OptimizerSetup, TrainingSetup } from "./training-setup";

/** Range of one number of the training setup, for forms, checks and project files alike. */
export interface NumberLimit {
  readonly integer: boolean;
  readonly minimum: number;
  readonly maximum: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
}

const share: NumberLimit = { integer: false, minimum: 0, maximum: 1, exclusiveMaximum: true };
const rate: NumberLimit = { integer: false, minimum: 0, maximum: 1e6, exclusiveMinimum: true };

/** Ranges of the run's own numbers. */
export const trainingLimits = {
  epochs: { integer: true, minimum: 1, maximum: 1_000_000 },
  batch_size: { integer: true, minimum: 1, maximum: 1_000_000 },
  validation_split: share,
  seed: { integer: true, minimum: 0, maximum: 4_294_967_295 },
  threads: { integer: true, minimum: 1, maximum: 256 },
} as const satisfies Record<string, NumberLimit>;

/** Ranges of each optimizer's numbers. */
export const optimizerLimits: {
  readonly [Kind in OptimizerSetup["kind"]]: Readonly<Record<string, NumberLimit>>;
} = {
  sgd: { learning_rate: rate, decay: { integer: false, minimum: 0, maximum: 1e6 }, momentum: share },
  adam: { learning_rate: rate, beta_1: share, beta_2: share, epsilon: { ...rate, maximum: 1 } },
};

/** Keras's defaults of each optimizer, for switching from one to the other. */
export const optimizerDefaults: { readonly [Kind in OptimizerSetup["kind"]]: Extract<OptimizerSetup, { kind: Kind }> } =
  {
    sgd: { kind: "sgd", learning_rate: 0.01, decay: 0, momentum: 0, nesterov: false },
    adam: { kind: "adam", learning_rate: 0.001, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 },
  };

/** What is wrong with a value against a limit, or null. */
export function checkNumber(
  limit: NumberLimit,
  value: unknown,
): { readonly found: string; readonly expected: string } | null {
  const inside =
    typeof value === "number" &&
    Number.isFinite(value) &&
    (!limit.integer || Number.isInteger(value)) &&
    (limit.exclusiveMinimum ? value > limit.minimum : value >= limit.minimum) &&
    (limit.exclusiveMaximum ? value < limit.maximum : value <= limit.maximum);
  return inside ? null : { found: valueText(value), expected: limitText(limit) };
}

/** Words for a range: `a whole number from 1 to 256`, `a number above 0 and at most 1`. */
export function limitText(limit: NumberLimit): string {
  const kind = limit.integer ? "a whole number" : "a number";
  if (!limit.exclusiveMinimum && !limit.exclusiveMaximum) return `${kind} from ${limit.minimum} to ${limit.maximum}`;
  const low = limit.exclusiveMinimum ? `above ${limit.minimum}` : `at least ${limit.minimum}`;
  const high = limit.exclusiveMaximum ? `below ${limit.maximum}` : `at most ${limit.maximum}`;
  return `${kind} ${low} and ${high}`;
}

/** A value in a sentence; long texts are cut and structures only named, so that a hostile value stays short. */
export function valueText(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (value === null) return "null";
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" ? "an object" : String(value);
}

export interface TrainingFault {
  /** `epochs`, `optimizer.learning_rate`, … */
  readonly field: string;
  readonly found: string;
  readonly expected: string;
}

/** Every number of the setup that is out of range. */
export function checkTraining(training: TrainingSetup): readonly TrainingFault[] {
  const faults: TrainingFault[] = [];
  const look = (field: string, limit: NumberLimit, value: unknown) => {
    const fault = checkNumber(limit, value);
    if (fault) faults.push({ field, ...fault });
  };
  const run = new Map<string, unknown>(Object.entries(training));
  for (const [field, limit] of Object.entries(trainingLimits)) look(field, limit, run.get(field));
  const optimizer = new Map<string, unknown>(Object.entries(training.optimizer));
  for (const [field, limit] of Object.entries(optimizerLimits[training.optimizer.kind])) {
    look(`optimizer.${field}`, limit, optimizer.get(field));
  }
  return faults;
}

/** Rows that train and rows that validate: the first `int(rows·(1−f))` train, as Keras cuts. */
export function splitRows(
  rows: number,
  validationSplit: number,
): { readonly training: number; readonly validation: number } {
  const training = Math.floor(rows * (1 - validationSplit));
  return { training, validation: rows - training };
}
