import type { Failure } from "../contract";
import {
  type ColumnReading,
  dateOrders,
  lineOptions,
  linesLimit,
  projectLimits,
  type ReadOptions,
  readingLimits,
  readTypes,
  tableFormats,
  textOptions,
  valueText,
} from "../model";
import { JsonReader } from "./json-reader";
import { nameTwice, ProjectFault } from "./parse-failure";

const textNames = Object.keys(textOptions) as readonly (keyof typeof textOptions)[];

/** Every option in the order of files and reports. */
const names = [
  ...["format", "sheet"],
  ...textNames,
  ...["header"],
  ...lineOptions,
  ...["missing", "columns"],
] as readonly (keyof ReadOptions)[];

/** The options that say something, in the order of the format. */
export function orderedReading(reading: ReadOptions): ReadOptions {
  return Object.fromEntries(names.filter((name) => reading[name] !== undefined).map((name) => [name, reading[name]]));
}

/** How a project's table is to be read; what it does not say is told from the file. */
export function readReading(reader: JsonReader): ReadOptions {
  const fields = reader.object([], names);
  const texts = textNames.flatMap((name) => {
    const field = fields[name];
    return field ? [[name, field.pattern(textOptions[name].pattern, textOptions[name].words)] as const] : [];
  });
  const lines = lineOptions.flatMap((name) => {
    const field = fields[name];
    return field ? [[name, field.number(linesLimit)] as const] : [];
  });
  return orderedReading({
    ...(fields.format && { format: fields.format.choice(tableFormats) }),
    ...(fields.sheet && { sheet: fields.sheet.text("the name of a sheet", readingLimits.sheet) }),
    ...Object.fromEntries(texts),
    ...(fields.header && { header: fields.header.boolean() }),
    ...Object.fromEntries(lines),
    ...(fields.missing && { missing: readWords(fields.missing) }),
    ...(fields.columns && { columns: readColumns(fields.columns) }),
  });
}

/** What is wrong with options that a program hands over; null for good ones. */
export function readingFault(value: unknown): Failure | null {
  try {
    readReading(new JsonReader(value, "reading"));
    return null;
  } catch (fault) {
    if (fault instanceof ProjectFault) return fault.failure;
    throw fault;
  }
}

function readWords(reader: JsonReader): string[] {
  const words = reader.list("a list of words", readingLimits.words);
  return words.map((word) => word.text("a word that stands for a missing cell", readingLimits.word));
}

function readColumns(reader: JsonReader): ColumnReading[] {
  const seen = new Set<string>();
  return reader.list("a list of columns", projectLimits.columns).map((column) => {
    const said = column.object(["name"], ["type", "missing", "date_order", "merge_variants"]);
    const { name: named, type, missing, date_order, merge_variants } = said;
    const name = named.text("a column name", projectLimits.name);
    if (seen.has(name)) throw nameTwice(named.path, "name", valueText(name));
    seen.add(name);
    return {
      name,
      ...(type && { type: type.choice(readTypes) }),
      ...(missing && { missing: readWords(missing) }),
      ...(date_order && { date_order: date_order.choice(dateOrders) }),
      ...(merge_variants && { merge_variants: merge_variants.boolean() }),
    };
  });
}
