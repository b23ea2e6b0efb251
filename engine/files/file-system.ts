import { mkdir, open, readdir, readFile, realpath, rename, rm, stat } from "node:fs/promises";

/** A file being written. */
export interface WritableFile {
  /** Writes some of the bytes, beginning with the first, and answers how many: a short write is no failure. */
  write(bytes: Uint8Array): Promise<number>;
  /** Sets the permission bits exactly, whatever the umask. */
  chmod(mode: number): Promise<void>;
  /** Resolves when what was written is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface FileStatus {
  /** Permission bits. */
  readonly mode: number;
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
  readFile(path: string): Promise<Uint8Array>;
  /** Names in a folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Makes a folder and those above it, for the person alone; does nothing when it is there. */
  makeFolder(folder: string): Promise<void>;
  /** Puts a folder's entries on the disk; does nothing on Windows, which has no such call. */
  syncFolder(folder: string): Promise<void>;
}

/** The machine's own file system. */
export const nodeFileSystem: FileSystem = {
  async create(path, mode) {
    const handle = await open(path, "wx", mode);
    return {
      write: async (bytes) => (await handle.write(bytes, 0, bytes.length, null)).bytesWritten,
      chmod: (bits) => handle.chmod(bits),
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  realpath: (path) => realpath(path),
  async stat(path) {
    const { mode, size, mtimeMs } = await stat(path);
    return { mode: mode & 0o7777, size, modifiedMillis: mtimeMs };
  },
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
