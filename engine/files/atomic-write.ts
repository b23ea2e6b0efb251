import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** The folder's entry for a renamed file reaches the disk only when the folder itself is synced; Windows has no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function targetOf(
  path: string,
  newMode: number | null,
): Promise<{ readonly path: string; readonly mode: number | null }> {
  try {
    // A link is followed, so that the file it names is replaced and not the link.
    const target = await realpath(path);
    return { path: target, mode: (await stat(target)).mode & 0o7777 };
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== "ENOENT") throw failure;
    return { path, mode: newMode };
  }
}

async function writeAndSync(handle: FileHandle, content: string | Uint8Array, mode: number | null): Promise<void> {
  try {
    await handle.writeFile(content, "utf8");
    // `open` subjects its mode to the umask; the old file's bits are wanted exactly.
    if (mode !== null) await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Replaces a file so that at every instant the path holds the whole old or the whole new content: written beside
 * it, synced, renamed over it, folder synced. Keeps the old file's permission bits; a new file gets `newMode`, or what the
 * system gives. On failure the old file is untouched, nothing is left beside it, and the system's error is thrown.
 */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  newMode: number | null = null,
): Promise<void> {
  const target = await targetOf(path, newMode);
  const folder = dirname(target.path);
  const temporary = join(folder, `.${basename(target.path)}.${process.pid}.${Date.now().toString(36)}.tmp`);
  const handle = await open(temporary, "wx", target.mode ?? 0o666);
  try {
    await writeAndSync(handle, content, target.mode);
    await rename(temporary, target.path);
  } catch (failure) {
    await rm(temporary, { force: true });
    throw failure;
  }
  await syncFolder(folder);
}
