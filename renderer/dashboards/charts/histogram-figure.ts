import { csvText } from "./csv";
import type { FigureExport } from "./figure-page";
import { paintHistogram } from "./histogram";
import { histogramBars, histogramWindow } from "./histogram-bars";

/** A histogram to be written to a file: counts below, in and above the bins between `edges`, and of NaN. */
export interface NamedHistogram {
  readonly label: string;
  readonly edges: ArrayLike<number>;
  readonly cells: ArrayLike<number>;
  /** How far from zero bins are narrow. */
  readonly unit: number;
}

const width = 640;
const rowHeight = 200;
const labelHeight = 18;

/** One axis for all: from the least to the greatest of their windows; null where nothing lies in any bin. */
export function sharedWindow(all: readonly NamedHistogram[]): { readonly from: number; readonly to: number } | null {
  let shared: { readonly from: number; readonly to: number } | null = null;
  for (const { edges, cells, unit } of all) {
    const own = histogramWindow(edges, cells, unit);
    if (own === null) continue;
    shared = shared === null ? own : { from: Math.min(shared.from, own.from), to: Math.max(shared.to, own.to) };
  }
  return shared;
}

/** Histograms one above the other on one axis, as they can be written to a file; the table has every bin's count. */
export function histogramFigure(
  histograms: readonly NamedHistogram[],
  heads: { readonly from: string; readonly to: string; readonly count: string },
): FigureExport {
  return {
    width,
    height: histograms.length * rowHeight,
    legend: [],
    paint: (drawing, theme) => {
      const shown = sharedWindow(histograms) ?? { from: -1, to: 1 };
      drawing.save();
      for (const { label, edges, cells } of histograms) {
        drawing.fillStyle = theme.text;
        drawing.font = `11px ${theme.font}`;
        drawing.textAlign = "left";
        drawing.textBaseline = "top";
        drawing.fillText(label, 0, 2);
        drawing.translate(0, labelHeight);
        const bars = histogramBars(edges, cells, shown.from, shown.to, ((shown.to - shown.from) * 2) / width);
        paintHistogram(drawing, { width, height: rowHeight - labelHeight - 8 }, bars, shown, theme);
        drawing.translate(0, rowHeight - labelHeight);
      }
      drawing.restore();
    },
    csv: () => {
      const { from, to, count } = heads;
      const several = histograms.length > 1;
      const rows = histograms.flatMap(({ label, edges, cells }) => {
        const bins = edges.length - 1;
        const own = Array.from({ length: bins + 2 }, (_, cell) => [
          cell === 0 ? Number.NEGATIVE_INFINITY : (edges[cell - 1] ?? Number.NaN),
          cell === bins + 1 ? Number.POSITIVE_INFINITY : (edges[cell] ?? Number.NaN),
          cells[cell] ?? 0,
        ]);
        own.push([Number.NaN, Number.NaN, cells[bins + 2] ?? 0]);
        return own.map((row) => (several ? [label, ...row] : row));
      });
      return csvText([several ? ["", from, to, count] : [from, to, count], ...rows]);
    },
  };
}
