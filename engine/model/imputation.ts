import { isOfNumbers } from "./column-encoding";
import type { ColumnEncoding, ColumnSetup, DataSetup, Impute, ImputeStrategy } from "./generated";

/** Every way to fill missing cells, in the order they are offered. */
export const imputeStrategies = [
  "median",
  "mean",
  "most_frequent",
  "category",
  "constant",
] as const satisfies readonly ImputeStrategy[];

/** Ways to fill the missing cells of a feature under an encoding: numbers have a middle, and no category of their own. */
export function strategiesFor(encoding: ColumnEncoding): readonly ImputeStrategy[] {
  const other = isOfNumbers(encoding) ? ["category"] : ["median", "mean"];
  return imputeStrategies.filter((strategy) => !other.includes(strategy));
}

/** What is proposed for missing cells under an encoding, as the engine proposes it. */
export function usualImpute(encoding: ColumnEncoding): Impute {
  return isOfNumbers(encoding) ? { strategy: "median", indicator: true } : { strategy: "category" };
}

/** A column with its missing cells filled, or its rows left out. */
export function withImpute({ impute: _, ...column }: ColumnSetup, impute: Impute | null): ColumnSetup {
  return impute === null ? column : { ...column, impute };
}

/** The setup with the missing cells of every feature filled, or their rows left out; those that are filled stay as they are. */
export function withMissingFilled(
  setup: DataSetup,
  hasMissing: (column: string) => boolean,
  isFilled: boolean,
): DataSetup {
  return {
    ...setup,
    columns: setup.columns.map((column) => {
      if (!isFilled) return withImpute(column, null);
      const lacks = column.role === "feature" && column.impute === undefined && hasMissing(column.name);
      return lacks ? withImpute(column, usualImpute(column.encoding)) : column;
    }),
  };
}

/** How missing cells are filled, in the form that commands take: `median+indicator`, `constant:0`. */
export function imputeText({ strategy, value, indicator }: Impute): string {
  return `${strategy}${value === undefined ? "" : `:${value}`}${indicator === true ? "+indicator" : ""}`;
}
