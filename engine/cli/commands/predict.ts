import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Command } from "@commander-js/extra-typings";
import { failureOfThrown, type NativeModule, type OutputPrediction, type Prediction } from "../../contract";
import { systemFailure, writeFileAtomically } from "../../files";
import { failureError, openModel } from "../../session";
import type { CliCommand } from "../cli-command";
import { CliFault, exitCodes } from "../cli-fault";
import { jsonOption, pathOption } from "../options";
import { jsonRow, predictionHeader, predictionRow } from "../prediction-rows";
import type { Terminal } from "../terminal";

const describe = () =>
  new Command("predict")
    .description("Predict every row of a table with a saved model.")
    .argument("<model>", "a saved model")
    .argument("<table>", "a CSV file with the columns the model reads")
    .addOption(pathOption("--out <file>", "write the predictions there instead of to the terminal"))
    .addOption(jsonOption("one JSON object a row instead of CSV"));

type PredictOptions = ReturnType<ReturnType<typeof describe>["opts"]>;

/** `predict MODEL TABLE`. */
export const predictCommand: CliCommand = ({ engine, terminal, end }) =>
  describe().action(async (file, table, options) => end(await predict(file, table, options, engine, terminal)));

/** One line a row of the table, as CSV or as one JSON object each, in the table's order. */
async function predict(
  file: string,
  table: string,
  { out, json }: PredictOptions,
  engine: () => NativeModule,
  terminal: Terminal,
): Promise<number> {
  const native = engine();
  if (out !== undefined) refuseReplacing(out, [file, table]);
  const { model } = await openModel(file, native);
  let prediction: Prediction;
  try {
    prediction = await model.predict(resolve(table));
  } catch (error) {
    throw failureError(table, failureOfThrown(error));
  }
  const { rows, missing_rows, rejected_rows, outputs } = prediction;
  if (missing_rows > 0) {
    terminal.error(`${table}: ${missing_rows} of ${rows} rows have no prediction: a cell the model reads is missing\n`);
  }
  if (rejected_rows > 0) {
    terminal.error(`${table}: ${rejected_rows} lines are no rows: they have another number of cells\n`);
  }
  if (out === undefined) {
    const reported = [json === true ? "" : predictionHeader(outputs), ...lines(outputs, rows, json === true)];
    for (const [index, text] of reported.entries()) {
      terminal.out(text);
      // What is told leaves the program while the rest is made.
      if (index % linesAtOnce === linesAtOnce - 1) await nextTurn();
    }
    return exitCodes.done;
  }
  const text = [json === true ? "" : predictionHeader(outputs), ...lines(outputs, rows, json === true)].join("");
  try {
    await writeFileAtomically(out, text);
  } catch (error) {
    throw failureError(out, systemFailure(out, error), "the predictions could not be written");
  }
  terminal.error(`layerglass: ${rows} rows written to ${out}\n`);
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
