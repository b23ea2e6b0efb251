import { describe, expect, test } from "vitest";
import type { FittedImpute, ModelDescription, PreparedColumn, Scaling } from "../../engine/contract";
import { daysOf, rowFields, switchedCell, timeText, typedColumns } from "../../engine/predictions";

const number = (name: string): PreparedColumn => ({ name, column_type: "number", encoding: "number", values: [] });
const coded = (name: string, ...values: string[]): PreparedColumn => ({
  ...{ name, column_type: "category", encoding: "code", values },
});

function fieldsOf(
  features: PreparedColumn[],
  typical: ModelDescription["typical"] = [],
  scaling: Scaling | null = null,
) {
  const scales = scaling === null ? [] : [{ node: "scale", offset: "scale.offset", factor: "scale.factor", scaling }];
  const preparation = { features, targets: [], weight: null, missing_cells: "leave_out_row" as const };
  return rowFields({ preparation, scales, typical } as Pick<ModelDescription, "preparation" | "scales" | "typical">);
}

describe("a model's features as fields", () => {
  test("numbers begin at the median and slide over the usual range", () => {
    const numbers = { low: 2, median: 40, high: 90, is_whole: true };
    const [age] = fieldsOf([number("age")], [{ column: "age", numbers, value: null }]);
    expect(age).toEqual({
      ...{
        name: "age",
        kind: "number",
        values: [],
        range: { low: 2, high: 90 },
        isWhole: true,
        typical: 40,
        fill: null,
      },
    });
    const same = { low: 3, median: 3, high: 3, is_whole: true };
    expect(fieldsOf([number("one")], [{ column: "one", numbers: same, value: null }])[0]?.range).toBeNull();
  });

  test("of an older file the scaling says where numbers lie", () => {
    const features = [{ ...coded("city", "a", "b"), encoding: "one_hot" as const }, number("age")];
    const standard: Scaling = { method: "standardize", offset: [0, 0, 50], factor: [1, 1, 0.1] };
    const [, age] = fieldsOf(features, [], standard);
    expect(age?.typical).toBe(50);
    expect(age?.range?.low).toBeCloseTo(26.74, 6);
    expect(age?.range?.high).toBeCloseTo(73.26, 6);
    const [, minimal] = fieldsOf(features, [], { method: "min_max", offset: [0, 0, 10], factor: [1, 1, 0.25] });
    expect(minimal?.range).toEqual({ low: 10, high: 14 });
    expect(fieldsOf([number("age")])[0]).toMatchObject({ range: null, typical: 0 });
  });

  test("what stands in for a missing cell is said as its field says values", () => {
    const impute = (given: Partial<FittedImpute>): FittedImpute => ({
      ...{ strategy: "median", number: null, value: null, indicator: false, ...given },
    });
    const fields = fieldsOf([
      { ...number("age"), impute: impute({ number: 30.5, indicator: true }) },
      { ...number("day"), column_type: "time", impute: impute({ number: 19_725 }) },
      { ...number("member"), column_type: "boolean", impute: impute({ number: 1 }) },
      { ...coded("city", "Oslo", "Rome"), impute: impute({ strategy: "most_frequent", value: "Rome" }) },
      { ...coded("town", "Oslo", "Rome"), encoding: "one_hot", impute: impute({ strategy: "category" }) },
      coded("land", "Norway"),
    ]);
    const values = [30.5, "2024-01-03T00:00:00", "yes", "Rome", null].map((value) => ({ value }));
    expect(fields.map(({ fill }) => fill)).toEqual([...values, null]);
  });

  test("columns lie after each other by all the inputs they are encoded to", () => {
    const ofTown = { strategy: "category", number: null, value: null, indicator: false } as const;
    const town = { ...coded("town", "a", "b"), encoding: "one_hot" as const, impute: ofTown };
    const size = { ...number("size"), impute: { ...ofTown, strategy: "mean" as const, number: 1, indicator: true } };
    const scaling: Scaling = { method: "min_max", offset: [0, 0, 0, 3, 0, 10], factor: [1, 1, 1, 1, 1, 0.25] };
    const [, ofSize, ofAge] = fieldsOf([town, size, number("age")], [], scaling);
    expect([ofSize?.range, ofAge?.range]).toEqual([
      { low: 3, high: 4 },
      { low: 10, high: 14 },
    ]);
  });

  test("words of no and yes make a switch, in this order; other values a choice of what is most frequent", () => {
    const kinds = fieldsOf(
      [
        coded("smokes", "Yes", "no"),
        coded("up", "False", "True"),
        coded("city", "Rome", "Oslo"),
        coded("n", "0", "1", "2"),
      ],
      [{ column: "city", numbers: null, value: "Oslo" }],
    );
    expect(kinds.map(({ kind, values, typical }) => [kind, values, typical])).toEqual([
      ["switch", ["no", "Yes"], "Yes"],
      ["switch", ["False", "True"], "False"],
      ["choice", ["Rome", "Oslo"], "Oslo"],
      ["choice", ["0", "1", "2"], "0"],
    ]);
  });
});

test("booleans and times that are read as numbers are a switch and a date", () => {
  const features: PreparedColumn[] = [
    { name: "paid", column_type: "boolean", encoding: "number", values: [] },
    { name: "born", column_type: "time", encoding: "number", values: [] },
    { name: "seen", column_type: "time", encoding: "number", values: [] },
  ];
  const numbers = (low: number, median: number, high: number, is_whole: boolean) => ({ low, median, high, is_whole });
  const fields = fieldsOf(features, [
    { column: "paid", numbers: numbers(0, 1, 1, true), value: null },
    { column: "born", numbers: numbers(0, 19_782, 20_000, true), value: null },
    { column: "seen", numbers: numbers(0, 19_782.5, 20_000, false), value: null },
  ]);
  expect(fields.map(({ kind, values, range, typical }) => [kind, values, range, typical])).toEqual([
    ["switch", ["no", "yes"], null, "yes"],
    ["time", [], { low: 0, high: 20_000 }, "2024-02-29"],
    ["time", [], { low: 0, high: 20_000 }, "2024-02-29T12:00:00"],
  ]);
  for (const days of [0, 19_782, -3.25, 19_782 + 1 / 24]) {
    expect(daysOf(timeText(days, Number.isInteger(days)))).toBeCloseTo(days, 9);
  }
  expect(daysOf("soon")).toBeNaN();
  expect(timeText(1e12, true)).toBe("");
  expect(["TRUE", "1", "No", "maybe"].map((cell) => switchedCell(["no", "yes"], cell))).toEqual([
    ...["yes", "yes", "no", "maybe"],
  ]);
});

test("typed rows are columns: numbers where every cell is one, else texts", () => {
  const features = [number("age"), coded("city", "Oslo", "7"), number("left")];
  const columns = typedColumns({ features }, [
    { age: 3, city: "Oslo", other: 1 },
    { age: null, city: 7 },
  ]);
  expect(columns).toEqual([
    { name: "age", numbers: Float64Array.of(3, Number.NaN) },
    { name: "city", texts: ["Oslo", "7"] },
    { name: "left", numbers: Float64Array.of(Number.NaN, Number.NaN) },
  ]);
});
