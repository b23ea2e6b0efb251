import type { ColumnSpreads } from "../../../engine/contract";
import { splitSetup } from "../../../engine/model";
import { useDocument } from "../../document";
import { type Asked, useAnswer } from "./use-answer";

/** Most columns that are looked at together. */
export const mostSpreads = 12;

/** How numeric columns lie on the rows that the project's setup would train on. */
export function useSpreads(columns: readonly string[]): Asked<ColumnSpreads> {
  const data = useDocument((state) => state.data);
  const training = useDocument((state) => state.training);
  const asks = data !== null && columns.length > 0;
  return useAnswer("column_spreads", asks ? { data, split: splitSetup(training), columns } : null);
}
