import { resolve } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Command } from "@commander-js/extra-typings";
import { failureOfThrown, type NativeModule, type OutputPrediction, type PredictedTable } from "../../contract";
import type { ReadOptions } from "../../model";
import {
  isParquetName,
  jsonRow,
  type KeptColumns,
  keptColumns,
  matchColumns,
  predictionCsv,
  predictionFile,
} from "../../predictions";
import { failureError, type OpenedModel, openModel } from "../../session";
import type { CliCommand } from "../cli-command";
import { exitCodes, misused } from "../cli-fault";
import { jsonOption, pathOption } from "../options";
import { columnsText, unreadLines } from "../prediction-report";
import { readingOf, withReading } from "../reading-options";
import { requireWritable, type TableOut, writeOut } from "../table-out";
import type { Terminal } from "../terminal";
import { counted } from "../terminal-text";

const describe = () =>
  withReading(
    new Command("predict")
      .description("Predict every row of a table with a saved model.")
      .argument("<model>", "a saved model")
      .argument("<table>", "a table, in any format, with the columns the model reads")
      .addOption(
        pathOption(
          "--out <file>",
          "write the predictions there instead of to the terminal: CSV, or Parquet where the name ends in .parquet",
        ),
      )
      .option("--overwrite", "replace what stands at --out")
      .option("--keep-columns", "write the table's own columns beside the predictions")
      .addOption(jsonOption("one JSON object a row instead of CSV")),
  );

type PredictOptions = ReturnType<ReturnType<typeof describe>["opts"]>;

/** `predict MODEL TABLE`. */
export const predictCommand: CliCommand = ({ engine, terminal, end }) =>
  describe().action(async (file, table, options) => end(await predict(file, table, options, engine, terminal)));

/** One line a row of the table, as CSV or as one JSON object each, in the table's order. */
async function predict(
  file: string,
  table: string,
  options: PredictOptions,
  engine: () => NativeModule,
  terminal: Terminal,
): Promise<number> {
  const { out, json, keepColumns } = options;
  const native = engine();
  const target = out === undefined ? null : outOf(out, options.overwrite === true);
  if (target !== null) requireWritable(target, [file, table]);
  if (out !== undefined && json === true && isParquetName(out)) {
    throw misused(`--out ${out} with --json; expected a name such as predictions.jsonl, or no --json`, "predict");
  }
  const opened = await openModel(file, native);
  const predicted = await predictTable(opened, table, readingOf(options), native, terminal);
  const { rows, outputs, ...told } = predicted.prediction();
  for (const line of unreadLines({ rows, ...told }, predicted.rejected_examples)) terminal.error(`${table}: ${line}\n`);
  const kept = keepColumns === true ? keptColumns(predicted) : null;
  const pieces = json === true ? jsonLines(outputs, rows, kept) : predictionCsv({ rows, outputs, kept });
  if (target === null) {
    for (const piece of pieces) {
      terminal.out(piece);
      // What is told leaves the program while the rest is made.
      await nextTurn();
    }
    return exitCodes.done;
  }
  const asked = { rows, outputs };
  await writeOut(target, json === true ? pieces : await predictionFile(target.path, predicted, asked, kept !== null));
  terminal.error(`layerglass: ${counted(rows, "row")} written to ${target.path}\n`);
  return exitCodes.done;
}

/** @throws LayerglassError for a table that the model cannot read, every column that it lacks told before. */
async function predictTable(
  { model, description }: OpenedModel,
  table: string,
  reading: ReadOptions,
  native: NativeModule,
  terminal: Terminal,
): Promise<PredictedTable> {
  try {
    return await model.predictTable(resolve(table), reading);
  } catch (error) {
    const failure = failureOfThrown(error);
    if (failure.code === "column_missing") {
      const { columns } = await native.openTable(resolve(table), reading);
      const names = columns.map(({ name }) => name);
      const { missing } = matchColumns(description.preparation, names);
      const { length } = description.preparation.features;
      terminal.error(`${table}: ${missing.length} of ${length} columns are missing: ${columnsText(missing)}\n`);
    }
    throw failureError(table, failure);
  }
}

/** Rows told at once. */
const rowsAtOnce = 1_000;

function* jsonLines(outputs: readonly OutputPrediction[], rows: number, kept: KeptColumns | null): Generator<string> {
  for (let from = 0; from < rows; from += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - from);
    const own = kept?.cells(from, count);
    const line = (_: unknown, index: number): string => {
      const told = jsonRow(outputs, from + index);
      if (kept === null) return `${JSON.stringify(told)}\n`;
      const cells = kept.names.map((name, place) => [name, own?.[index]?.[place] ?? null]);
      return `${JSON.stringify({ ...told, cells: Object.fromEntries(cells) })}\n`;
    };
    yield Array.from({ length: count }, line).join("");
  }
}

const outOf = (path: string, overwrite: boolean): TableOut => ({
  ...{ option: "--out", path, overwrite },
  unwritten: "the predictions could not be written",
});
