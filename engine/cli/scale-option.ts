import { Option } from "@commander-js/extra-typings";
import type { ScalingChoice } from "../drawing";
import { columnScalings, valueText } from "../model";
import { misused } from "./cli-fault";

/** `--scale`: the features' own scaling. */
export function scaleOption(usually = "as the project says") {
  return new Option(
    "--scale <how>",
    "scale every feature that is a number by itself, or one by COLUMN=HOW (repeatable); a Scale node leaves such a column " +
      `as it is: ${columnScalings.join(", ")}, or node for the Scale node alone`,
  )
    .default([] as readonly ScalingChoice[], usually)
    .argParser((text, earlier: readonly ScalingChoice[]): readonly ScalingChoice[] => [...earlier, choiceOf(text)]);
}

function choiceOf(text: string): ScalingChoice {
  const at = text.lastIndexOf("=");
  const [column, how] = at < 0 ? [null, text] : [text.slice(0, at), text.slice(at + 1)];
  if (how === "node") return { column, scaling: null };
  const scaling = columnScalings.find((known) => known === how);
  if (scaling === undefined || column === "") {
    throw misused(`--scale ${valueText(text)}; expected ${columnScalings.join(", ")} or node, or COLUMN=HOW`);
  }
  return { column, scaling };
}
