import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { type Content, requireFree, systemFailure, writeFileAtomically } from "../files";
import { failureError, type LayerglassError } from "../session";
import { CliFault, exitCodes } from "./cli-fault";

/** A file that a command writes rows to. */
export interface TableOut {
  /** The option that names it, such as `--out`. */
  readonly option: string;
  readonly path: string;
  /** Whether it may stand in another's place. */
  readonly overwrite: boolean;
  /** What is told where it could not be written. */
  readonly unwritten: string;
}

/** A path with its links followed, as far as it is there. */
function settled(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

const unwritten = ({ path, unwritten: told }: TableOut, error: unknown): LayerglassError =>
  failureError(path, systemFailure(path, error), told);

/**
 * Refuses a place that is taken, or that the command reads: told before the work is done.
 * @throws CliFault or LayerglassError naming the file.
 */
export function requireWritable(out: TableOut, needed: readonly string[]): void {
  const replaced = needed.find((file) => settled(file) === settled(out.path));
  if (replaced !== undefined) {
    const told = `layerglass: ${out.option} ${out.path} would replace ${replaced}; name another file`;
    throw new CliFault(told, exitCodes.misused);
  }
  if (out.overwrite) return;
  try {
    requireFree(out.path);
  } catch (error) {
    throw unwritten(out, error);
  }
}

/**
 * Writes a file whole or not at all, and over another only where that was said.
 * @throws LayerglassError with what stood against it.
 */
export async function writeOut(out: TableOut, content: Content): Promise<void> {
  try {
    const beforeReplace = async (): Promise<void> => (out.overwrite ? undefined : requireFree(out.path));
    await writeFileAtomically(out.path, content, { beforeReplace });
  } catch (error) {
    throw unwritten(out, error);
  }
}
