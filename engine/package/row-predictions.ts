import { NO_CLASS, type OutputPrediction as OutputColumns, type Prediction } from "../contract";

/** A predicted class. */
export interface ClassPrediction {
  /** Id of the Output node. */
  readonly node: string;
  /** Column that is predicted. */
  readonly target: string;
  /** The value with the highest score, as the table writes it. */
  readonly class: string;
  /** What each value of the target was given, by the value. */
  readonly scores: Readonly<Record<string, number>>;
  /** The scores where they are probabilities (each from 0 to 1, together 1); null of an output trained otherwise. */
  readonly probabilities: Readonly<Record<string, number>> | null;
}

/** A predicted number. */
export interface NumberPrediction {
  /** Id of the Output node. */
  readonly node: string;
  /** Column that is predicted. */
  readonly target: string;
  /** In the units of the column. */
  readonly value: number;
}

/** What one output says of a row. */
export type OutputPrediction = ClassPrediction | NumberPrediction;

/** What a model says of a row: one prediction for each Output of the network, in its order. */
export interface RowPrediction {
  readonly outputs: readonly OutputPrediction[];
}

/** The engine's columns as one entry a row, in the table's order; null for a row in which a feature is missing. */
export function rowPredictions({ rows, outputs }: Prediction): (RowPrediction | null)[] {
  return Array.from({ length: rows }, (_, row) => {
    const isMissing = outputs.some(({ values, width }) => Number.isNaN(values[row * width]));
    return isMissing ? null : { outputs: outputs.map((output) => ofRow(output, row)) };
  });
}

function ofRow({ output, width, values, classes }: OutputColumns, row: number): OutputPrediction {
  const { node, target } = output;
  const given = values.subarray(row * width, (row + 1) * width);
  if (output.classes.length === 0) return { node, target, value: given[0] ?? Number.NaN };
  const scores = Object.fromEntries(output.classes.map((name, index) => [name, given[index] ?? Number.NaN]));
  const name = output.classes[classes[row] ?? NO_CLASS] ?? "";
  return { node, target, class: name, scores, probabilities: output.is_probability ? scores : null };
}
