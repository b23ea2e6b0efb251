import { Option } from "@commander-js/extra-typings";
import type { ImputeChoice } from "../drawing";
import { type Impute, imputeStrategies, valueText } from "../model";
import { misused } from "./cli-fault";

const ways = imputeStrategies.map((strategy) => (strategy === "constant" ? "constant:VALUE" : strategy)).join(", ");

/** `--impute`: how missing cells of features are filled. */
export function imputeOption(usually = "as the project says") {
  return new Option(
    "--impute <how>",
    `fill missing cells of every feature that has some, or of one by COLUMN=HOW (repeatable): ${ways}, each also with ` +
      "+indicator for an input that says where, or none to leave their rows out",
  )
    .default([] as readonly ImputeChoice[], usually)
    .argParser((text, earlier: readonly ImputeChoice[]): readonly ImputeChoice[] => [...earlier, choiceOf(text)]);
}

function choiceOf(text: string): ImputeChoice {
  const parts = /^(?:(?<column>.+)=)?(?<way>constant:.*?|[a-z_]+)(?<indicator>\+indicator)?$/su.exec(text)?.groups;
  const [name, ...value] = (parts?.way ?? "").split(":");
  const column = parts?.column ?? null;
  if (name === "none" && parts?.indicator === undefined) return { column, impute: null };
  const strategy = imputeStrategies.find((known) => known === name);
  if (strategy === undefined || (strategy === "constant") !== value.length > 0) {
    throw misused(`--impute ${valueText(text)}; expected ${ways} or none, or COLUMN=HOW`);
  }
  const impute: Impute = {
    strategy,
    ...(strategy === "constant" && { value: value.join(":") }),
    ...(parts?.indicator !== undefined && { indicator: true }),
  };
  return { column, impute };
}
