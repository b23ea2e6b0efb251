import type { Guess, TableNotice } from "../contract";
import { aligned } from "./metrics-table";
import { plain, shortened } from "./terminal-text";

/** Most letters of a line or cell that a notice shows. */
const longestLine = 100;

/** A notice for people: what it says, then the first lines it is about, as they stand in the file. */
export function noticeText(file: string, { severity, count, lines, text }: TableNotice): string {
  const others = count - lines.length;
  return [
    `${file}: ${severity === "warning" ? "warning: " : ""}${plain(text)}\n`,
    ...lines.map(({ line, text: found }) => `  line ${line}: ${shortened(found, longestLine)}\n`),
    ...(others > 0 && lines.length > 0 ? [`  and ${others} more\n`] : []),
  ].join("");
}

/** How a table was read: an option a line, its value, what spoke for it, and the flag that says otherwise where that is told. */
export function guessesText(
  guesses: readonly Guess[],
  flagOf: (option: Guess["option"]) => string | null = () => null,
): string {
  return aligned(
    guesses.map(({ option, value, given, evidence, alternatives }) => {
      const others = alternatives.length > 0 ? ` (or ${alternatives.map(shown).join(", ")})` : "";
      const flag = flagOf(option);
      return [
        `  ${option.replaceAll("_", " ")}`,
        shown(value),
        `${given ? "given" : (evidence?.text ?? "guessed")}${others}`,
        ...(flag === null ? [] : [flag]),
      ];
    }),
    4,
  );
}

const names: Readonly<Record<string, string>> = { "\t": "tab", " ": "blank", "": "none" };

function shown(value: Guess["value"]): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return names[value] ?? plain(String(value));
}
