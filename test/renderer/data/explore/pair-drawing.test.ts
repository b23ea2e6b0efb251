import { expect, test } from "vitest";
import type { PairRelation, ValueSpread } from "../../../../engine/contract";
import {
  along,
  cellsOf,
  classColor,
  className,
  type NumbersRelation,
  pointsOf,
  violinPath,
} from "../../../../renderer/data/explore/pair-drawing";

const numbers: NumbersRelation = {
  kind: "numbers",
  x: { minimum: 0, maximum: 10 },
  y: { minimum: -1, maximum: 1 },
  classes: [
    { name: "a", minimum: null, maximum: null, count: 3 },
    { name: "b", minimum: null, maximum: null, count: 2 },
  ],
  xs: [0, 5, 10, 20],
  ys: [-1, 0, 1, 0],
  point_classes: [0, 1, 2, 0],
  density: [],
  side: 2,
  beyond: 1,
  pearson: 1,
  spearman: 1,
} satisfies PairRelation;

test("points lie in their place, the least value lower left, and those beyond an axis are not drawn", () => {
  expect(pointsOf(numbers, 200, 100)).toMatchObject([
    { x: 0, y: 100, class: 0 },
    { x: 100, y: 50, class: 1 },
    { x: 200, y: 0, class: 2 },
  ]);
  expect(along(7, { minimum: 7, maximum: 7 }, 200)).toBe(100);
});

test("a cell is of the class that most of its rows are of, and counts them all", () => {
  // By class a, b and others: cells lower left, lower right, upper left, upper right.
  const density = [1, 0, 5, 0, ...[3, 0, 2, 0], ...[0, 0, 1, 1]];
  const cells = cellsOf({ ...numbers, density });
  expect(cells.map(({ column, line, rows, class: owner }) => [column, line, rows, owner])).toEqual([
    [0, 0, 4, 1],
    [0, 1, 8, 0],
    [1, 1, 1, 2],
  ]);
  const [some, most, one] = cells.map(({ weight }) => weight);
  expect(some).toBeCloseTo(0.15 + (0.85 * Math.log(4)) / Math.log(8), 12);
  expect([most, one]).toEqual([1, 0.15]);
  expect(cellsOf(numbers)).toEqual([]);
});

test("classes have colours of their own, all others grey, and ranges go from one colour to another", () => {
  const { classes } = numbers;
  expect([0, 1, 2].map((index) => classColor(index, classes))).toEqual([
    "var(--series-1)",
    "var(--series-2)",
    "var(--line-strong)",
  ]);
  expect(classColor(0, [])).toBe("var(--series-1)");
  const ranges = [0, 1, 2].map((low) => ({ name: null, minimum: low, maximum: low + 0.5, count: 1 }));
  expect(classColor(1, ranges)).toContain("50%");
  expect(ranges.map(className)).toEqual(["0 … 0.5000", "1.000 … 1.500", "2.000 … 2.500"]);
});

test("a violin is as wide as its bins are full, over its own range", () => {
  const spread: ValueSpread = {
    ...{ count: 6, minimum: 2, maximum: 6, mean: 4, standard_deviation: 1 },
    ...{ quantiles: [], histogram: [2, 4] },
  };
  expect(violinPath(spread, { minimum: 0, maximum: 10 }, 100, 10, 8)).toBe(
    "M20.0 10L30.0 6.0L50.0 2.0L60.0 10L50.0 18.0L30.0 14.0Z",
  );
});
