import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  densityTop,
  histogramBars,
  histogramRest,
  histogramWindow,
} from "../../../../renderer/dashboards/charts/histogram-bars";

/** Bins of the histograms here, and their cells: below, bins, above, no numbers. */
const HISTOGRAM_BINS = 64;
const HISTOGRAM_CELLS = HISTOGRAM_BINS + 3;

/** Symmetric edges from −32 to 32 whose widths double away from zero, like the engine's. */
const edges = (() => {
  const side = [0];
  for (const [width, count] of [
    [1 / 16, 16],
    [0.25, 4],
    [0.5, 4],
    [1, 4],
    [4, 2],
    [8, 2],
  ] as const) {
    for (let index = 0; index < count; index += 1) side.push((side.at(-1) ?? 0) + width);
  }
  return [
    ...side
      .slice(1)
      .reverse()
      .map((edge) => -edge),
    ...side,
  ];
})();

const counts = fc.array(fc.oneof(fc.constant(0), fc.nat(1000)), {
  minLength: HISTOGRAM_CELLS,
  maxLength: HISTOGRAM_CELLS,
});

describe("histogram bars", () => {
  it("account for every element: bars in the whole range and the rest add up to one", () => {
    expect(edges).toHaveLength(HISTOGRAM_BINS + 1);
    const property = fc.property(counts, fc.double({ min: 0, max: 9, noNaN: true }), (cells, minimumWidth) => {
      const rest = histogramRest(cells);
      const bars = histogramBars(edges, cells, -32, 32, minimumWidth);
      if (rest.total === 0) {
        expect(bars).toEqual([]);
        return;
      }
      const sum = bars.reduce((total, bar) => total + bar.share, 0);
      expect(sum + rest.below + rest.above + rest.notNumbers).toBeCloseTo(1, 9);
    });
    fc.assert(property);
  });

  it("touch each other, are as wide as asked, never reach over zero, and their areas are their shares", () => {
    const property = fc.property(counts, fc.double({ min: 0, max: 5, noNaN: true }), (cells, minimumWidth) => {
      const bars = histogramBars(edges, cells, -32, 32, minimumWidth);
      bars.forEach((bar, index) => {
        if (index > 0) expect(bar.from).toBe(bars[index - 1]?.to);
        expect(bar.from < 0 && bar.to > 0).toBe(false);
        expect(bar.density * (bar.to - bar.from)).toBeCloseTo(bar.share, 12);
        if (bar.to !== 0 && bar.to !== 32) expect(bar.to - bar.from).toBeGreaterThanOrEqual(minimumWidth);
      });
    });
    fc.assert(property);
  });

  it("are drawn over a window that leaves at most 0.1 % outside at each end and ends on round figures", () => {
    const property = fc.property(counts, (cells) => {
      const shown = histogramWindow(edges, cells);
      const total = cells.reduce((sum, count) => sum + count, 0);
      const inBins = cells.slice(1, HISTOGRAM_BINS + 1);
      if (shown === null) {
        expect(inBins.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(total * 0.002);
        return;
      }
      const outside = (isOutside: (bin: number) => boolean): number =>
        inBins.reduce((sum, count, bin) => sum + (isOutside(bin) ? count : 0), 0);
      expect(outside((bin) => (edges[bin + 1] ?? 0) <= shown.from)).toBeLessThanOrEqual(total * 0.001);
      expect(outside((bin) => (edges[bin] ?? 0) >= shown.to)).toBeLessThanOrEqual(total * 0.001);
      expect(edges).toContain(shown.from);
      expect(edges).toContain(shown.to);
      const nearer = edges.map((edge) => edge / 1024);
      expect(histogramWindow(nearer, cells, 1 / 1024)).toEqual({ from: shown.from / 1024, to: shown.to / 1024 });
    });
    fc.assert(property);
  });

  it("show no window when nothing lies in a bin", () => {
    const cells = new Array<number>(HISTOGRAM_CELLS).fill(0);
    expect(histogramWindow(edges, cells)).toBeNull();
    cells[HISTOGRAM_CELLS - 1] = 5;
    expect(histogramWindow(edges, cells)).toBeNull();
    expect(histogramRest(cells)).toEqual({ total: 5, below: 0, above: 0, notNumbers: 1 });
  });

  it("cut a bar that towers over all others, and only that", () => {
    const bar = (density: number) => ({ from: 0, to: 1, share: density, density });
    const tower = bar(10);
    expect(densityTop([bar(1), tower, bar(2)])).toEqual({ top: 4, cut: tower });
    expect(densityTop([bar(3), bar(5)])).toEqual({ top: 5, cut: null });
    expect(densityTop([bar(7)])).toEqual({ top: 7, cut: null });
    expect(densityTop([])).toEqual({ top: 0, cut: null });
  });
});
