import type { ColumnProfile, TableProfile } from "../contract";
import {
  type ColumnEncoding,
  type ColumnRole,
  type ColumnSetup,
  columnRoles,
  type DataSetup,
  encodedAs,
  isSingleRole,
} from "../model";

/** Encodings a column can take in a role. */
export function encodingsFor(column: Pick<ColumnProfile, "type">, role: ColumnRole): readonly ColumnEncoding[] {
  if (role === "weight" || role === "time") return ["number"];
  if (role === "group" || role === "split") return ["code"];
  if (role === "target") return column.type === "category" ? ["code"] : ["code", "number"];
  const grouped = ["one_hot", "top_k", "frequency", "target_mean", "hashed"] as const;
  if (column.type === "category") return ["code", ...grouped, "text_length"];
  return column.type === "time" ? ["number", "date_parts", ...grouped] : ["number", ...grouped];
}

/** How a column is encoded in a role unless chosen otherwise. */
export function usualEncoding(column: ColumnProfile, role: ColumnRole): ColumnEncoding {
  if (role === "target") return column.target_encoding;
  const [only, ...others] = encodingsFor(column, role);
  return only !== undefined && others.length === 0 ? only : column.feature_encoding;
}

/** What was found in a column, by its name. */
export function profileOf(profile: TableProfile, name: string): ColumnProfile | undefined {
  return profile.columns.find((column) => column.name === name);
}

/** A column in another role, encoded as before where that fits, else as is usual there. */
export function inRole(column: ColumnSetup, role: ColumnRole, profile: TableProfile): ColumnSetup {
  const facts = profileOf(profile, column.name);
  if (facts === undefined) return encodedAs(column, role, column.encoding);
  const fits = role !== "target" && column.role !== "target" && encodingsFor(facts, role).includes(column.encoding);
  return encodedAs(column, role, fits ? column.encoding : usualEncoding(facts, role));
}

/** Roles a column can take: only numbers can weigh rows, and no word says when a row is of. */
export function rolesFor({ type }: Pick<ColumnProfile, "type">): readonly ColumnRole[] {
  const fits: Partial<Record<ColumnRole, boolean>> = {
    weight: type === "number",
    time: type === "number" || type === "time",
    split: type !== "time",
  };
  return columnRoles.filter((role) => fits[role] ?? true);
}

/** What a column becomes that no longer has a role that another took. */
export function atRest(column: ColumnSetup, profile: TableProfile): ColumnSetup {
  const isConstant = profileOf(profile, column.name)?.constant ?? false;
  return inRole(column, isConstant ? "ignore" : "feature", profile);
}

/**
 * The setup with a column in another role. A table has several targets but one column of weights, groups, times or words to
 * split by: the one before is a feature again.
 */
export function withRole(setup: DataSetup, profile: TableProfile, name: string, role: ColumnRole): DataSetup {
  return {
    ...setup,
    columns: setup.columns.map((column) => {
      if (column.name === name) return column.role === role ? column : inRole(column, role, profile);
      return isSingleRole(role) && column.role === role ? atRest(column, profile) : column;
    }),
  };
}

/** The setup with another column in place of a target (of none: as one more target). */
export function withTarget(setup: DataSetup, profile: TableProfile, before: string | null, name: string): DataSetup {
  const chosen = withRole(setup, profile, name, "target");
  if (before === name) return chosen;
  return {
    ...chosen,
    columns: chosen.columns.map((column) => (column.name === before ? atRest(column, profile) : column)),
  };
}
