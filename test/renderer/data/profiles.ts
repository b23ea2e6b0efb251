import type { ColumnProfile, TableProfile } from "../../../engine/contract";
import type { ColumnSetup } from "../../../engine/model";

/** A numeric column with figures of a person's age. */
export function numberColumn(name: string, changes: Partial<ColumnProfile> = {}): ColumnProfile {
  return {
    name,
    type: "number",
    missing: 0,
    distinct: 70,
    constant: false,
    mean: 40,
    standard_deviation: 10,
    minimum: 20,
    maximum: 90,
    quantiles: [21, 25, 33, 40, 47, 60, 80],
    outliers: 0,
    balance: null,
    identifier: null,
    top: [],
    histogram: new Array<number>(32).fill(1),
    target_encoding: "number",
    feature_encoding: "number",
    ...changes,
  };
}

export function categoryColumn(name: string, counts: Readonly<Record<string, number>>): ColumnProfile {
  const top = Object.entries(counts).map(([value, count]) => ({ value, count }));
  return {
    name,
    type: "category",
    missing: 0,
    distinct: top.length,
    constant: top.length < 2,
    mean: null,
    standard_deviation: null,
    minimum: null,
    maximum: null,
    quantiles: [],
    outliers: null,
    balance: 1,
    identifier: null,
    top,
    histogram: [],
    target_encoding: "code",
    feature_encoding: "code",
  };
}

/** A profile as the engine gives it: the last column proposed as target, constants ignored. */
export function tableOf(columns: readonly ColumnProfile[], path = "/data/people.csv"): TableProfile {
  const proposed = columns.map((column, index): ColumnSetup => {
    const role = index === columns.length - 1 ? "target" : column.constant ? "ignore" : "feature";
    return { name: column.name, role, encoding: column.type === "category" ? "code" : "number" };
  });
  return {
    path,
    sha256: "a".repeat(64),
    format: "text",
    rows: 100,
    columns,
    preview: [],
    preview_read: [],
    rejected_rows: 0,
    rejected_examples: [],
    guesses: [],
    notices: [],
    proposal: { path, sha256: "a".repeat(64), columns: proposed },
  };
}
