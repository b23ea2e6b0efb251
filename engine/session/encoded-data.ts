import { type EncodingChoice, encodingChoiceFault, withEncodingChoices } from "../drawing";
import { columnEncodings, type DataSetup, encodingText, optionsOf, valueText } from "../model";
import { optionFault } from "./layerglass-error";

/**
 * The setup with features encoded as asked.
 * @throws LayerglassError naming a column that is no feature.
 */
export function encodedData(setup: DataSetup, choices: readonly EncodingChoice[]): DataSetup {
  const fault = encodingChoiceFault(setup, choices);
  if (fault === null) return withEncodingChoices(setup, choices);
  const found = `${valueText(fault.column)} ${encodingText(fault.encoding, fault.options)}`;
  throw optionFault("encode", found, "a column that is a feature");
}

/**
 * Refuses what is no list of choices: whoever writes JavaScript may pass anything. What options hold, the engine checks.
 * @throws LayerglassError naming the option.
 */
export function refuseEncode(choices: unknown): void {
  const isChoice = (choice: unknown): boolean => {
    if (typeof choice !== "object" || choice === null) return false;
    const { column, encoding, options = {} } = choice as { readonly [name: string]: unknown };
    const known = columnEncodings.find((each) => each === encoding);
    if (typeof column !== "string" || known === undefined || typeof options !== "object" || options === null)
      return false;
    return Object.keys(options).every((name) => optionsOf(known).some((each) => each === name));
  };
  const list = choices ?? [];
  if (Array.isArray(list) && list.every(isChoice)) return;
  const expected = `a list of { column, encoding, options }, such as { column: "town", encoding: "top_k", options: { k: 10 } }`;
  throw optionFault("encode", valueText(choices), expected);
}
