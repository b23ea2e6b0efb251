import { resolve } from "node:path";
import { projectExtension } from "./document-files";

/**
 * The project a command line asks for, as an absolute path, or null. Electron's own switches and the app's folder stand
 * in front of it, so it is known by its extension.
 */
export function projectArgument(args: readonly string[], workingFolder: string): string | null {
  const given = args
    .slice(1)
    .find((argument) => !argument.startsWith("-") && argument.toLowerCase().endsWith(projectExtension));
  return given === undefined ? null : resolve(workingFolder, given);
}
