import { createHash, randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { errorCode } from "./error-code";
import { type FileSystem, nodeFileSystem } from "./file-system";

/** Tells this machine's drafts from those of another that shares the folder, whose processes cannot be asked after. */
const machine = createHash("sha256").update(hostname()).digest("hex").slice(0, 6);
/** Of our own making, short whatever the file's name: a legal name of 255 bytes leaves no room for more. */
const namePattern = /^\.layerglass-(\d+)-([0-9a-f]{6})-[0-9a-f]{8}\.tmp$/;
/** A draft whose process cannot be asked after, or whose number another process has by now, is abandoned once so old. */
const abandonedAfterMillis = 24 * 3_600_000;

/** Names of the drafts this process is writing now. */
const ours = new Set<string>();

/** Whether a name is that of a file `writeFileAtomically` is writing, or was when its process ended. */
export const isTemporaryName = (name: string): boolean => namePattern.test(name);

/** Hands `work` the path of a draft in a folder, and takes the draft away if the work fails. */
export async function withDraft(
  fileSystem: FileSystem,
  folder: string,
  work: (path: string) => Promise<void>,
): Promise<void> {
  const name = `.layerglass-${process.pid}-${machine}-${randomBytes(4).toString("hex")}.tmp`;
  const path = join(folder, name);
  ours.add(name);
  try {
    await work(path);
  } catch (failure) {
    // The work's own failure is the one to tell, whatever becomes of its draft.
    await fileSystem.remove(path).catch(() => {});
    throw failure;
  } finally {
    ours.delete(name);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (failure) {
    return errorCode(failure) === "EPERM";
  }
}

/**
 * Removes what processes that are gone left half-written in a folder. Never fails: a draft that cannot be removed is left to
 * the next time.
 */
export async function removeAbandonedDrafts(folder: string, fileSystem: FileSystem = nodeFileSystem): Promise<void> {
  const names = await fileSystem.list(folder).catch(() => []);
  for (const name of names) {
    const [, pid, madeOn] = namePattern.exec(name) ?? [];
    if (pid === undefined || ours.has(name)) continue;
    const path = join(folder, name);
    const isOrphan = madeOn === machine && (Number(pid) === process.pid || !isAlive(Number(pid)));
    const status = isOrphan ? null : await fileSystem.stat(path).catch(() => null);
    if (isOrphan || (status !== null && Date.now() - status.modifiedMillis > abandonedAfterMillis)) {
      await fileSystem.remove(path).catch(() => {});
    }
  }
}
