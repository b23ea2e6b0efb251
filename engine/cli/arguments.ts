import { checkNumber, type NumberLimit, trainingLimits, valueText } from "../model";
import { bypassableKinds } from "../session";
import { CliFault, exitCodes } from "./cli-fault";

export const usage = `Usage: layerglass COMMAND FILE [options]

  check FILE      say everything that is wrong with a project
  compile FILE    print the engine IR (--json: as JSON)
  train FILE      train the network
  model MODEL     tell what a saved model is: network, inputs, classes, figures
  predict MODEL TABLE  predict every row of a table with a saved model

Options
  --json               one JSON object a line
  --data FILE          train on another table with the same columns
  --without KIND       bypass every node of a kind (repeatable): ${bypassableKinds().join(", ")}
Option of compile
  --plan               print what training executes instead, one line a fused visit
Options of train
  --epochs N           --batch-size N      --seed N      --threads N
  --statistics on|off  per-layer statistics
  --save MODEL         save the trained model, one file that is enough by itself
  --from MODEL         start from the weights of a saved model, as far as they fit; differences are listed
  --analyze            then look into the network: effective ranks, loss along the gradient and on a plane
  --checkpoints DIR    write checkpoints there, within 1 GiB, and one at the end or at Ctrl+C
  --checkpoint-seconds N  at most N seconds from one to the next (60 unless epochs are given)
  --checkpoint-epochs N   every N epochs
  --resume FILE|latest    go on from a checkpoint, or from the newest of this run in DIR
Option of predict
  --out FILE.csv       write the predictions there instead of to the terminal
`;

export type CommandName = "check" | "compile" | "train" | "model" | "predict";

/** What the person asked for; absent numbers mean the project's own. */
export interface CommandLine {
  readonly command: CommandName;
  readonly file: string;
  /** The table to predict. */
  readonly table: string | null;
  readonly json: boolean;
  readonly data: string | null;
  readonly without: readonly string[];
  readonly plan: boolean;
  readonly epochs: number | null;
  readonly batchSize: number | null;
  readonly seed: number | null;
  readonly threads: number | null;
  readonly statistics: boolean | null;
  readonly save: string | null;
  /** A model whose weights to start from. */
  readonly from: string | null;
  /** Where predictions go. */
  readonly out: string | null;
  readonly analyze: boolean;
  readonly checkpoints: string | null;
  readonly checkpointSeconds: number | null;
  readonly checkpointEpochs: number | null;
  /** A file, or `latest`. */
  readonly resume: string | null;
}

type Values = { -readonly [Name in keyof CommandLine]: CommandLine[Name] };

const commands: readonly CommandName[] = ["check", "compile", "train", "model", "predict"];
const trainOnly = [
  "--epochs",
  "--batch-size",
  "--seed",
  "--threads",
  "--statistics",
  "--save",
  "--from",
  "--analyze",
  "--checkpoints",
  "--checkpoint-seconds",
  "--checkpoint-epochs",
  "--resume",
];

const projectOnly = ["--data", "--without"];
const isOfModel = (command: CommandName): boolean => command === "model" || command === "predict";

const secondsLimit: NumberLimit = { minimum: 0, maximum: 1_000_000, integer: true };

/**
 * Reads the words after the program's name; null asks for the usage text.
 * @throws CliFault with one line for anything not understood.
 */
export function parseArguments(words: readonly string[]): CommandLine | null {
  const [name] = words;
  if (name === undefined) throw new CliFault(usage.trimEnd(), exitCodes.misused);
  if (name === "help" || words.includes("--help") || words.includes("-h")) return null;
  const command = commands.find((candidate) => candidate === name);
  if (!command) throw misused(`unknown command ${valueText(name)}; expected ${commands.join(", ")}`);
  const values: Values = {
    command,
    file: "",
    table: null,
    json: false,
    data: null,
    without: [],
    plan: false,
    epochs: null,
    batchSize: null,
    seed: null,
    threads: null,
    statistics: null,
    save: null,
    from: null,
    out: null,
    analyze: false,
    checkpoints: null,
    checkpointSeconds: null,
    checkpointEpochs: null,
    resume: null,
  };
  const rest = [...words.slice(1)];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith("-") || word === "-") {
      if (!values.file) values.file = word;
      else if (command === "predict" && values.table === null) values.table = word;
      else throw misused(`${command === "predict" ? "a third" : "a second"} file ${valueText(word)}`);
      continue;
    }
    const equals = word.indexOf("=");
    const option = equals > 0 ? word.slice(0, equals) : word;
    if (equals > 0) rest.unshift(word.slice(equals + 1));
    if (trainOnly.includes(option) && command !== "train") throw misused(`${option} belongs to train, not ${command}`);
    if (projectOnly.includes(option) && isOfModel(command)) {
      throw misused(`${option} belongs to a project, not to ${command}`);
    }
    if (option === "--out" && command !== "predict") throw misused(`--out belongs to predict, not ${command}`);
    if (option === "--plan" && command !== "compile") throw misused(`--plan belongs to compile, not ${command}`);
    readOption(option, values, equals > 0, () => {
      const value = rest.shift();
      if (value === undefined || (equals < 0 && value.startsWith("--"))) throw misused(`${option} needs a value`);
      return value;
    });
  }
  if (!values.file) throw misused(`${command} needs a ${isOfModel(command) ? "model" : "project"} file`);
  if (command === "predict" && values.table === null) throw misused("predict needs a table after the model");
  if (values.plan && values.json) throw misused("--plan is text; leave --json out");
  const needsFolder = [
    ...(values.checkpointSeconds === null ? [] : ["--checkpoint-seconds"]),
    ...(values.checkpointEpochs === null ? [] : ["--checkpoint-epochs"]),
    ...(values.resume === "latest" ? ["--resume latest"] : []),
  ];
  if (values.checkpoints === null && needsFolder[0]) throw misused(`${needsFolder[0]} needs --checkpoints DIR`);
  return values;
}

function readOption(option: string, values: Values, isJoined: boolean, next: () => string): void {
  switch (option) {
    case "--json":
      if (isJoined) throw misused("--json takes no value");
      values.json = true;
      return;
    case "--plan":
      if (isJoined) throw misused("--plan takes no value");
      values.plan = true;
      return;
    case "--analyze":
      if (isJoined) throw misused("--analyze takes no value");
      values.analyze = true;
      return;
    case "--data":
      values.data = next();
      return;
    case "--without":
      values.without = [...values.without, kind(next())];
      return;
    case "--epochs":
      values.epochs = number(option, next(), trainingLimits.epochs);
      return;
    case "--batch-size":
      values.batchSize = number(option, next(), trainingLimits.batch_size);
      return;
    case "--seed":
      values.seed = number(option, next(), trainingLimits.seed);
      return;
    case "--threads":
      values.threads = number(option, next(), trainingLimits.threads);
      return;
    case "--statistics": {
      const value = next();
      if (value !== "on" && value !== "off") throw misused(`--statistics ${valueText(value)}; expected on or off`);
      values.statistics = value === "on";
      return;
    }
    case "--save":
      values.save = next();
      return;
    case "--from":
      values.from = next();
      return;
    case "--out":
      values.out = next();
      return;
    case "--checkpoints":
      values.checkpoints = next();
      return;
    case "--checkpoint-seconds":
      values.checkpointSeconds = number(option, next(), secondsLimit);
      return;
    case "--checkpoint-epochs":
      values.checkpointEpochs = number(option, next(), trainingLimits.epochs);
      return;
    case "--resume":
      values.resume = next();
      return;
    default:
      throw misused(`unknown option ${valueText(option)}`);
  }
}

function number(option: string, text: string, limit: NumberLimit): number {
  const value = /^[0-9]+$/.test(text) ? Number(text) : text;
  const fault = checkNumber(limit, value);
  if (fault) throw misused(`${option} ${fault.found}; expected ${fault.expected}`);
  return Number(value);
}

function kind(text: string): string {
  if (bypassableKinds().includes(text)) return text;
  throw misused(`--without ${valueText(text)}; expected ${bypassableKinds().join(", ")}`);
}

function misused(text: string): CliFault {
  return new CliFault(`layerglass: ${text}. See layerglass --help.`, exitCodes.misused);
}
