import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ColumnSpread, ColumnSpreads } from "../../../../engine/contract";
import type { DataSetup } from "../../../../engine/model";
import {
  barsOf,
  commonAxis,
  figuresOf,
  middleOf,
  placeOf,
  type SpreadView,
  spreadViews,
  viewed,
  viewOfNetwork,
} from "../../../../renderer/data/explore/spread-axis";
import { addon } from "../../../support/native-addon";

const axisOf = (columns: readonly ColumnSpread[], view: SpreadView) =>
  commonAxis(columns.map((column) => ({ column, view })));

/** From the table's cells to what is drawn: eight rows train, and the two that validate would move every figure. */
describe("columns of a known table on one axis", () => {
  const folder = mkdtempSync(join(tmpdir(), "layerglass-spreads-"));
  let found: ColumnSpreads;
  let setup: DataSetup;
  const split = { split: "last" as const, validation_split: 0.2, test_split: 0, seed: 1 };
  const small = [0, 1, 1, 2, 2, 3, 3, 4];
  beforeAll(async () => {
    const path = join(folder, "table.csv");
    const rows = [...small.map((value) => [value, 1000 * value]), [900, -5], [901, 99_999]];
    writeFileSync(path, `small,large,y\n${rows.map(([a, b], row) => `${a},${b},${row % 2}`).join("\n")}\n`);
    const { proposal } = await addon.openTable(path);
    const columns = proposal.columns.map(({ name }) => ({
      name,
      role: name === "y" ? ("target" as const) : ("feature" as const),
      encoding: name === "y" ? ("code" as const) : ("number" as const),
    }));
    setup = { ...proposal, path, columns };
    found = await addon.columnSpreads(setup, split, ["small", "large"]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("raw, the larger drowns the other; scaled, both are drawn alike", () => {
    const [first, second] = found.columns;
    if (!first || !second) throw new Error("two columns");
    expect([found.of_training, found.rows]).toEqual([true, 8]);
    const raw = axisOf(found.columns, "raw");
    expect(raw).toEqual({ minimum: 0, maximum: 4000 });
    // Five bins hold something; those of the small column all lie on the first pixel of four hundred.
    expect(barsOf(first, "raw", raw, 400).map(({ left }) => Math.floor(left))).toEqual([0, 0, 0, 0, 0]);
    // 4000 / 32 a bin is 12.5 pixels of 400; the values 0, 1000, 2000, 3000 and 4000 are of the bins 0, 8, 16, 24 and 31.
    expect(barsOf(second, "raw", raw, 400)).toEqual([
      { left: 0, width: 12.5, share: 0.5 },
      { left: 100, width: 12.5, share: 1 },
      { left: 200, width: 12.5, share: 1 },
      { left: 300, width: 12.5, share: 1 },
      { left: 387.5, width: 12.5, share: 0.5 },
    ]);
    for (const view of ["min_max", "standardize"] as const) {
      const axis = axisOf(found.columns, view);
      const [one, other] = [barsOf(first, view, axis, 400), barsOf(second, view, axis, 400)];
      expect(one).toHaveLength(5);
      for (const [index, bar] of one.entries()) {
        expect(bar.left).toBeCloseTo(other[index]?.left ?? -1, 9);
        expect(bar.share).toBe(other[index]?.share);
      }
    }
  });

  test("figures are scaled by the constants of the training rows", () => {
    const [column] = found.columns;
    if (!column) throw new Error("a column");
    expect(axisOf([column], "min_max")).toEqual({ minimum: 0, maximum: 1 });
    expect(viewed(column, "min_max", 3)).toBe(0.75);
    // σ² of 0, 1, 1, 2, 2, 3, 3, 4 is 12 / 8.
    expect(viewed(column, "standardize", 4)).toBeCloseTo(2 / Math.sqrt(1.5), 12);
    for (const view of spreadViews) {
      const middle = middleOf(column, view, axisOf([column], view), 400);
      expect(middle?.lower).toBeCloseTo(100, 9);
      expect(middle?.median).toBeCloseTo(200, 9);
      expect(middle?.upper).toBeCloseTo(300, 9);
    }
  });

  test("a column of one value stands in the middle of its axis", () => {
    const [column] = found.columns;
    if (!column) throw new Error("a column");
    const spread = { ...column.spread, minimum: 5, maximum: 5 };
    const axis = axisOf([{ ...column, spread }], "raw");
    expect(placeOf(5, axis, 100)).toBe(50);
    expect(commonAxis([])).toEqual({ minimum: 0, maximum: 1 });
  });

  test("a feature's own scaling is what the network reads, in place of the drawn one", async () => {
    const columns = setup.columns.map((each) =>
      each.name === "large" ? { ...each, scaling: "quantile" as const } : each,
    );
    const scaled = await addon.columnSpreads({ ...setup, columns }, split, ["small", "large"]);
    const [first, second] = scaled.columns;
    if (!first || !second) throw new Error("two columns");
    expect(viewOfNetwork(first, "none")).toBe("raw");
    expect(viewOfNetwork(first, "min_max")).toBe("min_max");
    expect(viewOfNetwork(second, "min_max")).toBe("own");
    // Of eight knots 0, 1, 1, 2, 2, 3, 3 and 4 thousand the places of equal ones are the middles between them.
    const mean = (0 + 2 * (1.5 / 7) + 2 * (3.5 / 7) + 2 * (5.5 / 7) + 1) / 8;
    expect(figuresOf(second, "own").minimum).toBe(0);
    expect(figuresOf(second, "own").mean).toBeCloseTo(mean, 12);
    expect(figuresOf(second, "own").maximum).toBe(1);
    expect(barsOf(second, "own", { minimum: 0, maximum: 1 }, 32).map(({ left }) => left)).toEqual([0, 6, 16, 25, 31]);
  });
});
