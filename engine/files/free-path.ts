import { lstatSync } from "node:fs";
import { FailureError } from "../contract";
import { fileFailure } from "./system-failure";

/**
 * Makes sure that nothing stands at a path, not even a link to nowhere.
 * @throws FailureError `file_exists` where something does.
 */
export function requireFree(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined)
    throw new FailureError(fileFailure("file_exists", path));
}
