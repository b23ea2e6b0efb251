import { checkTraining, type DataSetup, hasSplitColumn, splitSetup } from "../../engine/model";
import { engine } from "../bridge";
import { documentActions, useDocument } from "../document";

/** What was asked last; what is told of anything else comes too late. */
let asked: { readonly data: DataSetup | null; readonly split: string } = { data: null, split: "" };

/**
 * Asks the engine what the table's rows warn of, whenever the columns' roles or the split have changed since. That the table
 * cannot be read is told where it is read.
 */
export function askForTableWarnings(): void {
  const { data, schema, training, tableWarnings, partition } = useDocument.getState();
  if (data === null || schema === null || checkTraining(training).length > 0 || !hasSplitColumn(schema, training)) {
    asked = { data: null, split: "" };
    if (tableWarnings.length > 0 || partition !== null) documentActions.tableWarned([], null);
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
    () => {
      // Asked again with the next change.
      if (asked === question) asked = { data: null, split: "" };
    },
  );
}
