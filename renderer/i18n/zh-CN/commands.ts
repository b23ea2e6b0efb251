import type { commands as english } from "../en/commands";
import type { Translation } from "../translation";

export const commands: Translation<typeof english> = {};
