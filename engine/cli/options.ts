import { Option } from "@commander-js/extra-typings";
import { checkNumber, type NumberLimit, valueText } from "../model";
import { bypassableKinds } from "../session";
import { misused } from "./cli-fault";

/** `--json`. */
export function jsonOption(description = "one JSON object a line") {
  return new Option("--json", description);
}

/** `--data`: another table than the project's. */
export function dataOption() {
  return pathOption("--data <file>", "take another table with the same columns");
}

/** `--validation-data`: a file of rows that validate. */
export function validationDataOption() {
  return pathOption(
    "--validation-data <file>",
    "a file with the table's columns whose rows validate, in place of a share of the table's",
  );
}

/** `--test-data`: a file of rows that are kept for a test. */
export function testDataOption() {
  return pathOption(
    "--test-data <file>",
    "a file with the table's columns whose rows are kept for a test, in place of a share of the table's",
  );
}

/** `--without`: kinds whose nodes are bypassed. */
export function withoutOption() {
  const kinds = bypassableKinds();
  return new Option("--without <kind>", `bypass every node of a kind (repeatable): ${kinds.join(", ")}`)
    .default([] as readonly string[], "none")
    .argParser((text, earlier: readonly string[]): readonly string[] => {
      if (!kinds.includes(text)) throw misused(`--without ${valueText(text)}; expected ${kinds.join(", ")}`);
      return [...earlier, text];
    });
}

/** An option whose value is a file or folder. What looks like an option is refused: its value was forgotten. */
export function pathOption<Flags extends string>(flags: Flags, description: string) {
  return new Option(flags, description).argParser((text): string => {
    if (text.startsWith("--"))
      throw misused(`${nameOf(flags)} needs a value; a name that begins with -- goes as ./${text}`);
    return text;
  });
}

/** An option whose value is a number within a limit. */
export function numberOption<Flags extends string>(flags: Flags, description: string, limit: NumberLimit) {
  return new Option(flags, description).argParser((text): number => {
    const number = limit.integer ? /^\d+$/ : /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
    const value = number.test(text) ? Number(text) : text;
    const fault = checkNumber(limit, value);
    if (fault) throw misused(`${nameOf(flags)} ${fault.found}; expected ${fault.expected}`);
    return Number(value);
  });
}

const nameOf = (flags: string): string => flags.split(" ")[0] ?? flags;
