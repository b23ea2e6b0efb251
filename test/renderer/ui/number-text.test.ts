import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { numberText, readNumber, steppedNumber } from "../../../renderer/ui";

const reason = (text: string, limits = {}) => {
  const reading = readNumber(text, limits);
  return reading.ok ? null : reading.reason;
};

describe("a typed number", () => {
  test.each([
    ["64", 64],
    [" 0.5 ", 0.5],
    [".5", 0.5],
    ["-3", -3],
    ["−3", -3],
    ["1e-3", 0.001],
    ["1E6", 1e6],
    ["+2.", 2],
  ])("%j reads as %d", (text, value) => {
    expect(readNumber(text, {})).toEqual({ ok: true, value });
  });

  test.each(["abc", "1,5", "1 000", "0x10", "NaN", "Infinity", "1e999", "1.2.3", "--1", "12px"])(
    "%j is refused",
    (text) => {
      expect(reason(text)).toBe("ui.notANumber");
    },
  );

  test("out of limits is refused with the limit", () => {
    expect(reason("")).toBe("ui.empty");
    expect(reason("1.5", { integer: true })).toBe("ui.notWhole");
    expect(readNumber("0", { minimum: 1 })).toMatchObject({ reason: "ui.belowMinimum", values: { minimum: "1" } });
    expect(reason("1", { maximum: 1, exclusiveMaximum: true })).toBe("ui.atMaximum");
    expect(reason("0", { minimum: 0, exclusiveMinimum: true })).toBe("ui.atMinimum");
    expect(reason("2", { maximum: 1 })).toBe("ui.aboveMaximum");
    expect(reason("1", { maximum: 1 })).toBeNull();
  });

  test("shown and read again is the same number", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const reading = readNumber(numberText(value), {});
        expect(reading).toEqual({ ok: true, value: Object.is(value, -0) ? 0 : value });
      }),
    );
  });
});

describe("an arrow key", () => {
  test("steps whole numbers by one and small ones by their last usual digit", () => {
    expect(steppedNumber(64, 1, false, { integer: true })).toBe(65);
    expect(steppedNumber(64, -1, true, { integer: true })).toBe(54);
    expect(steppedNumber(0.5, 1, false, {})).toBe(0.6);
    expect(steppedNumber(0.001, 1, false, {})).toBe(0.002);
  });

  test("never leaves the limits", () => {
    expect(steppedNumber(1, -1, false, { integer: true, minimum: 1 })).toBeNull();
    expect(steppedNumber(0.95, 1, false, { maximum: 1, exclusiveMaximum: true })).toBeNull();
  });
});
