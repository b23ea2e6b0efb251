import { Option } from "@commander-js/extra-typings";
import type { EncodingChoice } from "../drawing";
import { columnEncodings, type DatePart, dateParts, type EncodingOptions, valueText } from "../model";
import { misused } from "./cli-fault";

const forms =
  "number, code, code:LOW<MIDDLE<HIGH, one_hot, top_k:20, frequency, hashed:32, target_mean:smoothing=10,folds=5,seed=0, " +
  "date_parts:year+month+weekday,cyclic or text_length";

/** `--encode`: the features' encodings. */
export function encodeOption(usually = "as the project says") {
  return new Option(
    "--encode <column=how>",
    `encode a feature in another way (repeatable): ${forms}; after a colon what is said of it`,
  )
    .default([] as readonly EncodingChoice[], usually)
    .argParser((text, earlier: readonly EncodingChoice[]): readonly EncodingChoice[] => [...earlier, choiceOf(text)]);
}

function choiceOf(text: string): EncodingChoice {
  // A column's name may have any sign: the encoding's begins after the last = that one of them follows.
  for (const encoding of columnEncodings) {
    const at = Math.max(text.lastIndexOf(`=${encoding}:`), text.endsWith(`=${encoding}`) ? text.lastIndexOf("=") : -1);
    if (at <= 0) continue;
    const said = text.slice(at + encoding.length + 1);
    const options = said === "" ? {} : optionsOfText(encoding, said.slice(1));
    if (options !== null) return { column: text.slice(0, at), encoding, options };
  }
  throw misused(`--encode ${valueText(text)}; expected COLUMN=HOW, where HOW is ${forms}`);
}

/** Options from their text; null where they are none of the encoding. Their ranges the engine checks. */
function optionsOfText(encoding: EncodingChoice["encoding"], text: string): EncodingOptions | null {
  const number = (digits: string): number | null => (/^\d+(\.\d+)?$/.test(digits) ? Number(digits) : null);
  const whole = number(text);
  switch (encoding) {
    case "code":
      return { order: text.split("<") };
    case "top_k":
      return Number.isInteger(whole) && whole !== null ? { k: whole } : null;
    case "hashed":
      return Number.isInteger(whole) && whole !== null ? { buckets: whole } : null;
    case "date_parts": {
      const [named = "", wave, ...more] = text.split(",");
      const isCyclic = wave === "cyclic" || (wave === undefined && named === "cyclic");
      const parts = named === "cyclic" ? [] : named.split("+");
      const isPart = (part: string): part is DatePart => dateParts.some((known) => known === part);
      if (!parts.every(isPart) || more.length > 0 || (wave !== undefined && !isCyclic)) return null;
      return { ...(parts.length > 0 && { parts }), ...(isCyclic && { cyclic: true }) };
    }
    case "target_mean": {
      const options: Record<string, number> = {};
      for (const part of text.split(",")) {
        const [name = "", digits = ""] = part.split("=");
        const value = number(digits);
        if (!["smoothing", "folds", "seed"].includes(name) || value === null) return null;
        options[name] = value;
      }
      return options;
    }
    default:
      return null;
  }
}
