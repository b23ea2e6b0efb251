/** Commands: one registry feeds menu, shortcuts and command palette. */
import type { Command } from "./command";
import { editCommands } from "./edit-commands";
import { fileCommands } from "./file-commands";
import { helpCommands } from "./help-commands";
import { nodeCommands } from "./node-commands";
import { runCommands } from "./run-commands";
import { viewCommands } from "./view-commands";

export type { Command } from "./command";
export { togglePause, train } from "./run-commands";

const everyCommand = [
  ...fileCommands,
  ...editCommands,
  ...nodeCommands,
  ...viewCommands,
  ...runCommands,
  ...helpCommands,
];

/** A command there is; with every one of the native menu, or the window does not listen to the menu. */
export type CommandId = (typeof everyCommand)[number]["id"];

/** Every command; menu, shortcuts and palette are fed from here alone. */
export const commands: readonly Command<CommandId>[] = everyCommand;

/** Runs a command if it makes sense now. */
export function runCommand(id: CommandId): void {
  const command = commands.find((known) => known.id === id);
  if (command && (command.isEnabled?.() ?? true)) command.run();
}
