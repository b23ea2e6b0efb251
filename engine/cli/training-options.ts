import { type Command, type CommandUnknownOpts, Option, type OptionValues } from "@commander-js/extra-typings";
import type { Optimizer, SplitMethod } from "../contract";
import { splitMethods } from "../model";
import { changeLimits, optimizerKinds } from "../session";
import { numberOption } from "./options";

const trainingOptions = () => [
  numberOption("--epochs <count>", "epochs", changeLimits.epochs),
  numberOption("--batch-size <rows>", "rows a batch", changeLimits.batchSize),
  new Option("--optimizer <kind>", "optimizer; another kind than the project's starts from its defaults").choices(
    optimizerKinds,
  ),
  numberOption("--learning-rate <rate>", "learning rate of the optimizer", changeLimits.learningRate),
  numberOption("--validation-split <share>", "share of the rows kept for validation", changeLimits.validationSplit),
  numberOption(
    "--test-split <share>",
    "share of the rows kept for a test, which the run does not see",
    changeLimits.testSplit,
  ),
  new Option(
    "--split <method>",
    "which rows are kept aside: the last, a random choice, the same of every class, whole groups, the latest, " +
      "or those that a column names (columns of role group, time and split in the project)",
  ).choices(splitMethods),
  numberOption(
    "--early-stopping <patience>",
    "end after so many epochs without an improvement",
    changeLimits.earlyStopping,
  ),
  new Option("--keep-best", "end with the weights of the best epoch"),
  numberOption("--seed <number>", "seed of every random number", changeLimits.seed),
];

/** A command that lets people say how is trained; `usually` says what counts otherwise. Its types are told at once, as of `withReading`. */
export function withTraining<Args extends unknown[], Options extends OptionValues, Globals extends OptionValues>(
  command: Command<Args, Options, Globals>,
  usually: string,
): Command<Args, Options & TrainingLine, Globals>;
export function withTraining(command: CommandUnknownOpts, usually: string): CommandUnknownOpts {
  command.optionsGroup(`How to train (${usually}, unless given):`);
  for (const option of trainingOptions()) command.addOption(option as Option);
  return command;
}

/** What `withTraining` adds to a command's options. */
export type TrainingLine = {
  readonly epochs?: number | undefined;
  readonly batchSize?: number | undefined;
  readonly optimizer?: Optimizer["kind"] | undefined;
  readonly learningRate?: number | undefined;
  readonly validationSplit?: number | undefined;
  readonly testSplit?: number | undefined;
  readonly split?: SplitMethod | undefined;
  readonly earlyStopping?: number | undefined;
  readonly keepBest?: true | undefined;
  readonly seed?: number | undefined;
};
