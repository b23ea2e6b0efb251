import type { NativeModule } from "../contract";
import { LayerglassError } from "../session";
import { CliFault, exitCodes } from "./cli-fault";
import { program, readableWords } from "./program";
import type { Terminal } from "./terminal";

/** Runs one command; answers the exit code. `engine` loads the addon when a command first needs it. */
export async function runCli(
  words: readonly string[],
  engine: () => NativeModule,
  terminal: Terminal,
): Promise<number> {
  let exitCode: number = exitCodes.done;
  const end = (code: number) => {
    exitCode = code;
  };
  try {
    const whole = program({ engine, terminal, end });
    await whole.parseAsync(readableWords(words, whole), { from: "user" });
    return exitCode;
  } catch (fault) {
    if (!(fault instanceof CliFault || fault instanceof LayerglassError)) throw fault;
    if (fault.message) terminal.error(`${fault.message}\n`);
    return fault instanceof CliFault ? fault.exitCode : exitCodes.failed;
  }
}
