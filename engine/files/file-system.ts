import { constants, type Stats } from "node:fs";
import { access, mkdir, open, readdir, readFile, realpath, rename, rm, stat } from "node:fs/promises";

/** A file being written. */
export interface WritableFile {
  /** Writes some of the bytes, beginning with the first, and answers how many: a short write is no failure. */
  write(bytes: Uint8Array): Promise<number>;
  /** Sets the permission bits exactly, whatever the umask. */
  chmod(mode: number): Promise<void>;
  chown(user: number, group: number): Promise<void>;
  /** Resolves when what was written is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface FileStatus {
  /** `other`: a pipe, a device, a socket; reading one may never end. */
  readonly kind: "file" | "folder" | "other";
  /** Permission bits. */
  readonly mode: number;
  /** Ids of owner and group; 0 on Windows. */
  readonly user: number;
  readonly group: number;
  readonly size: number;
  readonly modifiedMillis: number;
}

/**
 * The calls that writing and keeping files is made of, each failing with the system's own error (`code` ENOSPC, EIO, …). One
 * seam for everything the app writes, so that tests can have any call fail, fall short, or be the last.
 */
export interface FileSystem {
  /** Makes a new file and opens it for writing; EEXIST when something stands there. */
  create(path: string, mode: number): Promise<WritableFile>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or nothing if there is none. */
  remove(path: string): Promise<void>;
  /** The path with every link followed; ENOENT when nothing stands there. */
  realpath(path: string): Promise<string>;
  stat(path: string): Promise<FileStatus>;
  /** Whether this user may write to what stands at the path. */
  isWritable(path: string): Promise<boolean>;
  readFile(path: string): Promise<Uint8Array>;
  /** Names in a folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Makes a folder and those above it, for the person alone; does nothing when it is there. */
  makeFolder(folder: string): Promise<void>;
  /** Puts a folder's entries on the disk; does nothing on Windows, which has no such call. */
  syncFolder(folder: string): Promise<void>;
}

function kindOf(stats: Stats): FileStatus["kind"] {
  if (stats.isFile()) return "file";
  return stats.isDirectory() ? "folder" : "other";
}

/** The machine's own file system. */
export const nodeFileSystem: FileSystem = {
  async create(path, mode) {
    const handle = await open(path, "wx", mode);
    return {
      write: async (bytes) => (await handle.write(bytes, 0, bytes.length, null)).bytesWritten,
      chmod: (bits) => handle.chmod(bits),
      chown: (user, group) => handle.chown(user, group),
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  realpath: (path) => realpath(path),
  async stat(path) {
    const stats = await stat(path);
    const { uid: user, gid: group, size, mtimeMs: modifiedMillis } = stats;
    return { kind: kindOf(stats), mode: stats.mode & 0o7777, user, group, size, modifiedMillis };
  },
  isWritable: (path) =>
    access(path, constants.W_OK).then(
      () => true,
      () => false,
    ),
  readFile: (path) => readFile(path),
  list: (folder) => readdir(folder),
  async makeFolder(folder) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  },
  async syncFolder(folder) {
    if (process.platform === "win32") return;
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};
