import type { ColumnScaling, ColumnSetup } from "./generated";

/** Every scaling that a feature can have of its own, in the order they are offered. */
export const columnScalings = [
  "none",
  "standardize",
  "min_max",
  "robust",
  "log1p",
  "quantile",
] as const satisfies readonly ColumnScaling[];

/** A column with its own scaling, or with that of a Scale node alone. */
export function withScaling({ scaling: _, ...column }: ColumnSetup, scaling: ColumnScaling | null): ColumnSetup {
  return scaling === null ? column : { ...column, scaling };
}
