/** Everything drawn about a run: training curves, what happens inside a layer, the small distributions, the status line. */
export { AnalysisPanel, type AnalysisPanelProps } from "./analysis-panel";
export { FoldsDialog } from "./folds/folds-dialog";
export { FoldsStatus } from "./folds/folds-status";
export { LayerPanel, type LayerPanelProps } from "./layer-panel";
export { MetricsPanel } from "./metrics-panel";
export { NodeDistribution, type NodeDistributionProps } from "./node-distribution";
export { RunStatus } from "./run-status";
export { CurveControls, TrainingCurves } from "./training-curves";
