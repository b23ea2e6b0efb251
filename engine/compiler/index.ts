/** Infer shapes, check, lower, pass, print: pure functions from a drawn graph to IR or diagnostics. */

export * from "./bypass-kind";
export * from "./check-graph";
export { changedTable, firstReading, isOfSplit, partOfFailure, refusedSplit, unreadableData } from "./checks/table";
export { tableWarnings } from "./checks/table-warnings";
export * from "./compare-weights";
export * from "./compile";
export * from "./infer";
export { type GraphPass, graphPasses } from "./passes";
export * from "./print-ir";
