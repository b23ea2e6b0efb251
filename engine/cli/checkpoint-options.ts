import { accessSync, constants, mkdirSync } from "node:fs";
import { resolve } from "node:path";
import type { ResumeFrom, SessionOptions } from "../contract";
import type { CommandLine } from "./arguments";
import { CliFault } from "./cli-fault";

/** Size of all checkpoints of a run together. */
const HISTORY_BYTES = 2 ** 30;
/** Seconds between checkpoints where nothing was asked. */
const USUAL_SECONDS = 60;

/**
 * What the command line asks of checkpoints, with absolute paths.
 * @throws CliFault when the folder cannot be made or written to: better now than after an hour of training.
 */
export function checkpointOptions(line: CommandLine): SessionOptions {
  const { checkpoints, checkpointSeconds, checkpointEpochs, resume } = line;
  const directory = checkpoints === null ? null : writableFolder(checkpoints);
  const seconds = checkpointSeconds ?? (checkpointEpochs === null ? USUAL_SECONDS : null);
  return {
    checkpoints:
      directory === null
        ? null
        : {
            directory,
            every_seconds: seconds,
            every_epochs: checkpointEpochs,
            history_bytes: HISTORY_BYTES,
          },
    resume: resumeFrom(resume, directory),
  };
}

function resumeFrom(resume: string | null, directory: string | null): ResumeFrom | null {
  if (resume === null) return null;
  return resume === "latest" && directory !== null ? { latest: directory } : { file: resolve(resume) };
}

function writableFolder(path: string): string {
  const folder = resolve(path);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliFault(`layerglass: checkpoints cannot be written to ${path} (${reason})`);
  }
  return folder;
}
