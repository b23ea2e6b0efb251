import { describe, expect, test } from "vitest";
import type { ColumnProfile } from "../../../engine/contract";
import { imageColumns, imageSizes } from "../../../engine/drawing";
import { repositoryPath } from "../../support/golden";
import { addon } from "../../support/native-addon";
import { categoryColumn, numberColumn, tableOf } from "./profiles";

const grey = { minimum: 0, maximum: 255 };
const still = { minimum: 0, maximum: 0, constant: true, distinct: 1 };
const pixels = (names: readonly string[], dead = 0): ColumnProfile[] =>
  names.map((name, index) => numberColumn(name, index < dead ? still : grey));
const numbered = (stem: string, count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => `${stem}${from + index}`);

describe("columns that are pixels", () => {
  test("the sample's digits, as an array of three dimensions is read", async () => {
    const images = imageColumns(await addon.openTable(repositoryPath("samples", "mnist_10000.npz")));
    expect(images).toMatchObject({ width: 28, height: 28, low: 0, high: 255, evidence: "places" });
    expect(images?.columns.slice(0, 2).concat(images.columns.slice(28, 29))).toEqual([
      "pixel_0_0",
      "pixel_0_1",
      "pixel_1_0",
    ]);
    expect(images?.dead).toHaveLength(116);
  });

  test.each(["images-C.npy", "images-F.npy", "few-images-idx3-ubyte"])("%s", async (name) => {
    const images = imageColumns(await addon.openTable(repositoryPath("test", "fixtures", "formats", name)));
    if (images !== null) expect(images.width * images.height).toBe(images.columns.length);
    expect(images?.evidence ?? "places").toBe("places");
  });

  test("names numbered without a gap, in a square", () => {
    const table = tableOf([...pixels(numbered("pixel", 784), 100), categoryColumn("label", { a: 1, b: 1 })]);
    const images = imageColumns(table);
    expect(images).toMatchObject({ width: 28, height: 28, evidence: "numbered" });
    expect(images?.dead).toHaveLength(100);
    // One is missing: no image is guessed of what is left.
    expect(imageColumns(tableOf(pixels(numbered("pixel", 784).filter((name) => name !== "pixel77"))))).toBeNull();
    // Other numbered columns are pixels only where they share a range.
    const measured = numbered("v", 64).map((name, index) => numberColumn(name, { minimum: -index, maximum: index }));
    expect(imageColumns(tableOf(measured))).toBeNull();
    expect(imageColumns(tableOf(pixels(numbered("v", 64))))).toMatchObject({ width: 8, height: 8 });
  });

  test("a square of neighbours of one range, with a label before or after them", () => {
    const words = Array.from(
      { length: 64 },
      (_, index) => `c${String.fromCharCode(97 + (index % 26))}${"x".repeat(index)}`,
    );
    const label = numberColumn("label", { minimum: 0, maximum: 9 });
    for (const table of [tableOf([label, ...pixels(words)]), tableOf([...pixels(words), label])]) {
      expect(imageColumns(table)).toMatchObject({ width: 8, height: 8, evidence: "range", low: 0, high: 255 });
    }
    const ordinary = words.map((name, index) => numberColumn(name, { minimum: index, maximum: 3 * index }));
    expect(imageColumns(tableOf(ordinary))).toBeNull();
  });

  test("an ordinary table has none", async () => {
    expect(imageColumns(await addon.openTable(repositoryPath("samples", "adult.csv.gz")))).toBeNull();
    expect(imageColumns(await addon.openTable(repositoryPath("samples", "california_housing.csv.gz")))).toBeNull();
  });
});

test("every size that so many pixels can have", () => {
  expect(imageSizes(12).map(({ width, height }) => `${width}×${height}`)).toEqual([
    "1×12",
    "2×6",
    "3×4",
    "4×3",
    "6×2",
    "12×1",
  ]);
});
