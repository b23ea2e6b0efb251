import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type Failure, failureOfThrown, type NativeSession, type TestLook } from "../contract";
import { type FileSystem, fileFailure, nodeFileSystem, systemFailure, writeFileAtomically } from "../files";
import type { Project } from "../project";
import { failureError, type LayerglassError, modelBytes } from "../session";
import { CliFault, exitCodes } from "./cli-fault";

/** Where a run saves its model, and what it reads. */
interface SaveTarget {
  readonly file: string;
  readonly save?: string | undefined;
  readonly from?: string | undefined;
}

/**
 * Refuses a place that a model cannot be saved to, or that holds what the run needs: better now than after an hour of
 * training.
 * @throws CliFault or LayerglassError naming the file or folder.
 */
export function requireSavable(line: SaveTarget, tables: readonly string[]): void {
  const { save } = line;
  if (save === undefined) return;
  const target = settled(save);
  const needed = [line.file, ...tables, ...(line.from === undefined ? [] : [line.from])].find(
    (file) => settled(file) === target,
  );
  if (needed !== undefined) {
    throw new CliFault(`layerglass: --save ${save} would replace ${needed}; name another file`, exitCodes.misused);
  }
  try {
    accessSync(dirname(target), constants.W_OK);
  } catch (error) {
    throw unsaved(save, systemFailure(save, error));
  }
  const isFolder = statSync(target, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (isFolder) throw unsaved(save, fileFailure("is_a_folder", save));
}

const unsaved = (path: string, failure: Failure): LayerglassError =>
  failureError(path, failure, "the model could not be saved");

/** A path with every link followed, as far as it is there. */
function settled(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    return dirname(absolute) === absolute ? absolute : join(settled(dirname(absolute)), basename(absolute));
  }
}

interface SavedWith {
  /** What was seen of the run's test rows. */
  readonly test?: TestLook | null;
  readonly fileSystem?: FileSystem;
}

/**
 * Saves what a run that has ended learnt, whole or not at all.
 * @throws LayerglassError with what stood against it.
 */
export async function saveModel(
  path: string,
  session: Pick<NativeSession, "model">,
  project: Project,
  { test = null, fileSystem = nodeFileSystem }: SavedWith = {},
): Promise<string> {
  const bytes = await modelBytes(session, project, test).catch((error: unknown) => {
    throw unsaved(path, failureOfThrown(error));
  });
  await writeFileAtomically(path, bytes, { fileSystem }).catch((error: unknown) => {
    throw unsaved(path, systemFailure(path, error));
  });
  return path;
}
