import type { ColumnType, DateOrder, ReadOptions } from "./generated";
import type { NumberLimit } from "./number-limit";

/** How much a project can say of reading its table. */
export const readingLimits = {
  /** UTF-16 units of a sheet's name. */
  sheet: 1024,
  /** Words that stand for a missing cell, of all columns or of one. */
  words: 1000,
  /** UTF-16 units of one of them. */
  word: 1024,
} as const;

/** Lines that are passed over. */
export const linesLimit: NumberLimit = { integer: true, minimum: 0, maximum: 4_294_967_295 };

/** A label of an encoding. */
export const encodingPattern = /^[A-Za-z0-9_:.()+-]{1,64}$/;
/** One character, or the word for runs of spaces and tabs; a quote separates nothing. */
export const delimiterPattern = /^(blanks|[^"\n\r\ud800-\udfff])$/;
/** One character, or the word that there is none. */
export const markPattern = /^(none|[^\n\r\ud800-\udfff])$/;
export const decimalPattern = /^[^\n\r\ud800-\udfff]$/;
/** What comments begin with. */
export const commentPattern = /^[^\n\r\ud800-\udfff]{1,16}$/;

export const tableFormats = [
  ...["text", "parquet", "arrow", "json", "npy", "npz", "idx", "xlsx", "arff", "libsvm"],
] as const satisfies readonly ReadOptions["format"][];
export const readTypes = ["number", "boolean", "time", "category"] as const satisfies readonly ColumnType[];

export const dateOrders = ["day_first", "month_first"] as const satisfies readonly DateOrder[];

/** The options in the order of files and reports, each with what a text of it must look like. */
export const textOptions = {
  encoding: { pattern: encodingPattern, words: "a label of an encoding, such as utf-8 or gb18030" },
  delimiter: { pattern: delimiterPattern, words: 'one character, or "blanks"' },
  quote: { pattern: markPattern, words: 'one character, or "none"' },
  escape: { pattern: markPattern, words: 'one character, or "none"' },
  decimal: { pattern: decimalPattern, words: "one character" },
  thousands: { pattern: markPattern, words: 'one character, or "none"' },
  comment: { pattern: commentPattern, words: 'what comments begin with, or "none"' },
} as const;

/** The options that are numbers of lines. */
export const lineOptions = ["skip_lines", "skip_after_header"] as const;

/** Options with others over them: what `over` says counts, column by column. */
export function readingOver(reading: ReadOptions | undefined, over: ReadOptions | null | undefined): ReadOptions {
  const columns = new Map((reading?.columns ?? []).map((column) => [column.name, column]));
  for (const column of over?.columns ?? []) columns.set(column.name, { ...columns.get(column.name), ...column });
  return { ...reading, ...over, ...(columns.size > 0 && { columns: [...columns.values()] }) };
}

/** A setup's reading as a field that is absent where it says nothing. */
export function readingField(reading: ReadOptions | undefined): { readonly reading?: ReadOptions } {
  return reading === undefined || Object.keys(reading).length === 0 ? {} : { reading };
}
