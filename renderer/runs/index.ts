/** The window's runs as values: each with its state for React and its figures in typed arrays for charts, in one registry. */
export * from "./analysis";
export * from "./cross-validation";
export * from "./histogram-history";
export * from "./initial-weights";
export * from "./run";
export * from "./run-context";
export * from "./run-files";
export * from "./run-problem";
export * from "./run-registry";
export * from "./run-store";
export { sameSetup } from "./same-setup";
export * from "./statistic-column";
export * from "./statistic-table";
export * from "./statistics-store";
export * from "./window-cross-validation";
export * from "./window-runs";
