/** The table a network trains on: opening it, seeing what it holds, choosing what each column is for. */

export { DataPanel } from "./data-panel";
export { columnScalingText, encodingTexts } from "./data-texts";
export { ReadingDialog } from "./reading-dialog";
export { hasReadableTable, readingActions } from "./reading-draft";
export { RejectedLines } from "./rejected-lines";
export { tableActions, useTableWork } from "./table-actions";
export { askForTableWarnings } from "./table-warnings";
