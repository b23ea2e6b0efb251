import { Command, type CommanderError, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { appVersion } from "../contract";
import type { CliCommand, CliContext } from "./cli-command";
import { CliFault, exitCodes, misused } from "./cli-fault";
import { checkCommand } from "./commands/check";
import { compileCommand } from "./commands/compile";
import { evaluateCommand } from "./commands/evaluate";
import { modelCommand } from "./commands/model";
import { newCommand } from "./commands/new";
import { predictCommand } from "./commands/predict";
import { profileCommand } from "./commands/profile";
import { showCommand } from "./commands/show";
import { trainCommand } from "./commands/train";

/** Every command, in the order of the help. */
const commands: readonly CliCommand[] = [
  profileCommand,
  newCommand,
  checkCommand,
  compileCommand,
  trainCommand,
  showCommand,
  modelCommand,
  predictCommand,
  evaluateCommand,
];

const examples = `
Examples:
  layerglass new --data table.csv --out network.layerglass
  layerglass check network.layerglass
  layerglass train network.layerglass --epochs 20 --save network.model
  layerglass predict network.model table.csv --out predictions.csv
  layerglass evaluate network.model other.csv

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl+C.`;

/** The whole program: its commands, its help and its version, writing to a terminal alone and throwing CliFaults. */
export function program(context: CliContext): CommandUnknownOpts {
  const { terminal } = context;
  const whole = new Command("layerglass")
    .description("Train networks drawn with Layerglass, and predict with them.")
    .version(appVersion, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "Print help of a command.")
    .addHelpText("after", examples)
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.error(text),
      outputError: () => {},
      getOutHelpWidth: () => terminal.columns,
      getErrHelpWidth: () => terminal.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  for (const command of commands) {
    const one = command(context).helpOption("-h, --help", "print help").copyInheritedSettings(whole);
    whole.addCommand(one.exitOverride((error) => refuse(error, one, whole)));
  }
  return whole.exitOverride((error) => refuse(error, whole, whole));
}

/**
 * The words as commander is to read them: `help` of a command that is none is that command, and so is refused with what
 * may have been meant.
 */
export function readableWords(words: readonly string[], whole: CommandUnknownOpts): readonly string[] {
  const [first, name] = words;
  const isUnknown = first === "help" && name !== undefined && !whole.commands.some((one) => one.name() === name);
  return isUnknown ? [name] : words;
}

/** Ends the program as commander asks: quietly once help or the version was printed, else with one line. */
function refuse(error: CommanderError, command: CommandUnknownOpts, whole: CommandUnknownOpts): never {
  if (error.exitCode === 0) throw new CliFault("", exitCodes.done);
  // Help was printed because there was no command.
  if (error.code === "commander.help") throw new CliFault("", exitCodes.misused);
  throw misused(reasonOf(error, command, whole), command === whole ? "" : command.name());
}

function reasonOf(error: CommanderError, command: CommandUnknownOpts, whole: CommandUnknownOpts): string {
  const reason = error.message
    .replace(/^error: /, "")
    .replace(/\s*\n\s*/g, " ")
    .replace(/\.$/, "");
  if (error.code === "commander.excessArguments") {
    return `${reason}; one too many is ${JSON.stringify(command.args[command.registeredArguments.length])}`;
  }
  if (error.code === "commander.unknownCommand" && !reason.includes("Did you mean")) {
    return `${reason}; expected ${whole.commands.map((one) => one.name()).join(", ")}`;
  }
  if (error.code !== "commander.unknownOption") return reason;
  const flag = /'([^'=]+)/.exec(reason)?.[1];
  if (command.options.some(({ long }) => long === flag)) return `${flag} takes no value`;
  const owners = whole.commands.filter(({ options }) => options.some(({ long }) => long === flag));
  if (owners.length === 0) return reason;
  const names = owners.map((owner) => owner.name());
  return `${flag} belongs to ${names.join(", ")}${command === whole ? " and comes after it" : `, not ${command.name()}`}`;
}
