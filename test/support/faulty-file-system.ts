/** The machine's own file system with faults at chosen calls, for tests of everything that is written. */
import { type FileSystem, nodeFileSystem, type WritableFile } from "../../engine/files";

/** Names of the calls, those on an open file under `file.`. */
export type FileCall = keyof FileSystem | `file.${keyof WritableFile}`;

/** The process ends here as far as the disk can tell: this call and all after it do nothing. */
export class Crash extends Error {
  constructor() {
    super("crashed");
  }
}

export const systemError = (code: string): Error => Object.assign(new Error(`${code}: injected`), { code });

/** What a call does instead: throws, or (for a write) takes only so many bytes. Null lets the call through. */
export type Fault = (
  call: FileCall,
  number: number,
  paths: readonly string[],
) => Error | { readonly bytes: number } | null;

export interface FaultyFileSystem extends FileSystem {
  /** Every call made, in order. */
  readonly calls: readonly FileCall[];
}

/** Real files in a real folder, except where `fault` says otherwise. */
export function faultyFileSystem(fault: Fault, base: FileSystem = nodeFileSystem): FaultyFileSystem {
  const calls: FileCall[] = [];
  const at = (call: FileCall, paths: readonly string[]): { readonly bytes: number } | null => {
    const answer = fault(call, calls.push(call) - 1, paths);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const wrap = (file: WritableFile, path: string): WritableFile => ({
    async write(bytes) {
      const short = at("file.write", [path]);
      return short === null ? file.write(bytes) : file.write(bytes.subarray(0, Math.max(0, short.bytes)));
    },
    async chmod(mode) {
      at("file.chmod", [path]);
      return file.chmod(mode);
    },
    async chown(user, group) {
      at("file.chown", [path]);
      return file.chown(user, group);
    },
    async sync() {
      at("file.sync", [path]);
      return file.sync();
    },
    async close() {
      // The descriptor goes in any case, as it does when a process ends.
      await file.close();
      at("file.close", [path]);
    },
  });
  return {
    calls,
    async create(path, mode) {
      at("create", [path]);
      return wrap(await base.create(path, mode), path);
    },
    async rename(from, to) {
      at("rename", [from, to]);
      return base.rename(from, to);
    },
    async remove(path) {
      at("remove", [path]);
      return base.remove(path);
    },
    async realpath(path) {
      at("realpath", [path]);
      return base.realpath(path);
    },
    async stat(path) {
      at("stat", [path]);
      return base.stat(path);
    },
    async isWritable(path) {
      at("isWritable", [path]);
      return base.isWritable(path);
    },
    async readFile(path) {
      at("readFile", [path]);
      return base.readFile(path);
    },
    async list(folder) {
      at("list", [folder]);
      return base.list(folder);
    },
    async makeFolder(folder) {
      at("makeFolder", [folder]);
      return base.makeFolder(folder);
    },
    async syncFolder(folder) {
      at("syncFolder", [folder]);
      return base.syncFolder(folder);
    },
  };
}

/** Ends the process at one call: before it (`half` false), or, for a write, when half its bytes are down. */
export function crashAt(number: number, half = false): Fault {
  let crashed = false;
  return (call, at) => {
    if (crashed) return new Crash();
    if (at !== number) return null;
    crashed = true;
    return half && call === "file.write" ? { bytes: 7 } : new Crash();
  };
}

/** One call of a kind fails with a system error, every time or only the `nth` (from 0). */
export function failAt(kind: FileCall, code: string, nth: number | null = null): Fault {
  let seen = -1;
  return (call) => {
    if (call !== kind) return null;
    seen += 1;
    return nth === null || seen === nth ? systemError(code) : null;
  };
}

/**
 * Does a piece of work again and again, each time ended one call later (and within each write, half-way), until it
 * comes through; `check` sees what each crash left. Answers how many crashes there were.
 */
export async function crashEverywhere(
  work: (fileSystem: FileSystem) => Promise<unknown>,
  check: (crash: { readonly call: FileCall; readonly number: number }) => Promise<void>,
  reset: () => Promise<void>,
): Promise<number> {
  let crashes = 0;
  for (let number = 0; ; number += 1) {
    for (const half of [false, true]) {
      await reset();
      const fileSystem = faultyFileSystem(crashAt(number, half));
      // Whether the work tells its caller or swallows it: what counts is the disk.
      await work(fileSystem).catch(() => {});
      const call = fileSystem.calls[number];
      if (call === undefined) return crashes;
      if (half && call !== "file.write") continue;
      crashes += 1;
      await check({ call, number });
    }
  }
}
