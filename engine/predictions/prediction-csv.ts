import type { OutputPrediction, PredictedTable } from "../contract";
import { predictedClass } from "./prediction-rows";
import { shortest } from "./shortest";

/** A table's own columns, to stand beside its predictions. */
export interface KeptColumns {
  readonly names: readonly string[];
  /** The cells of `count` rows from `from` on, counted from 0; null for a missing one. */
  readonly cells: (from: number, count: number) => readonly (readonly (string | null | undefined)[])[];
}

/** Every column of a table that was predicted. */
export function keptColumns(predicted: Pick<PredictedTable, "columns" | "cells">): KeptColumns {
  const names = predicted.columns;
  const places = names.map((_, place) => place);
  return { names, cells: (from, count) => predicted.cells(from, count, places) };
}

export interface PredictedTableText {
  readonly rows: number;
  readonly outputs: readonly OutputPrediction[];
  /** Null where predictions stand alone. */
  readonly kept: KeptColumns | null;
}

/** Rows written at once: some hundred kilobytes. */
const rowsAtOnce = 1_000;

/**
 * A text as a CSV cell. One that a spreadsheet would take for a formula is quoted by an apostrophe, as spreadsheets
 * themselves do; a number is none, whatever its sign.
 */
export function csvCell(text: string): string {
  const isFormula = /^[=+\-@\t\r]/.test(text) && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * A predicted table as CSV, piece by piece: the row's number from 1, the table's own columns where they are kept, and for
 * each output the class or number and, of classes, what each was given. Empty cells where there is no prediction.
 */
export function* predictionCsv({ rows, outputs, kept }: PredictedTableText): Generator<string> {
  const own = kept?.names ?? [];
  const [row = "", ...predicted] = predictionNames(outputs, own);
  yield `${[row, ...own, ...predicted].map(csvCell).join(",")}\n`;
  for (let from = 0; from < rows; from += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - from);
    const own = kept?.cells(from, count);
    let text = "";
    for (let index = 0; index < count; index += 1) {
      const row = from + index;
      const cells = (own?.[index] ?? []).map((cell) => csvCell(cell ?? ""));
      text += `${[String(row + 1), ...cells, ...predictedCells(outputs, row)].join(",")}\n`;
    }
    yield text;
  }
}

/**
 * Names of the columns that are not the table's own: the rows' numbers, then what is predicted. Those keep theirs; one of ours
 * that would be a second of its name says what it is.
 */
export function predictionNames(outputs: readonly OutputPrediction[], own: readonly string[]): readonly string[] {
  const taken = new Set(own);
  const named = (name: string, otherwise: string): string => {
    let free = taken.has(name) ? otherwise : name;
    for (let number = 2; taken.has(free); number += 1) free = `${otherwise} ${number}`;
    taken.add(free);
    return free;
  };
  const row = named("row", "row of the table");
  const predicted = outputs.flatMap(({ output: { target, classes, is_probability } }) => {
    const word = is_probability ? "probability" : "score";
    return [
      named(target, `predicted ${target}`),
      ...classes.map((name) => named(`${word} of ${target} = ${name}`, `predicted ${word} of ${target} = ${name}`)),
    ];
  });
  return [row, ...predicted];
}

function predictedCells(outputs: readonly OutputPrediction[], row: number): readonly string[] {
  return outputs.flatMap((prediction) => {
    const { output, width, values } = prediction;
    const numbers = [...values.subarray(row * width, (row + 1) * width)].map((value) =>
      Number.isNaN(value) ? "" : String(shortest(value)),
    );
    return output.classes.length === 0 ? numbers : [csvCell(predictedClass(prediction, row) ?? ""), ...numbers];
  });
}
