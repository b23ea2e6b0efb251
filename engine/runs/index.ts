/** A run's folder: its declaration and what it trains, all that it reported, and its checkpoints; read as if from an enemy. */
export { decodeFrame, encodeFrame } from "./frame";
export { keepLook, keptLook, keptLookName } from "./kept-look";
export { mergedBatch } from "./merged-batches";
export { RecordFault } from "./record-fault";
export { type RecordedStart, RUN_FOLDER_VERSION, startName } from "./recorded-start";
export { copyRunFolder } from "./run-folder";
export { RunRecord, recordName } from "./run-record";
export { runFields, snapshotFields } from "./run-schemas";
export { lookAtTest, type TestedRun, TestLooks, testLooksName, testRowsOf } from "./test-looks";
