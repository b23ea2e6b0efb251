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

async function targetOf(path: string): Promise<{ readonly path: string; readonly mode: number | null }> {
  try {
    // A link is followed, so that the file it names is replaced and not the link.
    const target = await realpath(path);
    return { path: target, mode: (await stat(target)).mode & 0o7777 };
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== "ENOENT") throw failure;
    return { path, mode: null };
  }
}

async function writeAndSync(handle: FileHandle, text: string, mode: number | null): Promise<void> {
  try {
    await handle.writeFile(text, "utf8");
    // `open` subjects its mode to the umask; the old file's bits are wanted exactly.
    if (mode !== null) await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Replaces a file so that at every instant the path holds the whole old or the whole new text: written beside it,
 * synced, renamed over it, folder synced. Keeps the old file's permission bits. On failure the old file is untouched,
 * nothing is left beside it, and the system's error is thrown.
 */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  const target = await targetOf(path);
  const folder = dirname(target.path);
  const temporary = join(folder, `.${basename(target.path)}.${process.pid}.${Date.now().toString(36)}.tmp`);
  const handle = await open(temporary, "wx", target.mode ?? 0o666);
  try {
    await writeAndSync(handle, text, target.mode);
    await rename(temporary, target.path);
  } catch (failure) {
    await rm(temporary, { force: true });
    throw failure;
  }
  await syncFolder(folder);
}
