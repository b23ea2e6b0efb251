import { type ScalingChoice, scalingChoiceFault, withScalingChoices } from "../drawing";
import { columnScalings, type DataSetup, valueText } from "../model";
import { optionFault } from "./layerglass-error";

/**
 * The setup with features scaled by themselves as asked.
 * @throws LayerglassError naming a column that is no feature encoded as a number.
 */
export function scaledData(setup: DataSetup, choices: readonly ScalingChoice[]): DataSetup {
  const fault = scalingChoiceFault(setup, choices);
  if (fault === null) return withScalingChoices(setup, choices);
  const found = `${valueText(fault.column)} ${fault.scaling ?? "node"}`;
  throw optionFault("scale", found, "a column that is a feature encoded as a number");
}

/**
 * Refuses what is no list of choices: whoever writes JavaScript may pass anything.
 * @throws LayerglassError naming the option.
 */
export function refuseScale(choices: unknown): void {
  const isChoice = (choice: unknown): boolean => {
    if (typeof choice !== "object" || choice === null) return false;
    const { column, scaling } = choice as { readonly column?: unknown; readonly scaling?: unknown };
    const isKnown = scaling === null || columnScalings.some((known) => known === scaling);
    return isKnown && (column === null || typeof column === "string");
  };
  const list = choices ?? [];
  if (Array.isArray(list) && list.every(isChoice)) return;
  const expected = `a list of { column, scaling }, such as { column: "age", scaling: "robust" }`;
  throw optionFault("scale", valueText(choices), expected);
}
