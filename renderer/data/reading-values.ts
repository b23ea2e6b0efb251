import type { Guess, OptionValue, ReadOption } from "../../engine/contract";
import { type ReadOptions, textOptions } from "../../engine/model";
import { isMessageKey, type MessageKey, type useText } from "../i18n";

/** Options whose value is a text out of a list, or one that is typed. */
export type TextOption = keyof typeof textOptions;

/** Encodings offered in any case, by the scripts they are used for. */
const encodings = [
  ...["utf-8", "utf-16le", "utf-16be", "windows-1252", "windows-1250", "windows-1251", "windows-1253", "windows-1254"],
  ...["windows-1255", "windows-1256", "windows-1257", "windows-1258", "iso-8859-2", "iso-8859-5", "koi8-r"],
  ...["gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "windows-874", "macintosh"],
];

/** What is offered for each option whatever the file holds. */
export const offeredValues: Readonly<Record<TextOption, readonly string[]>> = {
  encoding: encodings,
  delimiter: [",", ";", "\t", "|", "blanks"],
  quote: ['"', "'", "none"],
  escape: ["none", "\\"],
  decimal: [".", ","],
  thousands: ["none", ",", ".", " ", "'"],
  comment: ["none", "#", "%", "//"],
};

/** Whether a text can be the value of an option. */
export const fitsOption = (option: TextOption, value: string): boolean => textOptions[option].pattern.test(value);

const valueNames: Readonly<Record<string, MessageKey>> = {
  ",": "reading.value.comma",
  ";": "reading.value.semicolon",
  "\t": "reading.value.tab",
  "|": "reading.value.bar",
  " ": "reading.value.space",
  "\u00a0": "reading.value.noBreakSpace",
  ".": "reading.value.point",
  "'": "reading.value.apostrophe",
  '"': "reading.value.quote",
  "\\": "reading.value.backslash",
  blanks: "reading.value.blanks",
  none: "reading.value.none",
};

type Text = ReturnType<typeof useText>;

/** A value in words; marks that have no name stand for themselves. */
export function valueText(text: Text, option: string, value: OptionValue): string {
  if (typeof value === "boolean") return text(value ? "reading.value.yes" : "reading.value.no");
  if (typeof value === "number") return String(value);
  const script = `reading.encoding.${value.toLowerCase()}`;
  if (option === "encoding") return isMessageKey(script) ? `${value} · ${text(script)}` : value;
  const name = valueNames[value];
  return name === undefined ? value : text(name);
}

/** What speaks for a guess, in the language of the window. */
export function evidenceText(text: Text, { evidence }: Pick<Guess, "evidence">): string {
  return evidence === null ? "" : text(`reading.evidence.${evidence.code}`, evidence.values);
}

export function guessOf(guesses: readonly Guess[], option: ReadOption | string): Guess | undefined {
  return guesses.find((guess) => guess.option === option);
}

/** Options with one of them given, or left to be guessed. */
export function withOption<Option extends keyof ReadOptions>(
  options: ReadOptions,
  option: Option,
  value: ReadOptions[Option] | undefined,
): ReadOptions {
  const { [option]: _, ...others } = options;
  return value === undefined ? others : { ...others, [option]: value };
}

/** Options with a column read as a type, or as guessed. */
export function withColumnType(
  options: ReadOptions,
  name: string,
  type: NonNullable<ReadOptions["columns"]>[number]["type"],
): ReadOptions {
  const columns = (options.columns ?? []).filter((column) => column.name !== name);
  const { type: _, ...before } = options.columns?.find((column) => column.name === name) ?? { name };
  const now = type === undefined ? before : { ...before, type };
  // A column of which nothing is said is not listed.
  const next = Object.keys(now).length > 1 ? [...columns, now] : columns;
  return withOption(options, "columns", next.length > 0 ? next : undefined);
}
