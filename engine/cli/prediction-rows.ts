import { NO_CLASS, type OutputPrediction } from "../contract";

/** The shortest decimal number that is this float32 again. */
export function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return rounded;
  }
  return value;
}

/**
 * A text as a CSV cell. One that a spreadsheet would take for a formula is quoted by an apostrophe, as spreadsheets
 * themselves do; a number is none, whatever its sign.
 */
export function csvCell(text: string): string {
  const isFormula = /^[=+\-@\t\r]/.test(text) && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Column names: the row, then for each output the target and, of classes, what each was given. */
export function predictionHeader(outputs: readonly OutputPrediction[]): string {
  const cells = outputs.flatMap(({ output: { target, classes, is_probability } }) => {
    const word = is_probability ? "probability" : "score";
    return [target, ...classes.map((name) => `${word} of ${target} = ${name}`)];
  });
  return `${["row", ...cells].map(csvCell).join(",")}\n`;
}

/** One row, counted from 1; empty cells where there is no prediction. */
export function predictionRow(outputs: readonly OutputPrediction[], row: number): string {
  const cells = outputs.flatMap((prediction) => {
    const { output, width, values } = prediction;
    const numbers = [...values.subarray(row * width, (row + 1) * width)].map((value) =>
      Number.isNaN(value) ? "" : String(shortest(value)),
    );
    return output.classes.length === 0 ? numbers : [csvCell(className(prediction, row) ?? ""), ...numbers];
  });
  return `${[String(row + 1), ...cells].join(",")}\n`;
}

/** One row as an object: by target the class and what each class was given, or the number; null without prediction. */
export function jsonRow(outputs: readonly OutputPrediction[], row: number): object {
  const reported = outputs.map((prediction) => {
    const { output, width, values } = prediction;
    const numbers = [...values.subarray(row * width, (row + 1) * width)].map((value) =>
      Number.isFinite(value) ? shortest(value) : null,
    );
    const { node, target, classes } = output;
    if (classes.length === 0) return { node, target, value: numbers[0] ?? null };
    return { node, target, class: className(prediction, row), classes, values: numbers };
  });
  return { event: "prediction", row: row + 1, outputs: reported };
}

function className({ output, classes }: OutputPrediction, row: number): string | null {
  const index = classes[row] ?? NO_CLASS;
  return index === NO_CLASS ? null : (output.classes[index] ?? null);
}
