import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { removeAbandonedDrafts, withDraft } from "./drafts";
import { errorCode, WriteRefusal } from "./error-code";
import { type FileStatus, type FileSystem, nodeFileSystem, type WritableFile } from "./file-system";

/** Time as the writer knows it, so that tests need not wait. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  pause(millis: number): Promise<unknown>;
}

export interface WriteOptions {
  /** Permission bits of a file that is new; an old one keeps its own. */
  readonly newMode?: number;
  /** Called when the new content is on the disk, right before it takes the old one's place; what it throws calls the write off. */
  readonly beforeReplace?: () => Promise<void>;
  readonly fileSystem?: FileSystem;
  readonly platform?: NodeJS.Platform;
  readonly clock?: Clock;
}

const machineClock: Clock = { now: () => performance.now(), pause: (millis) => delay(millis) };

/** Windows refuses to replace a file that a virus scanner or an indexer just looks at: tried again for so long. */
const replacePatienceMillis = 2_000;

/** How a file system says that it has no such call at all; the file is as good without it. */
const noSuchCall = ["ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EINVAL", "ENOTTY"];
/** Permission bits and owners: refused by CIFS as another user, too. */
const notOurs = [...noSuchCall, "EPERM", "EACCES"];
/** Syncing a folder: refused by vboxsf and FUSE, and where a folder may be entered but not read. */
const noFolderSync = [...notOurs, "EISDIR", "EBADF"];

async function unless(codes: readonly string[], doing: Promise<void>): Promise<boolean> {
  try {
    await doing;
    return true;
  } catch (failure) {
    if (!codes.includes(errorCode(failure))) throw failure;
    return false;
  }
}

interface Target {
  readonly path: string;
  /** Null when nothing stands there yet. */
  readonly status: FileStatus | null;
}

async function targetOf(fileSystem: FileSystem, path: string): Promise<Target> {
  try {
    // A link is followed, so that the file it names is replaced and not the link.
    const target = await fileSystem.realpath(path);
    return { path: target, status: await fileSystem.stat(target) };
  } catch (failure) {
    if (errorCode(failure) !== "ENOENT") throw failure;
    return { path, status: null };
  }
}

/** A rename asks nothing of the file it replaces, so a write-protected one has to be refused here. */
async function refuseProtected(fileSystem: FileSystem, { path, status }: Target): Promise<void> {
  if (status === null || status.kind === "folder") return;
  const isProtected = (status.mode & 0o222) === 0 || !(await fileSystem.isWritable(path));
  if (isProtected) throw new WriteRefusal("read_only_file", path);
}

async function create(fileSystem: FileSystem, draft: string, mode: number, target: Target): Promise<WritableFile> {
  try {
    return await fileSystem.create(draft, mode);
  } catch (failure) {
    const isClosed = target.status !== null && ["EACCES", "EPERM"].includes(errorCode(failure));
    throw isClosed ? new WriteRefusal("read_only_folder", target.path) : failure;
  }
}

/** Gives a file the old one's owner and group as far as this user may: root always, others at most the group. */
async function keepOwner(file: WritableFile, { user, group }: FileStatus): Promise<void> {
  const self = process.getuid?.();
  if (self === undefined || (user === self && group === process.getgid?.())) return;
  if (!(await unless(notOurs, file.chown(user, group)))) await unless(notOurs, file.chown(self, group));
}

/** What a file is to hold, as a whole or piece by piece. */
export type Content = string | Uint8Array | Iterable<string>;

async function writeWhole(file: WritableFile, piece: string | Uint8Array): Promise<void> {
  const bytes = typeof piece === "string" ? Buffer.from(piece, "utf8") : piece;
  for (let written = 0; written < bytes.length; ) {
    const more = await file.write(bytes.subarray(written));
    if (more <= 0) throw Object.assign(new Error("EIO: the disk took none of the bytes"), { code: "EIO" });
    written += more;
  }
}

async function fill(file: WritableFile, content: Content, old: FileStatus | null, newMode?: number): Promise<void> {
  try {
    const isWhole = typeof content === "string" || content instanceof Uint8Array;
    for (const piece of isWhole ? [content] : content) await writeWhole(file, piece);
    if (old !== null) await keepOwner(file, old);
    // Creating subjects the mode to the umask, and a change of owner clears bits; the old file's are wanted exactly.
    const mode = old?.mode ?? newMode;
    if (mode !== undefined) await unless(notOurs, file.chmod(mode));
    await unless(noSuchCall, file.sync());
  } finally {
    await file.close();
  }
}

async function replace(from: string, to: string, options: Required<Pick<WriteOptions, "fileSystem" | "clock">>) {
  const { fileSystem, clock } = options;
  const begun = clock.now();
  for (let pause = 10; ; pause = Math.min(2 * pause, 250)) {
    try {
      await fileSystem.rename(from, to);
      return;
    } catch (failure) {
      const mayPass = ["EBUSY", "EPERM", "EACCES"].includes(errorCode(failure));
      if (!mayPass || clock.now() - begun >= replacePatienceMillis) throw failure;
      await clock.pause(pause);
    }
  }
}

/**
 * Replaces a file so that at every instant the path holds the whole old or the whole new content: written beside
 * it, synced, renamed over it, folder synced. Keeps the old file's permission bits and, where it may, its owner; a link stays
 * one. On failure the old file is untouched, nothing is left beside it, and the system's error is thrown, or a
 * `WriteRefusal`. What a file system cannot do (permission bits, syncing a folder) is no failure; a disk that reports an
 * error is.
 */
export async function writeFileAtomically(path: string, content: Content, options: WriteOptions = {}): Promise<void> {
  const { newMode, beforeReplace, fileSystem = nodeFileSystem, platform = process.platform } = options;
  const clock = options.clock ?? machineClock;
  const target = await targetOf(fileSystem, path);
  await refuseProtected(fileSystem, target);
  const folder = dirname(target.path);
  await withDraft(fileSystem, folder, async (draft) => {
    const mode = target.status?.mode ?? newMode ?? 0o666;
    await fill(await create(fileSystem, draft, mode, target), content, target.status, newMode);
    await beforeReplace?.();
    if (platform === "win32") await replace(draft, target.path, { fileSystem, clock });
    else await fileSystem.rename(draft, target.path);
  });
  await unless(noFolderSync, fileSystem.syncFolder(folder));
  await removeAbandonedDrafts(folder, fileSystem);
}
