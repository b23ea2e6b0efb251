import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { countText, durationText, figureText, rateText, tickText } from "../../../renderer/i18n";

test("counts have commas between groups of three digits", () => {
  expect([0, 999, 1000, 48_842, 1_234_567, -6000].map(countText)).toEqual([
    "0",
    "999",
    "1,000",
    "48,842",
    "1,234,567",
    "-6,000",
  ]);
});

describe("figures", () => {
  it.each([
    [0, "0"],
    [0.123456, "0.1235"],
    [-1.5, "−1.500"],
    [12.3456, "12.35"],
    [1234.5, "1235"],
    [0.00012345, "1.23e−4"],
    [-2.5e9, "−2.50e9"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "∞"],
    [Number.NEGATIVE_INFINITY, "−∞"],
  ])("%d reads %s", (value, text) => {
    expect(figureText(value)).toBe(text);
  });

  it.each([
    [0, "0\u2009%"],
    [0.8412, "84.1\u2009%"],
    [0.0512, "5.12\u2009%"],
    [0.0004, "0.040\u2009%"],
    [1, "100.0\u2009%"],
  ])("a share of %d reads %s", (value, text) => {
    expect(figureText(value, "share")).toBe(text);
  });

  it("stay within nine characters and within half a unit of the third digit", () => {
    const property = fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }),
      (drawn) => {
        // What a statistic can be: single precision.
        const value = Math.fround(drawn);
        const text = figureText(value);
        expect(text.length).toBeLessThanOrEqual(9);
        const read = Number(text.replaceAll("−", "-"));
        expect(Math.abs(read - value)).toBeLessThanOrEqual(Math.abs(value) * 5.01e-3);
      },
    );
    fc.assert(property);
  });
});

describe("ticks", () => {
  it.each([
    [0.30000000000000004, 0.1, "number", "0.3"],
    [1000, 500, "number", "1000"],
    [-2.5, 0.5, "number", "−2.5"],
    [1e-17, 0.1, "number", "0"],
    [0.85, 0.05, "share", "85\u2009%"],
    [0.001, 0.001, "number", "0.001"],
    [2e7, 1e7, "number", "2e7"],
    [-3.0000000000000003e30, 1e30, "number", "−3e30"],
    [1.5e-5, 5e-6, "number", "1.5e−5"],
    [1e100, 1e99, "number", "1e100"],
  ] as const)("%d at steps of %d (%s) reads %s", (value, step, unit, text) => {
    expect(tickText(value, step, unit)).toBe(text);
  });
});

describe("times and speeds", () => {
  it.each([
    [0.2, "1\u00a0s"],
    [59, "59\u00a0s"],
    [60, "1\u00a0min"],
    [200, "3\u00a0min 20\u00a0s"],
    [3900, "1\u00a0h 5\u00a0min"],
    [Number.NaN, "–"],
  ])("%d seconds read %s", (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });

  it.each([
    [873, "873"],
    [1234, "1.23\u00a0k"],
    [12_400, "12.4\u00a0k"],
    [999_600, "1.00\u00a0M"],
    [1_860_000, "1.86\u00a0M"],
  ])("%d rows a second read %s", (rate, text) => {
    expect(rateText(rate)).toBe(text);
  });
});
