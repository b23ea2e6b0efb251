import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  encodingsFor,
  type ImputeChoice,
  imputeChoiceFault,
  rolesFor,
  scalingChoiceFault,
  withImputeChoices,
  withRole,
  withScalingChoices,
  withTarget,
} from "../../../engine/drawing";
import { type ColumnRole, type DataSetup, type Impute, strategiesFor, withMissingFilled } from "../../../engine/model";
import {
  checkChoices,
  columnDifferences,
  keepChoices,
  scaledFigures,
  valueShares,
  withEncoding,
} from "../../../renderer/data/data-choices";
import { categoryColumn, numberColumn, tableOf } from "./profiles";

const profile = tableOf([
  numberColumn("age"),
  categoryColumn("job", { a: 50, b: 30, c: 20 }),
  numberColumn("source", { constant: true, distinct: 1 }),
  numberColumn("rich", { distinct: 2, target_encoding: "code" }),
]);
const setup = profile.proposal;
const roles = (data: DataSetup): readonly ColumnRole[] => data.columns.map((column) => column.role);
const encodings = (data: DataSetup) => data.columns.map((column) => column.encoding);

describe("another table", () => {
  it("is the same by its columns whatever their order, and without those that are ignored", () => {
    expect(columnDifferences(setup, profile)).toBeNull();
    const [age, job, source, rich] = profile.columns;
    if (!age || !job || !source || !rich) throw new Error("four columns");
    expect(columnDifferences(setup, tableOf([rich, job, age]))).toBeNull();
    const text = categoryColumn("age", { old: 60, young: 40 });
    expect(columnDifferences(setup, tableOf([text, source, rich, numberColumn("town")]))).toEqual({
      absent: ["job"],
      texts: ["age"],
      added: ["town"],
    });
  });
});

describe("roles", () => {
  it("another column in place of a target frees it, and it becomes a feature again", () => {
    const changed = withTarget(setup, profile, "rich", "job");
    expect(roles(changed)).toEqual(["feature", "target", "ignore", "feature"]);
    expect(roles(withTarget(changed, profile, "job", "job"))).toEqual(["feature", "target", "ignore", "feature"]);
    expect(roles(withTarget(changed, profile, null, "age"))).toEqual(["target", "target", "ignore", "feature"]);
  });

  it("a constant that was the target is ignored afterwards", () => {
    const odd = withTarget(setup, profile, "rich", "source");
    expect(roles(withTarget(odd, profile, "source", "rich"))).toEqual(["feature", "feature", "ignore", "target"]);
  });

  it("several columns may be targets, one the weight, and only numbers weigh", () => {
    const two = withRole(setup, profile, "job", "target");
    expect(roles(two)).toEqual(["feature", "target", "ignore", "target"]);
    const weighed = withRole(two, profile, "age", "weight");
    expect([roles(weighed)[0], encodings(weighed)[0]]).toEqual(["weight", "number"]);
    expect(roles(withRole(weighed, profile, "rich", "weight"))).toEqual(["feature", "target", "ignore", "weight"]);
    expect(rolesFor({ type: "number" })).toContain("weight");
    expect(rolesFor({ type: "category" })).not.toContain("weight");
  });

  it("bring a fitting encoding along: few numbers are classes, many a quantity", () => {
    expect(encodings(withRole(setup, profile, "rich", "feature"))[3]).toBe("number");
    expect(encodings(withRole(setup, profile, "age", "target"))[0]).toBe("number");
    const asClasses = withRole(withRole(setup, profile, "rich", "feature"), profile, "rich", "target");
    expect(encodings(asClasses)[3]).toBe("code");
  });

  it("never leave two weights, or an encoding the role does not take, whatever is clicked", () => {
    const click = fc.record({
      name: fc.constantFrom("age", "job", "source", "rich"),
      role: fc.constantFrom<ColumnRole>("feature", "target", "weight", "ignore"),
      encoding: fc.constantFrom("number", "code", "one_hot" as const),
    });
    const property = fc.property(fc.array(click, { maxLength: 20 }), (clicks) => {
      let data: DataSetup = {
        ...setup,
        columns: setup.columns.map((column) => (column.name === "rich" ? { ...column, encoding: "code" } : column)),
      };
      for (const { name, role, encoding } of clicks) {
        const column = profile.columns.find((each) => each.name === name);
        if (!column || !rolesFor(column).includes(role)) continue;
        data = withEncoding(withRole(data, profile, name, role), profile, name, encoding);
      }
      expect(roles(data).filter((role) => role === "weight").length).toBeLessThanOrEqual(1);
      for (const column of data.columns) {
        const facts = profile.columns.find((each) => each.name === column.name);
        expect(facts && encodingsFor(facts, column.role)).toContain(column.encoding);
      }
    });
    fc.assert(property);
  });
});

describe("encodings", () => {
  it("of text are never the number itself, of a target never one-hot", () => {
    const grouped = ["one_hot", "top_k", "frequency", "target_mean", "hashed"];
    expect(encodingsFor({ type: "category" }, "feature")).toEqual(["code", ...grouped, "text_length"]);
    expect(encodingsFor({ type: "number" }, "feature")).toEqual(["number", ...grouped]);
    expect(encodingsFor({ type: "time" }, "feature")).toEqual(["number", "date_parts", ...grouped]);
    expect(encodingsFor({ type: "category" }, "target")).toEqual(["code"]);
    expect(encodingsFor({ type: "number" }, "target")).toEqual(["code", "number"]);
    expect(withEncoding(setup, profile, "job", "number")).toEqual(setup);
  });

  it("keep what fills missing cells where it suits, change it where another does, and drop it of no feature", () => {
    const missing = tableOf([
      numberColumn("age", { missing: 10 }),
      categoryColumn("job", { a: 90, b: 10 }),
      numberColumn("y"),
    ]);
    const filled = withMissingFilled(missing.proposal, (name) => name !== "job", true);
    const imputes = (data: DataSetup) => data.columns.map(({ impute }) => impute);
    expect(imputes(filled)).toEqual([{ strategy: "median", indicator: true }, undefined, undefined]);
    expect(imputes(withMissingFilled(filled, () => true, false))).toEqual([undefined, undefined, undefined]);
    const all = withMissingFilled(filled, () => true, true);
    expect(imputes(all)[1]).toEqual({ strategy: "category" });
    const asValues = withEncoding(all, missing, "age", "one_hot");
    expect(imputes(asValues)[0]).toEqual({ strategy: "category" });
    const frequent = { strategy: "most_frequent", indicator: true } as const;
    const [age, ...others] = all.columns;
    if (!age) throw new Error("a first column");
    const kept = withEncoding(
      { ...all, columns: [{ ...age, impute: frequent }, ...others] },
      missing,
      "age",
      "one_hot",
    );
    expect(imputes(kept)[0]).toEqual(frequent);
    for (const role of ["target", "weight", "group", "ignore"] as const) {
      expect(Object.hasOwn(withRole(all, missing, "age", role).columns[0] ?? {}, "impute")).toBe(false);
    }
    expect(imputes(keepChoices(missing, all))).toEqual(imputes(all));
  });

  it("keep a scaling of its own of a number alone", () => {
    const own = withScalingChoices(setup, [{ column: "age", scaling: "robust" }]);
    const scalings = (data: DataSetup) => data.columns.map(({ scaling }) => scaling ?? null);
    expect(scalings(own)).toEqual(["robust", null, null, null]);
    expect(scalings(withEncoding(own, profile, "age", "one_hot"))).toEqual([null, null, null, null]);
    expect(scalings(withRole(own, profile, "age", "target"))).toEqual([null, null, null, null]);
    expect(scalings(keepChoices(profile, own))).toEqual(scalings(own));
    const all = [
      { column: null, scaling: "quantile" },
      { column: "age", scaling: null },
    ] as const;
    expect(scalings(withScalingChoices(withRole(setup, profile, "source", "feature"), all))).toEqual([
      ...[null, null, "quantile", null],
    ]);
    expect(scalingChoiceFault(setup, [{ column: null, scaling: "none" }])).toBeNull();
    expect(scalingChoiceFault(setup, [{ column: "job", scaling: "none" }])?.column).toBe("job");
  });

  it("suit a way to fill missing cells exactly where the engine takes it", () => {
    expect(strategiesFor("number")).toEqual(["median", "mean", "most_frequent", "constant"]);
    expect(strategiesFor("code")).toEqual(["most_frequent", "category", "constant"]);
    expect(strategiesFor("one_hot")).toEqual(strategiesFor("code"));
  });

  it("of choices in words: for one column or all that lack cells, the last one counts", () => {
    const table = tableOf([
      numberColumn("age", { missing: 1 }),
      { ...categoryColumn("job", { a: 90, b: 10 }), missing: 2 },
      numberColumn("size"),
      numberColumn("y", { missing: 1 }),
    ]);
    const mean: Impute = { strategy: "mean" };
    const chosen = (...choices: readonly ImputeChoice[]) =>
      withImputeChoices(table.proposal, table, choices).columns.map(({ impute }) => impute?.strategy ?? null);
    expect(chosen({ column: null, impute: mean })).toEqual(["mean", "category", null, null]);
    const of = (column: string | null, impute: Impute | null) => ({ column, impute });
    expect(chosen(of(null, mean), of("age", null), of("size", mean))).toEqual([null, "category", "mean", null]);
    expect(imputeChoiceFault(table.proposal, [of(null, mean), of("age", mean)])).toBeNull();
    expect(imputeChoiceFault(table.proposal, [of("job", mean)])?.kind).toBe("unsuitable");
    expect(imputeChoiceFault(table.proposal, [of("y", mean)])?.kind).toBe("no_feature");
    expect(imputeChoiceFault(table.proposal, [of("gone", null)])?.kind).toBe("no_feature");
  });
});

describe("opening a table again", () => {
  const chosen = withEncoding(withRole(setup, profile, "age", "weight"), profile, "job", "one_hot");

  it("keeps the choices for columns of the same name", () => {
    const kept = keepChoices({ ...profile, proposal: { ...setup, sha256: "bb" } }, chosen);
    expect(kept.columns).toEqual(chosen.columns);
    expect(kept.sha256).toBe("bb");
  });

  it("fixes an encoding that the column no longer takes", () => {
    const asText = tableOf([
      categoryColumn("age", { young: 1, old: 2 }),
      ...profile.columns.slice(1, 3),
      categoryColumn("rich", { yes: 1, no: 2 }),
    ]);
    const before = { ...setup, columns: setup.columns.map((column) => ({ ...column, role: "feature" as const })) };
    expect(encodings(keepChoices(asText, before))).toEqual(["code", "code", "number", "code"]);
    expect(roles(keepChoices(asText, chosen))[0]).toBe("feature");
  });

  it("starts from the proposal for another table", () => {
    const other = tableOf([numberColumn("height"), numberColumn("weight")]);
    expect(keepChoices(other, chosen)).toEqual(other.proposal);
    expect(keepChoices(other, null)).toEqual(other.proposal);
  });
});

describe("findings about the choices", () => {
  const codes = (data: DataSetup, table = profile) => checkChoices(data, table).map((finding) => finding.code);

  it("are none for the proposal", () => {
    expect(codes(setup)).toEqual([]);
  });

  it.each<[string, DataSetup, readonly string[]]>([
    ["no target", withRole(setup, profile, "rich", "ignore"), ["no_target"]],
    ["a constant feature", withRole(setup, profile, "source", "feature"), ["constant_feature"]],
    ["a constant target", withTarget(setup, profile, "rich", "source"), ["constant_target"]],
    [
      "no feature",
      {
        ...setup,
        columns: setup.columns.map((column) => (column.role === "feature" ? { ...column, role: "ignore" } : column)),
      },
      ["no_features"],
    ],
  ])("name %s", (_, data, expected) => {
    expect(codes(data)).toEqual(expected);
  });

  it("warn of a one-hot column and of classes by the hundred, errors first", () => {
    const wide = tableOf([numberColumn("id", { distinct: 5000 }), numberColumn("value", { distinct: 900 })]);
    let data = withEncoding(wide.proposal, wide, "id", "one_hot");
    data = withEncoding(data, wide, "value", "code");
    expect(checkChoices(data, wide)).toEqual([
      { code: "wide_one_hot", severity: "warning", column: "id", count: 5000 },
      { code: "many_classes", severity: "warning", column: "value", count: 900 },
    ]);
    expect(codes(withRole(data, wide, "value", "ignore"), wide)).toEqual(["no_target", "wide_one_hot"]);
  });
});

describe("what a column holds", () => {
  it("value shares leave out missing cells and add up to one with the rest", () => {
    const column = { ...categoryColumn("job", { a: 40, b: 30, c: 20 }), missing: 10 };
    const { shares, rest } = valueShares(column, 100, 2);
    expect(shares.map((each) => each.share)).toEqual([expect.closeTo(40 / 90), expect.closeTo(30 / 90)]);
    expect(rest).toBeCloseTo(20 / 90);
    expect(valueShares(column, 100, 3).rest).toBe(0);
    expect(valueShares({ ...column, missing: 100, top: [] }, 100, 3)).toEqual({ shares: [], rest: 0 });
  });

  it("scaled figures follow each method, and divide by one where a column has no spread", () => {
    const age = numberColumn("age");
    expect(scaledFigures(age, "standardize")).toEqual({ minimum: -2, mean: 0, maximum: 5 });
    expect(scaledFigures(age, "min_max")).toEqual({ minimum: 0, mean: expect.closeTo(2 / 7), maximum: 1 });
    expect(scaledFigures(age, "none")).toEqual({ minimum: 20, mean: 40, maximum: 90 });
    const constant = numberColumn("c", { minimum: 3, maximum: 3, mean: 3, standard_deviation: 0 });
    expect(scaledFigures(constant, "standardize")).toEqual({ minimum: 0, mean: 0, maximum: 0 });
    expect(scaledFigures(categoryColumn("job", { a: 1 }), "standardize")).toBeNull();
  });
});
