import type { PredictedPage } from "../../engine/contract";
import { engine, unlessRefused } from "../bridge";
import type { AskForRows } from "../ui";

/** How a predicted table's rows are asked for, with the cells of the columns at these places. */
export function pagesOf(table: number, columns: readonly number[]): AskForRows<PredictedPage> {
  // Refused where the table was let go for another, which is shown anew.
  return (from, count) => unlessRefused(engine.request("predicted_rows", { table, from, count, columns }));
}
