import { isOfSplit, partOfFailure } from "../../engine/compiler";
import { checkTraining, type DataSetup, hasSplitColumn, splitSetup } from "../../engine/model";
import { EngineFailure, engine } from "../bridge";
import { documentActions, useDocument } from "../document";

/** What was asked last; what is told of anything else comes too late. */
let asked: { readonly data: DataSetup | null; readonly split: string } = { data: null, split: "" };

/**
 * Asks the engine what the table's rows warn of, whenever the columns' roles or the split have changed since. That the table
 * cannot be read is told where it is read.
 */
export function askForTableWarnings(): void {
  const { data, schema, training, tableWarnings, partition, splitFailure } = useDocument.getState();
  if (data === null || schema === null || checkTraining(training).length > 0 || !hasSplitColumn(schema, training)) {
    asked = { data: null, split: "" };
    if (tableWarnings.length > 0 || partition !== null || splitFailure !== null) documentActions.tableWarned([], null);
    return;
  }
  const split = splitSetup(training);
  if (asked.data === data && asked.split === JSON.stringify(split)) return;
  const question = { data, split: JSON.stringify(split) };
  asked = question;
  engine.request("table_warnings", { data, split }).then(
    ({ warnings, rows }) => {
      if (asked === question) documentActions.tableWarned(warnings, rows);
    },
    (error: unknown) => {
      if (asked !== question) return;
      const failure = error instanceof EngineFailure ? error.failure : null;
      const isTold = failure !== null && (isOfSplit(failure) || partOfFailure(data, failure) !== null);
      if (isTold) documentActions.tableWarned([], null, failure);
      // Asked again with the next change.
      else asked = { data: null, split: "" };
    },
  );
}
