import type { PredictedPage } from "../../engine/contract";
import { EngineFailure, engine } from "../bridge";
import type { AskForRows } from "../ui";

/** How a predicted table's rows are asked for, with the cells of the columns at these places. */
export function pagesOf(table: number, columns: readonly number[]): AskForRows<PredictedPage> {
  return async (from, count) => {
    try {
      return await engine.request("predicted_rows", { table, from, count, columns });
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      // The table was let go for another, which is shown anew.
      return null;
    }
  };
}
