import { type DataSchema, splitRows, type TrainingSetup, trainingDefaults } from "../model";

const validationSplit = 0.2;
/** Batches that the rows of an epoch come in, about; between the bounds of a batch. */
const stepsAnEpoch = 40;
const fewestInBatch = 16;
const mostInBatch = 128;
/** Steps after which a network of this size has long stopped getting better on most tables. */
const mostSteps = 40_000;
const fewestEpochs = 20;
const mostEpochs = 200;

/**
 * How a new project is trained over a table: Adam; rows that validate drawn at random, of each class its share, unless a
 * column says which; as long as the validation loss falls, and kept as it was at its lowest. Batches grow with the rows, and epochs become fewer.
 * Chosen by measurement: `npm run known-results -- defaults` (docs/reference-tests.md).
 */
export function starterTraining({ rows, targets, split }: DataSchema): TrainingSetup {
  const training = Math.max(1, splitRows(rows, { validation_split: validationSplit, test_split: 0 }).training);
  const batch_size = clamped(powerOfTwoBelow(training / stepsAnEpoch), fewestInBatch, mostInBatch);
  const epochs = clamped(Math.round(mostSteps / Math.ceil(training / batch_size)), fewestEpochs, mostEpochs);
  return {
    ...trainingDefaults,
    epochs,
    batch_size,
    validation_split: validationSplit,
    split: split ? "column" : targets.some(({ classes }) => classes > 0) ? "stratified" : "shuffled",
    early_stopping: { patience: Math.max(5, Math.round(epochs / 10)), minimum_delta: 0, restore_best: true },
  };
}

const clamped = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

const powerOfTwoBelow = (value: number): number => 2 ** Math.floor(Math.log2(Math.max(1, value)));
