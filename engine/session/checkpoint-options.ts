import { accessSync, constants, mkdirSync } from "node:fs";
import { resolve } from "node:path";
import type { ContinueFrom, SessionOptions } from "../contract";
import { systemFailure } from "../files";
import { failureError } from "./layerglass-error";

/** Size of all checkpoints of a run together. */
const HISTORY_BYTES = 2 ** 30;
/** Seconds between checkpoints where nothing was asked. */
const USUAL_SECONDS = 60;

/** Where a run writes checkpoints and how often, and which it goes on from. */
export interface CheckpointOptions {
  /** Folder for checkpoints, made where it is missing, kept within 1 GiB; null or absent for none. */
  readonly checkpoints?: string | null | undefined;
  /** Most seconds from one to the next; 60 unless `checkpointEpochs` is given. */
  readonly checkpointSeconds?: number | null | undefined;
  /** Whole epochs from one to the next. */
  readonly checkpointEpochs?: number | null | undefined;
  /** A checkpoint file to go on from, or `latest`: the newest of this run in the folder. */
  readonly continueFrom?: string | null | undefined;
}

/**
 * What is asked of checkpoints, with absolute paths.
 * @throws LayerglassError when the folder cannot be made or written to: better now than after an hour of training.
 */
export function sessionOptions(options: CheckpointOptions): SessionOptions {
  const { checkpoints = null, checkpointSeconds = null, checkpointEpochs = null, continueFrom = null } = options;
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
    continue_from: checkpointToContinue(continueFrom, directory),
  };
}

function checkpointToContinue(continueFrom: string | null, directory: string | null): ContinueFrom | null {
  if (continueFrom === null) return null;
  return continueFrom === "latest" && directory !== null ? { latest: directory } : { file: resolve(continueFrom) };
}

function writableFolder(path: string): string {
  const folder = resolve(path);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw failureError(path, systemFailure(path, error), "checkpoints cannot be written there");
  }
  return folder;
}
