import { resolve } from "node:path";
import { projectExtension } from "./document-files";

/**
 * The projects a command line asks for, as absolute paths in its order. Electron's own switches and the app's folder stand
 * in front of them, so they are known by their extension.
 */
export function projectArguments(args: readonly string[], workingFolder: string): readonly string[] {
  return args
    .slice(1)
    .filter((argument) => !argument.startsWith("-") && argument.toLowerCase().endsWith(projectExtension))
    .map((argument) => resolve(workingFolder, argument));
}
