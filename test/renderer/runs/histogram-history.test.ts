import { describe, expect, it } from "vitest";
import { HISTORY_LENGTH, HistogramHistory } from "../../../renderer/runs";
import { cellCount, edges } from "../../support/declared-stream";

function histogram(mark: number): Uint32Array {
  return new Uint32Array(cellCount).fill(mark);
}

describe("a histogram history", () => {
  it("always knows the newest histogram, whether kept or not", () => {
    const history = new HistogramHistory(edges);
    expect(history.latest).toBeNull();
    for (let step = 0; step < 1000; step += 1) {
      history.append(step, histogram(step + 1), 0);
      expect(history.latest).toEqual({ step, cells: histogram(step + 1) });
    }
  });

  it("reads its cells out of the middle of a batch and keeps its own copy", () => {
    const history = new HistogramHistory(edges);
    const batch = new Uint32Array(2 * cellCount);
    batch.fill(9, cellCount);
    history.append(5, batch, 1);
    batch.fill(0);
    expect(history.latest?.cells).toEqual(histogram(9));
  });

  it("has nothing of a record that counts nothing: it is not defined there", () => {
    const history = new HistogramHistory(edges);
    history.append(1, histogram(0), 0);
    expect(history.latest).toBeNull();
    expect(history.length).toBe(0);
  });

  it("stays bounded and evenly spread over the whole run", () => {
    for (const arrivals of [1, 127, 128, 129, 130, 500, 4097, 20_001]) {
      const history = new HistogramHistory(edges);
      for (let step = 0; step < arrivals; step += 1) history.append(step, histogram(step + 1), 0);
      expect(history.length).toBeLessThanOrEqual(HISTORY_LENGTH);
      expect(history.length).toBeGreaterThanOrEqual(Math.min(arrivals, HISTORY_LENGTH / 2));
      expect(history.step(0)).toBe(0);
      const gaps = new Set<number>();
      for (let index = 1; index < history.length; index += 1) gaps.add(history.step(index) - history.step(index - 1));
      expect(gaps.size).toBeLessThanOrEqual(1);
      for (let index = 0; index < history.length; index += 1) {
        expect(history.cells(index)).toEqual(histogram(history.step(index) + 1));
      }
    }
  });
});
