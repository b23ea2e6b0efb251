import {
  clipLimit,
  type EarlyStoppingSetup,
  earlyStoppingDefaults,
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
  trainingDefaults,
  trainingLimits,
} from "../model";
import { JsonReader } from "./json-reader";
import { keyMissing, ProjectFault } from "./parse-failure";

/** Whether a value is a whole training setup in range, as a project file's `training` section is. */
export function isTrainingSetup(value: unknown): value is TrainingSetup {
  try {
    readTraining(new JsonReader(value), "none");
    return true;
  } catch (fault) {
    if (fault instanceof ProjectFault) return false;
    throw fault;
  }
}

/** What may be absent: settings that have a default, or none. */
type Absent = "defaults" | "none";

/** Defaults of what may be absent. */
const ifAbsent = (absent: Absent, defaults: object): object => (absent === "none" ? {} : defaults);

/** Reads the `training` section: every field in range, none that is unknown. */
export function readTraining(reader: JsonReader, absent: Absent = "defaults"): TrainingSetup {
  const names = [
    "optimizer",
    "schedule",
    "clip_value",
    "clip_norm",
    "epochs",
    "batch_size",
    "drop_last_batch",
    "validation_split",
    "test_split",
    "split",
    "seed",
    "shuffle",
    "early_stopping",
    "keep_best",
    "batch_norm_statistics",
    "evaluate_training",
    "threads",
    "statistics",
  ] as const;
  const fields = reader.filled(names, ifAbsent(absent, trainingDefaults), ["fold"]);
  return {
    optimizer: readOptimizer(fields.optimizer, absent),
    schedule: readSchedule(fields.schedule, absent),
    clip_value: fields.clip_value.isNull ? null : fields.clip_value.number(clipLimit),
    clip_norm: fields.clip_norm.isNull ? null : fields.clip_norm.number(clipLimit),
    epochs: fields.epochs.number(trainingLimits.epochs),
    batch_size: fields.batch_size.number(trainingLimits.batch_size),
    drop_last_batch: fields.drop_last_batch.boolean(),
    validation_split: fields.validation_split.number(trainingLimits.validation_split),
    test_split: fields.test_split.number(trainingLimits.test_split),
    split: fields.split.choice(splitMethods),
    seed: fields.seed.number(trainingLimits.seed),
    shuffle: fields.shuffle.boolean(),
    early_stopping: fields.early_stopping.isNull ? null : readEarlyStopping(fields.early_stopping, absent),
    keep_best: fields.keep_best.boolean(),
    batch_norm_statistics: fields.batch_norm_statistics.choice(["moving", "population"]),
    evaluate_training: fields.evaluate_training.boolean(),
    threads: fields.threads.number(trainingLimits.threads),
    statistics: fields.statistics.boolean(),
    ...(fields.fold && { fold: readFold(fields.fold) }),
  };
}

function readFold(reader: JsonReader): Fold {
  const fields = reader.object(["index", "count"]);
  const count = fields.count.number(foldsLimit);
  return { index: fields.index.number({ integer: true, minimum: 0, maximum: count - 1 }), count };
}

function readEarlyStopping(reader: JsonReader, absent: Absent): EarlyStoppingSetup {
  const names = ["patience", "minimum_delta", "restore_best"] as const;
  const { patience, minimum_delta, restore_best } = reader.filled(names, ifAbsent(absent, earlyStoppingDefaults));
  return {
    patience: patience.number(earlyStoppingLimits.patience),
    minimum_delta: minimum_delta.number(earlyStoppingLimits.minimum_delta),
    restore_best: restore_best.boolean(),
  };
}

/** The kind of a tagged object, read before its fields are known. */
function kindOf<Kind extends string>(reader: JsonReader, what: string, kinds: Readonly<Record<Kind, unknown>>): Kind {
  const names = Object.keys(kinds) as Kind[];
  const kind = [...reader.entries(what)].find(([key]) => key === "kind")?.[1];
  if (!kind) throw keyMissing(reader.path, "kind", `${what} of kind ${names.join(", ")}`);
  return kind.choice(names);
}

/** Reads each number that has a limit. */
function numbers<Field extends string>(
  fields: Readonly<Record<NoInfer<Field>, JsonReader>>,
  limits: Readonly<Record<Field, NumberLimit>>,
): Record<Field, number> {
  const entries = Object.entries<NumberLimit>(limits).map(([field, limit]) => [
    field,
    fields[field as Field].number(limit),
  ]);
  return Object.fromEntries(entries) as Record<Field, number>;
}

/** An object with a kind, these numbers and nothing else. */
function readNumbers<Field extends string>(
  reader: JsonReader,
  limits: Readonly<Record<Field, NumberLimit>>,
  defaults: object,
): Record<Field, number> {
  return numbers(reader.filled(["kind", ...(Object.keys(limits) as Field[])], defaults), limits);
}

function readOptimizer(reader: JsonReader, absent: Absent): OptimizerSetup {
  const limits = optimizerLimits;
  const kind = kindOf(reader, "an optimizer", limits);
  switch (kind) {
    case "sgd": {
      const names = ["kind", "learning_rate", "decay", "momentum", "nesterov"] as const;
      const fields = reader.filled(names, ifAbsent(absent, optimizerDefaults.sgd));
      return { kind, ...numbers(fields, limits.sgd), nesterov: fields.nesterov.boolean() };
    }
    case "rms_prop": {
      const names = ["kind", "learning_rate", "rho", "epsilon", "momentum", "centered"] as const;
      const fields = reader.filled(names, ifAbsent(absent, optimizerDefaults.rms_prop));
      return { kind, ...numbers(fields, limits.rms_prop), centered: fields.centered.boolean() };
    }
    case "adam":
      return { kind, ...readNumbers(reader, limits.adam, ifAbsent(absent, optimizerDefaults.adam)) };
    case "adam_w":
      return { kind, ...readNumbers(reader, limits.adam_w, ifAbsent(absent, optimizerDefaults.adam_w)) };
    case "nadam":
      return { kind, ...readNumbers(reader, limits.nadam, ifAbsent(absent, optimizerDefaults.nadam)) };
    case "adagrad":
      return { kind, ...readNumbers(reader, limits.adagrad, ifAbsent(absent, optimizerDefaults.adagrad)) };
  }
}

function readSchedule(reader: JsonReader, absent: Absent): ScheduleSetup {
  const limits = scheduleLimits;
  const defaults = scheduleDefaults;
  const kind = kindOf(reader, "a schedule", limits);
  switch (kind) {
    case "constant":
      reader.object(["kind"]);
      return { kind };
    case "inverse_time":
      return { kind, ...readNumbers(reader, limits.inverse_time, ifAbsent(absent, defaults.inverse_time)) };
    case "step":
      return { kind, ...readNumbers(reader, limits.step, ifAbsent(absent, defaults.step)) };
    case "exponential":
      return { kind, ...readNumbers(reader, limits.exponential, ifAbsent(absent, defaults.exponential)) };
    case "cosine":
      return { kind, ...readNumbers(reader, limits.cosine, ifAbsent(absent, defaults.cosine)) };
    case "one_cycle":
      return { kind, ...readNumbers(reader, limits.one_cycle, ifAbsent(absent, defaults.one_cycle)) };
    case "reduce_on_plateau":
      return { kind, ...readNumbers(reader, limits.reduce_on_plateau, ifAbsent(absent, defaults.reduce_on_plateau)) };
  }
}
