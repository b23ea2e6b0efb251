/** Charts of whatever figures they are given: lines, bands and points by uPlot, heat maps, histograms and contours as layers of their own, each exported as a picture or a table. */
export { stepAxisEnd } from "./axis-scale";
export { Chart, type ChartProps } from "./chart";
export type { ChartFeed, StepExtent } from "./chart-feed";
export { ChartFrame, type ChartFrameProps } from "./chart-frame";
export { ChartGroup, type StepRange } from "./chart-group";
export {
  type BandSeries,
  type ChartSeries,
  type ChartSpec,
  type ChartZone,
  type FigureAxis,
  type HeatSeries,
  type LineSeries,
  type MeanSeries,
  nearestIndex,
  type PointSeries,
  readSeries,
  type SeriesColor,
  seriesLabels,
  tableSteps,
} from "./chart-series";
export { type ChartTheme, onThemeChange, themeAt } from "./chart-theme";
export { contourFigure } from "./contour-figure";
export {
  centreOf,
  type LossScale,
  levelOf,
  levelStrength,
  lossAt,
  lossLevels,
  lossScale,
  movedPoint,
  type PlanePoint,
} from "./contour-levels";
export { type PlaneLayout, paintPlane, planeLayout, pointAt } from "./contour-map";
export { csvText } from "./csv";
export { exportTable } from "./export-figure";
export { ExportMenu } from "./export-menu";
export type { FigureExport } from "./figure-page";
export { FigureTable } from "./figure-table";
export { fitCanvas } from "./fit-canvas";
export { type FigureGrid, type GridCell, gridFigure } from "./grid-figure";
export { type HistogramPicture, paintHistogram } from "./histogram";
export {
  densityTop,
  type HistogramBar,
  histogramBars,
  histogramRest,
  histogramWindow,
  narrowUpTo,
} from "./histogram-bars";
export { histogramFigure, type NamedHistogram, sharedWindow } from "./histogram-figure";
