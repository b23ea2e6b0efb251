import { type ColumnScaling, type DataSetup, withScaling } from "../model";

/** A scaling of its own for a feature, or null for that of a Scale node alone. */
export interface ScalingChoice {
  /** The feature; null for every one that is encoded as a number. */
  readonly column: string | null;
  readonly scaling: ColumnScaling | null;
}

/** The first choice that names no feature encoded as a number; null when all can be made. */
export function scalingChoiceFault(setup: DataSetup, choices: readonly ScalingChoice[]): ScalingChoice | null {
  const numbers = new Set(setup.columns.filter(isNumber).map(({ name }) => name));
  return choices.find(({ column }) => column !== null && !numbers.has(column)) ?? null;
}

const isNumber = ({ role, encoding }: DataSetup["columns"][number]): boolean =>
  role === "feature" && encoding === "number";

/** The setup with the choices made, later ones over earlier. */
export function withScalingChoices(setup: DataSetup, choices: readonly ScalingChoice[]): DataSetup {
  return {
    ...setup,
    columns: setup.columns.map((column) => {
      const own = choices.filter(
        (choice) => choice.column === column.name || (choice.column === null && isNumber(column)),
      );
      const last = own.at(-1);
      return last === undefined ? column : withScaling(column, last.scaling);
    }),
  };
}
