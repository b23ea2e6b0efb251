import { NO_CLASS, type OutputPrediction, type OutputSummary } from "../contract";

/** Counts the classes, or sums up the numbers, that one output predicts. */
export function outputSummary({ output, classes, values }: OutputPrediction): OutputSummary {
  if (output.classes.length > 0) {
    const classCounts = output.classes.map(() => 0);
    for (const index of classes) if (index !== NO_CLASS) classCounts[index] = (classCounts[index] ?? 0) + 1;
    return { classCounts, numbers: null };
  }
  let count = 0;
  let sum = 0;
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    count += 1;
    sum += value;
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
  }
  return { classCounts: [], numbers: count === 0 ? null : { minimum, mean: sum / count, maximum } };
}
