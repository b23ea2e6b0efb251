import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { NativeModule } from "../contract";
import type { Terminal } from "./terminal";

/** What a command works with. */
export interface CliContext {
  /** Loads the addon when it is first called. */
  engine(): NativeModule;
  readonly terminal: Terminal;
  /** Says how the program ends. */
  end(exitCode: number): void;
}

/** One command of the program: its name, help, arguments, options and action. */
export type CliCommand = (context: CliContext) => CommandUnknownOpts;
