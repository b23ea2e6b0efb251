import { type ColumnEncoding, type DataSetup, type EncodingOptions, encodedAs, withOptions } from "../model";

/** An encoding for a feature. */
export interface EncodingChoice {
  readonly column: string;
  readonly encoding: ColumnEncoding;
  readonly options?: EncodingOptions;
}

/** The first choice that names no feature; null when all can be made. Whether the cells allow it, the engine says. */
export function encodingChoiceFault(setup: DataSetup, choices: readonly EncodingChoice[]): EncodingChoice | null {
  const features = new Set(setup.columns.filter(({ role }) => role === "feature").map(({ name }) => name));
  return choices.find(({ column }) => !features.has(column)) ?? null;
}

/** The setup with the choices made, later ones over earlier. */
export function withEncodingChoices(setup: DataSetup, choices: readonly EncodingChoice[]): DataSetup {
  return {
    ...setup,
    columns: setup.columns.map((column) => {
      const last = choices.filter((choice) => choice.column === column.name).at(-1);
      if (last === undefined) return column;
      return withOptions(encodedAs(column, column.role, last.encoding), last.options ?? {});
    }),
  };
}
