import type { NativeModule } from "../contract";
import { LayerglassError } from "../session";
import { parseArguments, usage } from "./arguments";
import { CliFault, exitCodes } from "./cli-fault";
import { check, printCompiled } from "./inspect";
import { predict } from "./predict";
import { showModel } from "./show-model";
import type { Terminal } from "./terminal";
import { train } from "./train";

/** Runs one command; answers the exit code. `engine` loads the addon when a command first needs it. */
export async function runCli(
  words: readonly string[],
  engine: () => NativeModule,
  terminal: Terminal,
): Promise<number> {
  try {
    const line = parseArguments(words);
    if (!line) {
      terminal.out(usage);
      return exitCodes.done;
    }
    const commands = { check, compile: printCompiled, train, model: showModel, predict };
    return await commands[line.command](line, engine, terminal);
  } catch (fault) {
    if (!(fault instanceof CliFault || fault instanceof LayerglassError)) throw fault;
    terminal.error(`${fault.message}\n`);
    return fault instanceof CliFault ? fault.exitCode : exitCodes.failed;
  }
}
