import { describe, expect, it } from "vitest";
import { heatColumn, heatExtent } from "../../../../renderer/dashboards/charts/heat-map";
import { HistogramHistory } from "../../../../renderer/runs";

/** Half-unit bins from −16 to 16. */
const edges = Array.from({ length: 65 }, (_, index) => (index - 32) / 2);

function historyOf(records: readonly { step: number; bins: readonly number[] }[]): HistogramHistory {
  const history = new HistogramHistory(edges);
  for (const { step, bins } of records) {
    const cells = new Uint32Array(edges.length + 2);
    for (const bin of bins) cells[bin + 1] = 100;
    history.append(step, cells, 0);
  }
  return history;
}

describe("a heat map", () => {
  it("makes room for every histogram it holds, not only the newest", () => {
    const history = historyOf([
      { step: 0, bins: [24, 25] },
      { step: 10, bins: [40] },
      { step: 20, bins: [33] },
    ]);
    expect(heatExtent({ history })).toEqual({ low: -4, high: 5 });
    const empty = heatExtent({ history: new HistogramHistory(edges) });
    expect(empty.low).toBeGreaterThan(empty.high);
  });

  it("draws each histogram until the next was taken, and the last as long as the one before", () => {
    const history = historyOf([0, 10, 30].map((step) => ({ step, bins: [32] })));
    expect([0, 1, 2].map((index) => heatColumn(history, index))).toEqual([
      { from: 0, to: 10 },
      { from: 10, to: 30 },
      { from: 30, to: 50 },
    ]);
    expect(heatColumn(historyOf([{ step: 4, bins: [32] }]), 0)).toEqual({ from: 4, to: 5 });
  });
});
