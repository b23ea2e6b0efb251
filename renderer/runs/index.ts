/** Run control and everything a run tells: its state for React, its figures in typed arrays for charts. */
export * from "./analysis-controller";
export * from "./histogram-history";
export * from "./initial-weights";
export * from "./run-controller";
export * from "./run-store";
export { sameSetup } from "./same-setup";
export * from "./statistic-column";
export * from "./statistic-table";
export * from "./statistics-store";
export * from "./window-run";
