import { NO_CLASS, type OutputPrediction } from "../contract";
import { shortest } from "./shortest";

/** One row as an object: by target the class and what each class was given, or the number; null without prediction. */
export function jsonRow(outputs: readonly OutputPrediction[], row: number): object {
  const reported = outputs.map((prediction) => {
    const { output, width, values } = prediction;
    const numbers = [...values.subarray(row * width, (row + 1) * width)].map((value) =>
      Number.isFinite(value) ? shortest(value) : null,
    );
    const { node, target, classes } = output;
    if (classes.length === 0) return { node, target, value: numbers[0] ?? null };
    return { node, target, class: predictedClass(prediction, row), classes, values: numbers };
  });
  return { event: "prediction", row: row + 1, outputs: reported };
}

/** The name of the class predicted for a row; null for a row without prediction. */
export function predictedClass({ output, classes }: OutputPrediction, row: number): string | null {
  const index = classes[row] ?? NO_CLASS;
  return index === NO_CLASS ? null : (output.classes[index] ?? null);
}
