import { finding, targetOf } from "../../catalog";
import {
  checkTraining,
  type DataSchema,
  type Diagnostic,
  type GraphNode,
  hasSplitColumn,
  type PartitionCounts,
  partitionOf,
  splitRole,
  stepsPerEpoch,
  type TrainingSetup,
} from "../../model";
import { isOutput } from "./structure";

/** What the run's settings do to this table and these nodes. `nodes` are those that will be compiled. */
export function checkRun(
  nodes: readonly GraphNode[],
  data: DataSchema | null,
  training: TrainingSetup,
  counted: PartitionCounts | null,
): readonly Diagnostic[] {
  const faults = checkTraining(training);
  if (faults.length > 0) {
    return faults.map(({ field, found, expected }) =>
      finding("E021", {
        parameter: field,
        found: `${field} ${found}`,
        expected,
        help: `change ${field} in the Training panel`,
        values: { found, expected },
      }),
    );
  }
  const ofSetup = [...checkLearningRate(training), ...checkWarmUp(training), ...checkPatience(training)];
  if (!data) return ofSetup;
  const missing = checkSplitColumn(data, training);
  const rows = missing.length > 0 ? null : partitionOf(data, training, counted);
  return [
    ...missing,
    ...(rows ? checkRows(data.rows, rows.training, training) : []),
    ...checkStratified(nodes, data, training),
    ...(rows ? checkBatchOfOne(nodes, rows.training, training) : []),
    ...(rows ? checkWatched(rows.validation, training) : []),
    ...ofSetup,
  ];
}

/** There must be a row to train on, and a whole batch where smaller ones are left out. */
function checkRows(rows: number, trainingRows: number, training: TrainingSetup): readonly Diagnostic[] {
  const { validation_split, batch_size } = training;
  if (trainingRows < 1) {
    return [
      finding("E022", {
        parameter: "validation_split",
        found: `${rows} rows, of which a validation split of ${validation_split} leaves none to train on`,
        expected: "at least one training row",
        help: "lower the validation split or open a longer table",
        values: { rows, validation_split },
      }),
    ];
  }
  if (stepsPerEpoch(trainingRows, training) > 0) return [];
  return [
    finding("E031", {
      parameter: "drop_last_batch",
      found: `${trainingRows} training rows in batches of ${batch_size}, of which the last, smaller one is dropped`,
      expected: "at least one whole batch",
      help: "keep the last batch, or lower the batch size",
      values: { rows: trainingRows, batch_size },
      training_fix: { drop_last_batch: false },
    }),
  ];
}

/** A split by groups, times or words needs a column of that role. */
function checkSplitColumn(data: DataSchema, training: TrainingSetup): readonly Diagnostic[] {
  const role = splitRole(training.split);
  if (role === null || hasSplitColumn(data, training)) return [];
  return [
    finding("E032", {
      parameter: "split",
      found: `a split by ${training.split}, and no column of role ${role}`,
      expected: `one column of role ${role}`,
      help: `give a column the role ${role} in the Data panel, or choose the random split`,
      values: { split: training.split, role },
      training_fix: { split: "shuffled" },
    }),
  ];
}

/** Rows are stratified by the first class target that an Output predicts. */
function checkStratified(
  nodes: readonly GraphNode[],
  data: DataSchema,
  { split }: TrainingSetup,
): readonly Diagnostic[] {
  const targets = nodes.filter(isOutput).flatMap((node) => targetOf(node, data) ?? []);
  if (split !== "stratified" || targets.length === 0 || targets.some(({ classes }) => classes > 0)) return [];
  const names = [...new Set(targets.map(({ name }) => name))].join(", ");
  return [
    finding("E030", {
      parameter: "split",
      found: `a stratified split, and no classes to predict (only numbers: ${names})`,
      expected: "a target with classes, of which each gives the same share",
      help: "choose the random split",
      values: { target: names },
      training_fix: { split: "shuffled" },
    }),
  ];
}

/** BatchNorm over a single row has variance 0: its output is β, whatever the row. One finding speaks for all BatchNorms. */
function checkBatchOfOne(nodes: readonly GraphNode[], rows: number, training: TrainingSetup): readonly Diagnostic[] {
  const { batch_size, drop_last_batch } = training;
  const [first, ...others] = nodes.filter(({ kind }) => kind === "batch_norm");
  const isLastOfOne = batch_size > 1 && rows % batch_size === 1 && !drop_last_batch;
  if (!first || rows < 1 || (batch_size > 1 && !isLastOfOne)) return [];
  const found = isLastOfOne
    ? `a last batch of one row (${rows} training rows in batches of ${batch_size})`
    : "batches of one row";
  const canDrop = isLastOfOne && rows > batch_size;
  return [
    finding("W001", {
      node: first.id,
      found: others.length > 0 ? `${found}, met by ${others.length + 1} BatchNorm nodes` : found,
      expected: "two rows or more in every batch, since one row has variance 0",
      help: canDrop
        ? "drop the last batch, or change the batch size or the validation split"
        : "change the batch size or the validation split",
      values: { rows, batch_size, count: others.length + 1, first_help: canDrop ? "drop_last_batch_or" : "" },
      ...(canDrop && { training_fix: { drop_last_batch: true } }),
    }),
  ];
}

/** Without validation rows, whatever waits for an improvement can only look at the loss it trains on. */
function checkWatched(validationRows: number, training: TrainingSetup): readonly Diagnostic[] {
  if (validationRows > 0) return [];
  const { early_stopping, keep_best, schedule } = training;
  const watcher = early_stopping
    ? "early_stopping"
    : keep_best
      ? "keep_best"
      : schedule.kind === "reduce_on_plateau"
        ? "schedule"
        : null;
  if (!watcher) return [];
  return [
    finding("I010", {
      parameter: watcher,
      found: "no validation rows, so the training loss decides which epoch is best",
      expected: "rows kept aside, whose loss tells when the network stops getting better at rows it has not seen",
      help: "raise the validation split",
    }),
  ];
}

/** Float32 weights of the usual size, some tenths, round by 1e-9: below this a step is lost unless its gradient is huge. */
const LEAST_LEARNING_RATE = 1e-12;

function checkLearningRate({ optimizer }: TrainingSetup): readonly Diagnostic[] {
  const { learning_rate } = optimizer;
  if (learning_rate >= LEAST_LEARNING_RATE) return [];
  return [
    finding("W011", {
      parameter: "optimizer.learning_rate",
      found: `a learning rate of ${learning_rate}, whose steps are lost when float32 weights are rounded`,
      expected: `${LEAST_LEARNING_RATE} or more, so that weights change`,
      help: "raise the learning rate",
      values: { learning_rate, least: LEAST_LEARNING_RATE },
    }),
  ];
}

function checkWarmUp({ schedule, epochs }: TrainingSetup): readonly Diagnostic[] {
  if (schedule.kind !== "cosine" || schedule.warmup_epochs === 0 || schedule.warmup_epochs < epochs) return [];
  const { warmup_epochs } = schedule;
  const shorter = epochs > 1 ? 1 : 0;
  return [
    finding("W010", {
      parameter: "schedule.warmup_epochs",
      found: `a warm-up of ${warmup_epochs} epochs in a run of ${epochs}`,
      expected: "a warm-up shorter than the run, so that the rate can fall after it",
      help: `shorten the warm-up to ${shorter}, or train for more epochs`,
      values: { warmup_epochs, epochs, shorter },
      training_fix: { schedule: { ...schedule, warmup_epochs: shorter } },
    }),
  ];
}

function checkPatience({ early_stopping, epochs }: TrainingSetup): readonly Diagnostic[] {
  if (!early_stopping || early_stopping.patience < epochs) return [];
  const { patience } = early_stopping;
  return [
    finding("I011", {
      parameter: "early_stopping.patience",
      found: `a patience of ${patience} epochs in a run of ${epochs}, which can never end it early`,
      expected: "a patience shorter than the run",
      help: "lower the patience, or train for more epochs",
      values: { patience, epochs },
    }),
  ];
}
