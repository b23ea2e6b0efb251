import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptySummary, StatisticTable } from "../../../renderer/runs";

/** A record and everything it stands for, kept without any cleverness: the reference of these tests. */
interface NaiveRecord {
  readonly step: number;
  readonly weight: number;
  readonly value: number;
  readonly originals: readonly number[];
}

function naiveAppend(
  records: NaiveRecord[],
  step: number,
  value: number,
  weight: number,
  maximum: number,
): NaiveRecord[] {
  let kept = records;
  if (records.length === maximum) {
    kept = [];
    for (let index = 0; index < records.length; index += 2) {
      const left = records[index];
      const right = records[index + 1];
      if (left === undefined || right === undefined) throw new Error("An odd number of records was merged.");
      const total = left.weight + right.weight;
      kept.push({
        step: left.step,
        weight: total,
        value: (left.value * left.weight + right.value * right.weight) / total,
        originals: [...left.originals, ...right.originals],
      });
    }
  }
  return [...kept, { step, weight, value: Math.fround(value), originals: [Math.fround(value)] }];
}

function naiveSummary(records: readonly NaiveRecord[]) {
  const originals = records.flatMap((record) => record.originals);
  const finite = originals.filter(Number.isFinite);
  const means = records.filter((record) => Number.isFinite(record.value));
  const weight = means.reduce((sum, record) => sum + record.weight, 0);
  return {
    low: finite.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...finite),
    high: finite.length === 0 ? Number.NEGATIVE_INFINITY : Math.max(...finite),
    mean: weight === 0 ? Number.NaN : means.reduce((sum, record) => sum + record.value * record.weight, 0) / weight,
    broken: originals.some((value) => !Number.isFinite(value)),
  };
}

const figure = fc.oneof(
  { weight: 12, arbitrary: fc.double({ min: -1000, max: 1000, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);

describe("a statistic table", () => {
  it("sums up any stretch as a plain scan of every figure does, before and after merging", () => {
    const property = fc.property(
      fc.array(fc.record({ value: figure, weight: fc.integer({ min: 1, max: 5 }) }), { minLength: 1, maxLength: 900 }),
      fc.constantFrom(16, 34, 128, 4096),
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), {
        minLength: 1,
        maxLength: 12,
      }),
      (figures, maximum, stretches) => {
        const table = new StatisticTable(["figure"], maximum);
        let naive: NaiveRecord[] = [];
        // A first real figure makes the column defined, so that a leading NaN is a figure like any other.
        [{ value: 1, weight: 1 }, ...figures].forEach(({ value, weight }, step) => {
          table.append(step, weight, [[value]], 0);
          naive = naiveAppend(naive, step, value, weight, maximum);
        });
        expect(table.length).toBe(naive.length);
        for (const [start, end] of stretches) {
          const from = Math.floor(Math.min(start, end) * naive.length);
          const to = Math.ceil(Math.max(start, end) * naive.length);
          const found = table.summarize(0, from, to);
          const wanted = naiveSummary(naive.slice(from, to));
          // `===`: the sign of a zero does not matter.
          expect(found.low === wanted.low && found.high === wanted.high).toBe(true);
          expect(found.broken).toBe(wanted.broken);
          if (Number.isNaN(wanted.mean)) expect(found.mean).toBeNaN();
          else expect(Math.abs(found.mean - wanted.mean)).toBeLessThan(1e-2);
        }
      },
    );
    fc.assert(property, { numRuns: 150 });
  });

  it("keeps every step, weight and figure exactly below its limit", () => {
    const property = fc.property(fc.array(figure, { maxLength: 3000 }), (figures) => {
      const table = new StatisticTable(["figure"], 4096);
      figures.forEach((value, index) => {
        table.append(index * 3, 2, [[value]], 0);
      });
      figures.forEach((value, index) => {
        expect(table.step(index)).toBe(index * 3);
        expect(table.weight(index)).toBe(2);
        expect(table.value(0, index)).toBe(Math.fround(value));
      });
    });
    fc.assert(property, { numRuns: 10 });
  });

  it("stays within its limit however long the run, and loses no batch from its weights", () => {
    const table = new StatisticTable(["figure"], 256);
    for (let step = 0; step < 100_000; step += 1) table.append(step, 1, [[step]], 0);
    expect(table.length).toBeLessThanOrEqual(256);
    let batches = 0;
    for (let index = 0; index < table.length; index += 1) batches += table.weight(index);
    expect(batches).toBe(100_000);
    expect(table.bytes).toBeLessThan(10_000);
    const whole = table.summarize(0, 0, table.length);
    expect(whole.low).toBe(0);
    expect(whole.high).toBe(99_999);
    expect(whole.mean).toBeCloseTo(49_999.5, 0);
    expect(table.latest(0)).toBe(99_999);
  });

  it("keeps steps ascending while it merges, the newest stretch at full resolution", () => {
    const table = new StatisticTable(["figure"], 64);
    for (let step = 0; step < 1000; step += 1) table.append(step, 1, [[0]], 0);
    for (let index = 1; index < table.length; index += 1)
      expect(table.step(index)).toBeGreaterThan(table.step(index - 1));
    expect(table.weight(table.length - 1)).toBe(1);
    expect(table.step(table.length - 1)).toBe(999);
  });

  it("keeps NaN as NaN, also in a record it was merged into", () => {
    const table = new StatisticTable(["figure"], 4);
    for (const value of [1, Number.NaN, 3, 4, 5]) table.append(table.length, 1, [[value]], 0);
    expect(table.value(0, 0)).toBeNaN();
    expect(table.summarize(0, 0, 1)).toEqual({ low: 1, high: 1, mean: Number.NaN, broken: true });
    expect(table.value(0, 1)).toBe(3.5);
  });

  it("costs nothing for a column that is never defined, and fills in NaN before one that is defined late", () => {
    const table = new StatisticTable(["always", "never", "late"], 1 << 15);
    for (let step = 0; step < 5000; step += 1)
      table.append(step, 1, [[1], [Number.NaN], [step < 3000 ? Number.NaN : 7]], 0);
    expect([0, 1, 2].map((column) => table.isDefined(column))).toEqual([true, false, true]);
    expect(table.latest(1)).toBeNaN();
    expect(table.value(2, 2999)).toBeNaN();
    expect(table.value(2, 3000)).toBe(7);
    expect(table.summarize(2, 0, 3000)).toMatchObject({ broken: true, mean: Number.NaN });
    expect(table.summarize(2, 2990, 5000)).toEqual({ low: 7, high: 7, mean: 7, broken: true });
    expect(table.summarize(1, 0, 5000)).toEqual(emptySummary());
  });

  it("finds records by step as a linear search does", () => {
    const property = fc.property(
      fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 80 }),
      fc.double({ min: -10, max: 4000, noNaN: true }),
      (gaps, wanted) => {
        const table = new StatisticTable(["figure"], 128);
        const steps: number[] = [];
        let step = 0;
        for (const gap of gaps) {
          step += gap;
          steps.push(step);
          table.append(step, 1, [[0]], 0);
        }
        expect(table.indexOf(wanted)).toBe(steps.filter((each) => each < wanted).length);
        const nearest = table.nearest(wanted);
        if (steps.length === 0) expect(nearest).toBe(-1);
        else {
          const least = Math.min(...steps.map((each) => Math.abs(each - wanted)));
          expect(Math.abs((steps[nearest] ?? Number.NaN) - wanted)).toBe(least);
        }
      },
    );
    fc.assert(property);
  });
});
