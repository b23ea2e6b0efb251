import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  figurePlace,
  linearTicks,
  logTicks,
  roomyScale,
  roundStep,
  stepAxisEnd,
} from "../../../../renderer/dashboards/charts/axis-scale";

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
/** Two figures that only some last bits tell apart, as those of a run that stands still. */
const nearlyEqual = fc
  .tuple(positive, fc.integer({ min: 1, max: 300 }))
  .map(([figure, roundings]): [number, number] => [figure, figure * (1 + roundings * Number.EPSILON)]);

describe("an axis", () => {
  it.each(["linear", "log"] as const)("(%s) places its ends at its ends, and what is between in order", (kind) => {
    const property = fc.property(positive, positive, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, share) => {
      fc.pre(Math.max(a, b) > Math.min(a, b) * 1.001);
      const scale = { kind, minimum: Math.min(a, b), maximum: Math.max(a, b) };
      const place = figurePlace(scale, 8, 100);
      expect(place(scale.maximum)).toBeCloseTo(8);
      expect(place(scale.minimum)).toBeCloseTo(108);
      const { minimum, maximum } = scale;
      const between = kind === "log" ? minimum * (maximum / minimum) ** share : minimum + share * (maximum - minimum);
      expect(place(between)).toBeCloseTo(108 - 100 * share, 4);
    });
    fc.assert(property);
  });

  it("has no place for zero, negative figures or NaN where it cannot", () => {
    const log = figurePlace({ kind: "log", minimum: 1, maximum: 10 }, 0, 100);
    expect([0, -1, Number.NaN].map(log)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(figurePlace({ kind: "linear", minimum: 0, maximum: 1 }, 0, 100)(Number.NaN)).toBeNaN();
  });

  it.each(["linear", "log"] as const)("(%s) makes room for every figure, and not much more", (kind) => {
    const property = fc.property(fc.oneof(fc.tuple(positive, positive), nearlyEqual), ([a, b]) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const scale = roomyScale(kind, low, high);
      expect(scale.minimum).toBeLessThanOrEqual(low * (1 + 1e-9));
      expect(scale.maximum).toBeGreaterThanOrEqual(high * (1 - 1e-9));
      expect(scale.maximum).toBeGreaterThan(scale.minimum);
      if (kind === "linear" && high > low) {
        expect(scale.maximum - scale.minimum).toBeLessThanOrEqual((high - low) * 1.7);
      }
      if (kind === "log") expect(scale.minimum).toBeGreaterThan(0);
    });
    fc.assert(property, { examples: [[[999_999.999_999_998_6, 999_999.999_999_998_7]]] });
  });

  it("is sound without any figure, with one figure, and with figures a log axis cannot show", () => {
    const none = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const;
    expect(roomyScale("linear", ...none)).toEqual({ kind: "linear", minimum: 0, maximum: 1 });
    expect(roomyScale("log", ...none)).toEqual({ kind: "log", minimum: 0.1, maximum: 1 });
    expect(roomyScale("linear", 0, 0)).toMatchObject({ minimum: -1, maximum: 1 });
    const log = roomyScale("log", 0, 2);
    expect(log.minimum).toBeGreaterThan(0);
    expect(log.maximum).toBe(2);
  });
});

describe("ticks", () => {
  it("are round, evenly spaced, inside the axis and no more than asked for", () => {
    const property = fc.property(finite, positive, fc.integer({ min: 2, max: 12 }), (start, span, count) => {
      const { ticks, step } = linearTicks(start, start + span, count);
      expect(ticks.length).toBeLessThanOrEqual(count + 1);
      const leading = step / 10 ** Math.floor(Math.log10(step) + 1e-9);
      expect([1, 2, 5].some((digit) => Math.abs(leading - digit) < 1e-6)).toBe(true);
      ticks.forEach((tick, index) => {
        expect(tick).toBeGreaterThanOrEqual(start - step * 1e-6);
        expect(tick).toBeLessThanOrEqual(start + span + step * 1e-6);
        // As evenly as floats of this size can stand, and an end tick may give way to the axis' end by a millionth of a step.
        const rounding = 4 * Number.EPSILON * Math.abs(tick);
        const spacing = tick - (ticks[index - 1] ?? tick - step);
        expect(Math.abs(spacing - step)).toBeLessThanOrEqual(step * 1e-6 + rounding);
      });
    });
    fc.assert(property, { examples: [[0, 999_999.999_499_999_9, 2]] });
  });

  it("are few and inside an axis as narrow as figures can lie apart", () => {
    const property = fc.property(nearlyEqual, fc.integer({ min: 2, max: 12 }), ([low, high], count) => {
      for (const [from, to] of [
        [low, high],
        [-high, -low],
      ] as const) {
        const { minimum, maximum } = roomyScale("linear", from, to);
        const { ticks } = linearTicks(minimum, maximum, count);
        expect(ticks.length).toBeLessThanOrEqual(count + 1);
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(minimum);
          expect(tick).toBeLessThanOrEqual(maximum);
        }
      }
    });
    fc.assert(property, { examples: [[[999_999.999_999_998_6, 999_999.999_999_999_1], 5]] });
  });

  it("of a log axis are powers of ten, with 2 and 5 between them where there is room", () => {
    expect(logTicks(0.1, 1000, 6)).toEqual([0.1, 1, 10, 100, 1000].map((tick) => expect.closeTo(tick)));
    expect(logTicks(1, 10, 6)).toEqual([1, 2, 5, 10]);
    expect(logTicks(1e-6, 1e6, 5).length).toBeLessThanOrEqual(6);
  });

  it("step by 1, 2 or 5 times a power of ten", () => {
    expect([0.9, 1, 1.1, 2, 2.1, 5, 5.1, 10, 0].map(roundStep)).toEqual([1, 1, 2, 2, 5, 5, 10, 10, 1]);
  });
});

describe("the step axis of a running run", () => {
  it("contains every step taken, grows in few jumps and never beyond the run", () => {
    const ends = new Set<number>();
    for (let step = 0; step <= 39_080; step += 1) {
      const end = stepAxisEnd(step, 39_080, false);
      expect(end).toBeGreaterThanOrEqual(step);
      expect(end).toBeLessThanOrEqual(39_080);
      ends.add(end);
    }
    expect(ends.size).toBeLessThan(25);
  });

  it("ends at the last step once the run is over", () => {
    expect(stepAxisEnd(500, 2000, true)).toBe(500);
    expect(stepAxisEnd(0, 2000, true)).toBe(1);
  });
});
