import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FeatureField } from "../../../engine/contract";
import {
  cellOddity,
  cellOfTable,
  fittingRow,
  sliderEnds,
  sliderStep,
  typicalRow,
} from "../../../renderer/predict/typed-row";

const age: FeatureField = {
  ...{ name: "age", kind: "number", values: [], range: { low: 17, high: 90 }, isWhole: true, typical: 38, fill: null },
};
const city: FeatureField = {
  ...{
    name: "city",
    kind: "choice",
    values: ["Oslo", "Rome"],
    range: null,
    isWhole: false,
    typical: "Oslo",
    fill: null,
  },
};

describe("a row typed by hand", () => {
  test("begins at what is usual", () => {
    expect(typicalRow([age, city])).toEqual({ age: 38, city: "Oslo" });
  });

  test("marks what is empty, unknown or beyond the range", () => {
    expect([null, undefined, 38, 17, 90, 16.9, 91].map((cell) => cellOddity(age, cell))).toEqual([
      ...["empty", "empty", null, null, null, "outside", "outside"],
    ]);
    expect(["Oslo", "Paris", null].map((cell) => cellOddity(city, cell))).toEqual([null, "unknown", "empty"]);
    expect(cellOddity({ ...age, range: null }, 1e9)).toBeNull();
    const filled = [
      { ...age, fill: { value: 38 } },
      { ...city, fill: { value: null } },
    ];
    expect(filled.map((field) => cellOddity(field, null))).toEqual(["filled", "filled"]);
  });

  test("takes a table's cells as its fields have them", () => {
    const seen = { ...age, kind: "time" as const, isWhole: false };
    const smokes = { ...city, kind: "switch" as const, values: ["no", "yes"] };
    const taken = [
      cellOfTable(age, "41"),
      cellOfTable(age, "old"),
      cellOfTable(age, null),
      cellOfTable(city, "7"),
      cellOfTable(smokes, "True"),
      cellOfTable({ ...seen, isWhole: true }, "2024-02-29"),
      cellOfTable(seen, "2024-02-29T10:20:30.5"),
      cellOfTable(seen, "2024-02-29"),
    ];
    expect(taken).toEqual([41, "old", null, "7", "yes", "2024-02-29", "2024-02-29T10:20:30", "2024-02-29T00:00:00"]);
    const range = { low: 19_000, high: 20_000 };
    expect(["2024-02-29", "1990-01-01"].map((day) => cellOddity({ ...seen, range }, day))).toEqual([null, "outside"]);
  });

  test("stays for another model with the same features, and only then", () => {
    const row = { age: 50, city: "Rome" };
    expect(fittingRow([city, age], row)).toEqual(row);
    expect(fittingRow([age], row)).toEqual({ age: 50 });
    expect(fittingRow([age, city, { ...age, name: "height" }], row)).toBeNull();
    expect(fittingRow([{ ...city, values: ["Oslo"] }, age], row)).toBeNull();
    expect(fittingRow([{ ...age, name: "city" }], row)).toBeNull();
    expect(fittingRow([age, city], { age: null, city: "Rome" })).toEqual({ age: null, city: "Rome" });
  });
});

describe("a slider", () => {
  test("moves by round steps, whole ones for whole numbers", () => {
    expect(sliderStep(age)).toBe(1);
    expect(sliderStep({ isWhole: false, range: { low: 0, high: 5 } })).toBeCloseTo(0.01, 12);
    expect(sliderStep({ isWhole: true, range: { low: 0, high: 500_000 } })).toBe(1000);
    expect(sliderEnds({ isWhole: false, range: { low: 1.503, high: 8.4971 } })).toEqual({ low: 1.5, high: 8.5 });
  });

  test("has the whole range between its ends, at most a step wider on either side", () => {
    const finite = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(finite, fc.double({ min: 1e-3, max: 1e9, noNaN: true }), fc.boolean(), (low, width, isWhole) => {
        const range = { low, high: low + width };
        const step = sliderStep({ isWhole, range });
        const ends = sliderEnds({ isWhole, range });
        const rounding = 1e-12 * (Math.abs(low) + width);
        expect(ends.low).toBeLessThanOrEqual(low + rounding);
        expect(ends.high).toBeGreaterThanOrEqual(range.high - rounding);
        expect(low - ends.low).toBeLessThanOrEqual(step + rounding);
        expect(ends.high - range.high).toBeLessThanOrEqual(step + rounding);
      }),
    );
  });
});
