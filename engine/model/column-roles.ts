import type { ColumnRole } from "./generated";

/** Every role a column can have, in the order they are offered. */
export const columnRoles = [
  "feature",
  "target",
  "weight",
  "group",
  "time",
  "split",
  "ignore",
] as const satisfies readonly ColumnRole[];

/** Whether at most one column has a role. */
export const isSingleRole = (role: ColumnRole): boolean =>
  role === "weight" || role === "group" || role === "time" || role === "split";
