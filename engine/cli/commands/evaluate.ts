import { resolve } from "node:path";
import { Command, Option } from "@commander-js/extra-typings";
import { failureOfThrown, type NativeModule, type TableEvaluation } from "../../contract";
import { systemFailure, writeFileAtomically } from "../../files";
import { answer, failureError, openModel } from "../../session";
import type { CliCommand } from "../cli-command";
import { exitCodes, misused } from "../cli-fault";
import { classesOfModel, metricsTable } from "../metrics-table";
import { jsonOption } from "../options";
import { filledLines, unreadLine } from "../prediction-report";
import { readingOf, withReading } from "../reading-options";
import type { Terminal } from "../terminal";
import { lookAtTestOf, testText } from "../test-look";

const describe = () =>
  withReading(
    new Command("evaluate")
      .description("Compare a saved model's predictions with the targets of a table.")
      .argument("<model>", "a saved model")
      .argument("<table>", "a CSV file with the columns the model reads and those it predicts")
      .addOption(
        new Option(
          "--test",
          "look at the rows that the run kept for a test, of the table it was trained on; the figure is kept in the model " +
            "file, and looks are counted: what is chosen by them is too good",
        ),
      )
      .addOption(jsonOption("print the metrics as one JSON document")),
  );

type EvaluateOptions = ReturnType<ReturnType<typeof describe>["opts"]>;

/** What is to be evaluated, and where that is told. */
interface Asked {
  /** The model's. */
  readonly file: string;
  readonly table: string;
  readonly options: EvaluateOptions;
  readonly native: NativeModule;
  readonly terminal: Terminal;
}

/** `evaluate MODEL TABLE`. */
export const evaluateCommand: CliCommand = ({ engine, terminal, end }) =>
  describe().action(async (file, table, options) => {
    const answer = options.test === true ? evaluateTest : evaluate;
    end(await answer({ file, table, options, native: engine(), terminal }));
  });

/** Metrics of each Output over the table's rows, numbers in their target's unit; what was left out goes to stderr. */
async function evaluate({ file, table, options, native, terminal }: Asked): Promise<number> {
  const { model, description } = await openModel(file, native);
  let evaluation: TableEvaluation;
  try {
    evaluation = await model.evaluate(resolve(table), readingOf(options));
  } catch (error) {
    throw failureError(table, failureOfThrown(error));
  }
  const { rows, evaluated_rows, rejected_rows, unread, filled, outputs } = evaluation;
  for (const cells of unread) terminal.error(`${table}: ${unreadLine(cells)}\n`);
  for (const line of filledLines(filled)) terminal.error(`${table}: ${line}\n`);
  if (rejected_rows > 0) terminal.error(`${table}: ${rejected_rows} lines are no rows\n`);
  if (options.json === true) {
    terminal.out(`${JSON.stringify({ file, table, ...evaluation }, null, 2)}\n`);
    return exitCodes.done;
  }
  const figures = metricsTable([{ rows: "table", metrics: outputs }], classesOfModel(description.outputs));
  terminal.out(`${table}: ${evaluated_rows} of ${rows} rows\n\n${figures}`);
  return exitCodes.done;
}

/** Metrics over the rows that the model's run kept aside of its table; kept in the model file, where they are not already. */
async function evaluateTest({ file, table, options, native, terminal }: Asked): Promise<number> {
  const { model, description } = await openModel(file, native);
  if (Object.keys(readingOf(options)).length > 0) {
    throw misused("--test reads the table as it was read in training; leave the options of reading out", "evaluate");
  }
  const name = `${description.name} ${description.saved_at_unix_millis}`;
  const look = await lookAtTestOf({ file, model, description, table, name });
  if (description.test === undefined) {
    const bytes = await answer(file, native.modelWithTestLook(resolve(file), look));
    try {
      await writeFileAtomically(resolve(file), bytes);
    } catch (error) {
      throw failureError(file, systemFailure(file, error), "the figure could not be kept in the model");
    }
  }
  if (options.json === true) terminal.out(`${JSON.stringify({ file, table, ...look }, null, 2)}\n`);
  else terminal.out(testText(look, classesOfModel(description.outputs)));
  return exitCodes.done;
}
