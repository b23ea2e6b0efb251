import type { PredictedTable, Prediction } from "../contract";
import { keptColumns, predictionCsv, predictionNames } from "./prediction-csv";

/** Whether a file's name asks for Parquet. */
export const isParquetName = (path: string): boolean => /\.(parquet|pq)$/i.test(path);

/**
 * A predicted table as the content of a file: Parquet, typed, where its name says so, else CSV. Of Parquet the kept columns are
 * of the types they were read as, class names are texts, and where there is no prediction nothing stands.
 */
export async function predictionFile(
  path: string,
  predicted: PredictedTable,
  { rows, outputs }: Pick<Prediction, "rows" | "outputs">,
  keepColumns: boolean,
): Promise<Iterable<string> | Uint8Array> {
  const kept = keepColumns ? keptColumns(predicted) : null;
  if (!isParquetName(path)) return predictionCsv({ rows, outputs, kept });
  return predicted.parquet(keepColumns, [...predictionNames(outputs, kept?.names ?? [])]);
}
