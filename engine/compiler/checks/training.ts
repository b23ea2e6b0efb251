import { finding } from "../../catalog";
import {
  checkTraining,
  type DataSchema,
  type Diagnostic,
  type GraphNode,
  splitRows,
  type TrainingSetup,
} from "../../model";

/** What the run's settings do to this table and these nodes. `nodes` are those that will be compiled. */
export function checkRun(
  nodes: readonly GraphNode[],
  data: DataSchema | null,
  training: TrainingSetup,
): readonly Diagnostic[] {
  const faults = checkTraining(training);
  if (faults.length > 0) {
    return faults.map(({ field, found, expected }) =>
      finding("E021", {
        parameter: field,
        found: `${field} ${found}`,
        expected,
        mend: `change ${field} in the Training panel`,
        values: { found, expected },
      }),
    );
  }
  if (!data) return [];
  const rows = splitRows(data.rows, training.validation_split);
  if (rows.training < 1) {
    return [
      finding("E022", {
        parameter: "validation_split",
        found: `${data.rows} rows, of which a validation split of ${training.validation_split} leaves none to train on`,
        expected: "at least one training row",
        mend: "lower the validation split or open a longer table",
        values: { rows: data.rows, validation_split: training.validation_split },
      }),
    ];
  }
  return checkBatchOfOne(nodes, rows.training, training.batch_size);
}

/** BatchNorm over a single row has variance 0: its output is β, whatever the row. One finding speaks for all BatchNorms. */
function checkBatchOfOne(nodes: readonly GraphNode[], rows: number, batchSize: number): readonly Diagnostic[] {
  const [first, ...others] = nodes.filter(({ kind }) => kind === "batch_norm");
  if (!first || (batchSize > 1 && rows % batchSize !== 1)) return [];
  const found =
    batchSize === 1
      ? "batches of one row"
      : `a last batch of one row (${rows} training rows in batches of ${batchSize})`;
  return [
    finding("W001", {
      node: first.id,
      found: others.length > 0 ? `${found}, met by ${others.length + 1} BatchNorm nodes` : found,
      expected: "two rows or more in every batch, since one row has variance 0",
      mend: "change the batch size or the validation split",
      values: { rows, batch_size: batchSize, count: others.length + 1 },
    }),
  ];
}
