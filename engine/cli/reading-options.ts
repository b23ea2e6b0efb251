import { type Command, type CommandUnknownOpts, Option, type OptionValues } from "@commander-js/extra-typings";
import {
  type ColumnReading,
  dateOrders,
  linesLimit,
  type ReadOptions,
  readTypes,
  textOptions,
  valueText,
} from "../model";
import { misused } from "./cli-fault";
import { numberOption } from "./options";

/** An option whose value is a text of one shape. */
function textOption(flags: string, option: keyof typeof textOptions, description: string) {
  const { pattern, words } = textOptions[option];
  return new Option(flags, description).argParser((text): string => {
    if (!pattern.test(text)) throw misused(`${flags.split(" ")[0]} ${valueText(text)}; expected ${words}`);
    return text;
  });
}

const several = (text: string, earlier: readonly string[] | undefined): readonly string[] => [...(earlier ?? []), text];

/** The options, each of which is told from the file when it is left out. */
const readingOptions = () => [
  textOption("--encoding <label>", "encoding", "encoding of the text: utf-8, gb18030, windows-1252, …"),
  textOption("--delimiter <mark>", "delimiter", "what parts the cells: one character, or blanks"),
  textOption("--quote <mark>", "quote", "what stands around cells: one character, or none"),
  textOption("--escape <mark>", "escape", "what stands before a quote inside a cell, or none"),
  textOption("--decimal <mark>", "decimal", "what stands before decimals: . or ,"),
  textOption("--thousands <mark>", "thousands", "what stands between thousands, or none"),
  new Option("--header <yes|no>", "whether the first row names the columns").choices(["yes", "no"]),
  numberOption("--skip-lines <count>", "lines above the first row", linesLimit),
  numberOption("--skip-after-header <count>", "lines between header and first row", linesLimit),
  textOption("--comment <mark>", "comment", "what begins a line that is a comment, or none"),
  new Option("--missing <word>", "a word for a missing cell (repeatable)").argParser(several),
  new Option("--column-type <column=type>", `type of a column: ${readTypes.join(", ")} (repeatable)`).argParser(
    several,
  ),
  new Option(
    "--date-order <column=order>",
    `what comes first in dates: ${dateOrders.join(", ")} (repeatable)`,
  ).argParser(several),
  new Option(
    "--merge-variants <column>",
    "categories that differ only in case or blanks are one (repeatable)",
  ).argParser(several),
  new Option("--sheet <name>", "sheet of a workbook, or array of an archive"),
];

/**
 * A command that lets people say how its table is read. Its types are told at once: those of so many options, told one after
 * another, would take the compiler minutes.
 */
export function withReading<Args extends unknown[], Options extends OptionValues, Globals extends OptionValues>(
  command: Command<Args, Options, Globals>,
): Command<Args, Options & ReadingLine, Globals>;
export function withReading(command: CommandUnknownOpts): CommandUnknownOpts {
  command.optionsGroup("How the table is read (told from the file, unless given):");
  for (const option of readingOptions()) command.addOption(option as Option);
  return command;
}

/** What `withReading` adds to a command's options. */
export type ReadingLine = {
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly quote?: string | undefined;
  readonly escape?: string | undefined;
  readonly decimal?: string | undefined;
  readonly thousands?: string | undefined;
  readonly header?: "yes" | "no" | undefined;
  readonly skipLines?: number | undefined;
  readonly skipAfterHeader?: number | undefined;
  readonly comment?: string | undefined;
  readonly missing?: readonly string[] | undefined;
  readonly columnType?: readonly string[] | undefined;
  readonly dateOrder?: readonly string[] | undefined;
  readonly mergeVariants?: readonly string[] | undefined;
  readonly sheet?: string | undefined;
};

/** Options that are called the same on the command line and by the engine. */
const sameNames = [...(Object.keys(textOptions) as readonly (keyof typeof textOptions)[]), "missing", "sheet"] as const;

/** The options of a command line as the engine takes them. */
export function readingOf(line: ReadingLine): ReadOptions {
  const { header, skipLines, skipAfterHeader, columnType, dateOrder, mergeVariants, ...texts } = line;
  const columns = new Map<string, ColumnReading>();
  const ofColumn = (name: string, said: Partial<ColumnReading>) =>
    columns.set(name, { name, ...columns.get(name), ...said });
  for (const { name, value } of (columnType ?? []).map(of("--column-type", readTypes))) ofColumn(name, { type: value });
  for (const { name, value } of (dateOrder ?? []).map(of("--date-order", dateOrders)))
    ofColumn(name, { date_order: value });
  for (const name of mergeVariants ?? []) ofColumn(name, { merge_variants: true });
  const said: ReadOptions = {
    ...Object.fromEntries(sameNames.map((name) => [name, texts[name]])),
    ...(header !== undefined && { header: header === "yes" }),
    ...(skipLines !== undefined && { skip_lines: skipLines }),
    ...(skipAfterHeader !== undefined && { skip_after_header: skipAfterHeader }),
    ...(columns.size > 0 && { columns: [...columns.values()] }),
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

/** What `column=value` says, with a value of `choices`. */
const of =
  <Choice extends string>(option: string, choices: readonly Choice[]) =>
  (text: string): { readonly name: string; readonly value: Choice } => {
    const at = text.lastIndexOf("=");
    const value = choices.find((known) => known === text.slice(at + 1));
    if (at < 1 || value === undefined) {
      throw misused(`${option} ${valueText(text)}; expected column=${choices.join(" or ")}`);
    }
    return { name: text.slice(0, at), value };
  };
