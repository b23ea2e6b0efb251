import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  extentOf,
  makePixelColumns,
  reduceToPixels,
  robustExtent,
  trailingMeans,
} from "../../../../renderer/dashboards/charts/pixel-columns";
import { StatisticTable } from "../../../../renderer/runs";

interface Figure {
  readonly step: number;
  readonly value: number;
}

const figures = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 9 }),
      value: fc.oneof(
        { weight: 15, arbitrary: fc.float({ min: -100, max: 100, noNaN: true }) },
        { weight: 1, arbitrary: fc.constant(Number.NaN) },
      ),
    }),
    { maxLength: 600 },
  )
  .map((gaps) => {
    const list: Figure[] = [{ step: 0, value: 1 }];
    for (const { gap, value } of gaps) list.push({ step: (list.at(-1)?.step ?? 0) + gap, value });
    return list;
  });

function tableOf(list: readonly Figure[]): StatisticTable {
  const table = new StatisticTable(["figure"], 1 << 14);
  for (const { step, value } of list) table.append(step, 1, [[value]], 0);
  return table;
}

describe("reduction to pixels", () => {
  it("gives each column the least, greatest and mean of exactly its own figures", () => {
    const property = fc.property(figures, fc.integer({ min: 1, max: 90 }), fc.nat(500), (list, width, from) => {
      const to = from + 400;
      const columns = makePixelColumns(width);
      reduceToPixels(tableOf(list), 0, from, to, columns);
      const perColumn = (to - from) / width;
      for (let pixel = 0; pixel < width; pixel += 1) {
        const left = from + pixel * perColumn;
        const right = from + (pixel + 1) * perColumn;
        const isLast = pixel === width - 1;
        const own = list.filter(({ step }) => step >= left && (isLast ? step <= to : step < right));
        const finite = own.map((figure) => figure.value).filter(Number.isFinite);
        expect(columns.broken[pixel]).toBe(own.length > finite.length ? 1 : 0);
        if (finite.length === 0) {
          expect(columns.low[pixel]).toBeNaN();
          expect(columns.mean[pixel]).toBeNaN();
        } else {
          expect(columns.low[pixel]).toBeCloseTo(Math.min(...finite), 10);
          expect(columns.high[pixel]).toBeCloseTo(Math.max(...finite), 10);
          expect(columns.mean[pixel]).toBeCloseTo(finite.reduce((sum, value) => sum + value, 0) / finite.length, 4);
        }
      }
    });
    fc.assert(property, { numRuns: 60 });
  });

  it("tells the extent of what is in sight, one figure beyond each end included", () => {
    const table = tableOf([0, 10, 20, 30, 40].map((step) => ({ step, value: step })));
    expect(extentOf(table, [0], 12, 28)).toEqual({ low: 10, high: 30 });
    const empty = extentOf(new StatisticTable(["figure"], 16), [0], 0, 100);
    expect(empty.low).toBeGreaterThan(empty.high);
  });
});

describe("the smooth line", () => {
  it("is at each place the mean of the figures in the window behind it", () => {
    const property = fc.property(figures, fc.integer({ min: 1, max: 200 }), (list, window) => {
      const last = list.at(-1)?.step ?? 0;
      fc.pre(last > 4);
      const means = new Float64Array(17);
      trailingMeans(tableOf(list), 0, 0, last, window, means);
      means.forEach((mean, place) => {
        const step = (place * last) / 16;
        const before = list.filter((figure) => figure.step <= step + 1e-9);
        const inside = before.filter((figure) => figure.step >= step - window + 1e-9);
        // Where records are further apart than the window, the last one stands for it.
        const own = inside.length > 0 ? inside : before.slice(-1);
        const finite = own.map((figure) => figure.value).filter(Number.isFinite);
        if (finite.length === 0) expect(mean).toBeNaN();
        else expect(mean).toBeCloseTo(finite.reduce((sum, value) => sum + value, 0) / finite.length, 4);
      });
    });
    fc.assert(property, { numRuns: 60 });
  });

  it("ends where the run has come to", () => {
    const means = new Float64Array(11);
    trailingMeans(tableOf([0, 1, 2, 3, 4, 5].map((step) => ({ step, value: 1 }))), 0, 0, 10, 3, means);
    expect([...means].map(Number.isFinite)).toEqual([
      true,
      true,
      true,
      true,
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it("averages a whole window at its newest end too", () => {
    const list = Array.from({ length: 96 }, (_, step) => ({ step, value: step < 95 ? 0 : 50 }));
    const means = new Float64Array(5);
    trailingMeans(tableOf(list), 0, 0, 100, 50, means);
    expect([...means]).toEqual([0, 0, 0, 0, 1]);
  });
});

describe("the room the smooth line asks for", () => {
  const sloping = Array.from({ length: 100 }, (_, place) => 0.4 - place / 1000);

  it("leaves out a short transient that would flatten all the rest", () => {
    expect(robustExtent(Float64Array.from([9, 3, ...sloping.slice(2)]))).toEqual([expect.any(Number), sloping[2]]);
  });

  it("is everything where everything matters, NaN aside", () => {
    expect(robustExtent(Float64Array.from([...sloping, Number.NaN]))).toEqual([sloping[99], sloping[0]]);
    expect(robustExtent(Float64Array.from([2]))).toEqual([2, 2]);
    expect(robustExtent(Float64Array.of(Number.NaN))).toEqual([]);
  });
});
