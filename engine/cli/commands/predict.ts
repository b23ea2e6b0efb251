import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { NativeModule, OutputPrediction, Prediction } from "../contract";
import { refusalReason, writeFileAtomically } from "../files";
import { engineError, engineFailure, openModel } from "../session";
import type { CommandLine } from "./arguments";
import { CliFault, exitCodes } from "./cli-fault";
import { jsonRow, predictionHeader, predictionRow } from "./prediction-rows";
import type { Terminal } from "./terminal";

/** `predict`: one line a row of the table, as CSV or as one JSON object each, in the table's order. */
export async function predict(line: CommandLine, engine: () => NativeModule, terminal: Terminal): Promise<number> {
  const table = line.table ?? "";
  const native = engine();
  if (line.out !== null) refuseReplacing(line.out, [line.file, table]);
  const { model } = await openModel(line.file, native);
  let prediction: Prediction;
  try {
    prediction = await model.predict(resolve(table));
  } catch (error) {
    throw engineError(table, engineFailure(error));
  }
  const { rows, missingRows, rejectedRows, outputs } = prediction;
  if (missingRows > 0) {
    terminal.error(`${table}: ${missingRows} of ${rows} rows have no prediction: a cell the model reads is missing\n`);
  }
  if (rejectedRows > 0) {
    terminal.error(`${table}: ${rejectedRows} lines are no rows: they have another number of cells\n`);
  }
  if (line.out === null) {
    const told = [line.json ? "" : predictionHeader(outputs), ...lines(outputs, rows, line.json)];
    for (const [index, text] of told.entries()) {
      terminal.out(text);
      // What is told leaves the program while the rest is made.
      if (index % linesAtOnce === linesAtOnce - 1) await nextTurn();
    }
    return exitCodes.done;
  }
  const text = [line.json ? "" : predictionHeader(outputs), ...lines(outputs, rows, line.json)].join("");
  try {
    await writeFileAtomically(line.out, text);
  } catch (error) {
    throw new CliFault(`layerglass: the predictions could not be written to ${line.out} (${refusalReason(error)})`);
  }
  terminal.error(`layerglass: ${rows} rows written to ${line.out}\n`);
  return exitCodes.done;
}

const linesAtOnce = 1_000;

function* lines(outputs: readonly OutputPrediction[], rows: number, isJson: boolean): Generator<string> {
  for (let row = 0; row < rows; row += 1) {
    yield isJson ? `${JSON.stringify(jsonRow(outputs, row))}\n` : predictionRow(outputs, row);
  }
}

function refuseReplacing(out: string, needed: readonly string[]): void {
  const real = (path: string): string => {
    try {
      return realpathSync(path);
    } catch {
      return resolve(path);
    }
  };
  const replaced = needed.find((file) => real(file) === real(out));
  if (replaced !== undefined) {
    throw new CliFault(`layerglass: --out ${out} would replace ${replaced}; name another file`, exitCodes.misused);
  }
}
