import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type FileSystem, nodeFileSystem, type WritableFile } from "./file-system";

export interface WriteOptions {
  /** Permission bits of a file that is new; an old one keeps its own. */
  readonly newMode?: number;
  /** Called when the new content is on the disk, right before it takes the old one's place; what it throws calls the write off. */
  readonly beforeReplace?: () => Promise<void>;
  readonly fileSystem?: FileSystem;
  readonly platform?: NodeJS.Platform;
}

/** Of our own making, short whatever the file's name: a legal name of 255 bytes leaves no room for more. */
const temporaryPattern = /^\.layerglass-(\d+)-[0-9a-f]{12}\.tmp$/;

/** Whether a name is that of a file `writeFileAtomically` is writing, or was when its process ended. */
export const isTemporaryName = (name: string): boolean => temporaryPattern.test(name);

/** A file left half-written by a process that is gone is removed once it is this old: another machine may share the folder. */
const abandonedAfterMillis = 10 * 60_000;
/** Windows refuses to replace a file that a virus scanner or an indexer just looks at: tried again for so long. */
const replacePatienceMillis = 2_000;

/** The code of a system error. */
const codeOf = (failure: unknown): string => (failure as NodeJS.ErrnoException | null)?.code ?? "";

/** What some file systems (CIFS as another user, vboxsf, FUSE) cannot do at all; the file is as good without it. */
const unsupported = new Set([
  "EPERM",
  "EACCES",
  "ENOTSUP",
  "EOPNOTSUPP",
  "ENOSYS",
  "EINVAL",
  "EISDIR",
  "EBADF",
  "ENOTTY",
]);

async function whereSupported(doing: Promise<void>): Promise<void> {
  try {
    await doing;
  } catch (failure) {
    if (!unsupported.has(codeOf(failure))) throw failure;
  }
}

async function targetOf(
  fileSystem: FileSystem,
  path: string,
  newMode: number | undefined,
): Promise<{ readonly path: string; readonly mode: number | undefined }> {
  try {
    // A link is followed, so that the file it names is replaced and not the link.
    const target = await fileSystem.realpath(path);
    return { path: target, mode: (await fileSystem.stat(target)).mode };
  } catch (failure) {
    if (codeOf(failure) !== "ENOENT") throw failure;
    return { path, mode: newMode };
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (failure) {
    return codeOf(failure) === "EPERM";
  }
}

/** Removes what processes that are gone left half-written in a folder; what cannot be removed is left to the next write. */
async function removeAbandoned(fileSystem: FileSystem, folder: string): Promise<void> {
  const names = await fileSystem.list(folder).catch(() => []);
  for (const name of names) {
    const pid = Number(temporaryPattern.exec(name)?.[1]);
    if (!Number.isSafeInteger(pid) || (pid !== process.pid && isAlive(pid))) continue;
    const path = join(folder, name);
    const status = await fileSystem.stat(path).catch(() => null);
    if (status && Date.now() - status.modifiedMillis > abandonedAfterMillis)
      await fileSystem.remove(path).catch(() => {});
  }
}

async function writeAndSync(file: WritableFile, bytes: Uint8Array, mode: number | undefined): Promise<void> {
  try {
    for (let written = 0; written < bytes.length; ) {
      const more = await file.write(bytes.subarray(written));
      if (more <= 0) throw Object.assign(new Error("the disk took none of the bytes"), { code: "EIO" });
      written += more;
    }
    // Creating subjects the mode to the umask; the old file's bits are wanted exactly.
    if (mode !== undefined) await whereSupported(file.chmod(mode));
    await whereSupported(file.sync());
  } finally {
    await file.close();
  }
}

async function replace(fileSystem: FileSystem, from: string, to: string, platform: NodeJS.Platform): Promise<void> {
  const begun = Date.now();
  for (let pause = 10; ; pause = Math.min(2 * pause, 250)) {
    try {
      await fileSystem.rename(from, to);
      return;
    } catch (failure) {
      const mayPass = platform === "win32" && ["EBUSY", "EPERM", "EACCES"].includes(codeOf(failure));
      if (!mayPass || Date.now() - begun > replacePatienceMillis) throw failure;
      await delay(pause);
    }
  }
}

/**
 * Replaces a file so that at every instant the path holds the whole old or the whole new content: written beside
 * it, synced, renamed over it, folder synced. Keeps the old file's permission bits. On failure the old file is untouched,
 * nothing is left beside it, and the system's error is thrown. What a file system cannot do (permission bits, syncing a folder)
 * is no failure; a disk that reports an error is.
 */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  { newMode, beforeReplace, fileSystem = nodeFileSystem, platform = process.platform }: WriteOptions = {},
): Promise<void> {
  const target = await targetOf(fileSystem, path, newMode);
  const folder = dirname(target.path);
  const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
  const temporary = join(folder, `.layerglass-${process.pid}-${randomBytes(6).toString("hex")}.tmp`);
  try {
    await writeAndSync(await fileSystem.create(temporary, target.mode ?? 0o666), bytes, target.mode);
    await beforeReplace?.();
    await replace(fileSystem, temporary, target.path, platform);
  } catch (failure) {
    // The write's own failure is the one to tell, whatever becomes of its draft.
    await fileSystem.remove(temporary).catch(() => {});
    throw failure;
  }
  await whereSupported(fileSystem.syncFolder(folder));
  await removeAbandoned(fileSystem, folder);
}
