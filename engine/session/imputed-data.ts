import type { TableProfile } from "../contract";
import { type ImputeChoice, imputeChoiceFault, withImputeChoices } from "../drawing";
import { type DataSetup, type Impute, imputeStrategies, imputeText, strategiesFor, valueText } from "../model";
import { optionFault } from "./layerglass-error";

/**
 * The setup with missing cells filled as asked.
 * @throws LayerglassError naming a column that is no feature, or that cannot be filled so.
 */
export function imputedData(setup: DataSetup, profile: TableProfile, choices: readonly ImputeChoice[]): DataSetup {
  const fault = imputeChoiceFault(setup, choices);
  if (fault === null) return withImputeChoices(setup, profile, choices);
  const { column, impute } = fault.choice;
  const said = `${valueText(column)} ${impute === null ? "none" : imputeText(impute)}`;
  const encoding = setup.columns.find(({ name }) => name === column)?.encoding;
  if (fault.kind === "no_feature" || encoding === undefined) {
    throw optionFault("impute", said, "a column that is a feature");
  }
  throw optionFault("impute", said, `${strategiesFor(encoding).join(", ")} of a column encoded as ${encoding}`);
}

/**
 * Refuses what is no list of choices: whoever writes JavaScript may pass anything.
 * @throws LayerglassError naming the option.
 */
export function refuseImpute(choices: unknown): void {
  const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
  const isWay = (way: unknown): way is Impute =>
    isRecord(way) &&
    imputeStrategies.some((strategy) => strategy === way.strategy) &&
    typeof (way.value ?? "") === "string" &&
    typeof (way.indicator ?? false) === "boolean";
  const isChoice = (choice: unknown): choice is ImputeChoice =>
    isRecord(choice) &&
    (choice.column === null || typeof choice.column === "string") &&
    (choice.impute === null || isWay(choice.impute));
  const list = choices ?? [];
  if (Array.isArray(list) && list.every(isChoice)) return;
  const expected = `a list of { column, impute }, such as { column: null, impute: { strategy: "median" } }`;
  throw optionFault("impute", valueText(choices), expected);
}
