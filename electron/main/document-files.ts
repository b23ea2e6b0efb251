import { createHash } from "node:crypto";
import { extname } from "node:path";
import { TextDecoder } from "node:util";
import { errorCode, type FileSystem, nodeFileSystem, WriteRefusal, writeFileAtomically } from "../../engine/files";
import { projectLimits } from "../../engine/model";
import type { DiskState, FileFailure, OpenAnswer, ProjectBackup, SaveAnswer } from "../contract";
import { keepOlderVersion } from "./older-version";
import type { ProjectBackups } from "./project-backups";

export const projectExtension = ".layerglass";

/** What to do about the system's refusals, by their code; the window says the same in the person's language. */
const remedies: Readonly<Record<string, string>> = {
  ENOENT: "the file or its folder does not exist; it may have been moved or renamed",
  EACCES: "access is not permitted; check the permissions, or save under another name",
  EPERM: "access is not permitted; check the permissions, or save under another name",
  read_only_file: "the file is write-protected; lift the protection, or save under another name",
  read_only_folder: "no file can be made in its folder; check the permissions, or save elsewhere",
  EBUSY: "another program holds the file; close it there, or save under another name",
  EROFS: "the disk is read-only; save under another name",
  ENOSPC: "the disk is full; free some space, or save elsewhere",
  EDQUOT: "your disk quota is used up; free some space, or save elsewhere",
  EISDIR: "it is a folder, not a file",
  ENOTDIR: "a part of its path is not a folder",
  ENAMETOOLONG: "its name is too long; save under a shorter one",
  EIO: "the disk reported an error; save elsewhere and check the disk",
  EMFILE: "too many files are open; close other programs and try again",
};

const codeOf = (failure: unknown): string =>
  failure instanceof WriteRefusal ? failure.reason : errorCode(failure) || "unknown";

/** A system's refusal in words, with what to do about it. */
export function failureAnswer(what: "opened" | "saved", path: string, failure: unknown): FileFailure {
  const code = codeOf(failure);
  const reason = remedies[code] ?? (failure instanceof Error ? failure.message : String(failure));
  return { ok: false, code, message: `${path} could not be ${what}: ${reason}.` };
}

function isProjectPath(path: string): boolean {
  return extname(path).toLowerCase() === projectExtension;
}

const hashOf = (content: Uint8Array | string): string => createHash("sha256").update(content).digest("hex");

/** Called off by another program's change to the file while it was being saved. */
class ChangedOnDisk extends Error {}

const changedAnswer = (path: string): FileFailure => ({
  ok: false,
  code: "changed_on_disk",
  message: `${path} was changed by another program since it was opened here.`,
});

/**
 * Project files as text. Only projects are read and written: the window cannot reach any other file through here. Of every
 * file the content as last read or written here is known by its hash, so that a change by another program is never overwritten
 * without a word.
 */
export class DocumentFiles {
  /** Paths the person opened or chose; a save without a dialog goes to these alone. */
  private readonly chosen = new Set<string>();
  /** Hash of what this app last read from a path or wrote to it. */
  private readonly known = new Map<string, string>();

  constructor(
    private readonly backups: ProjectBackups | null = null,
    private readonly fileSystem: FileSystem = nodeFileSystem,
  ) {}

  /** The person picked this path in a dialog of ours. */
  choose(path: string): void {
    this.chosen.add(path);
  }

  isChosen(path: string): boolean {
    return this.chosen.has(path);
  }

  /** Reads a project to be opened: from now on a change by another program is noticed. */
  async read(path: string): Promise<OpenAnswer> {
    return this.peek(path, (content) => {
      this.chosen.add(path);
      this.known.set(path, hashOf(content));
    });
  }

  /** Reads a project to be looked at only, as for comparing it with the one that is open. */
  async peek(path: string, onContent: (content: Uint8Array) => void = () => {}): Promise<OpenAnswer> {
    if (!isProjectPath(path)) {
      return {
        ok: false,
        code: "not_a_project",
        message: `${path} is not a project: its name does not end in ${projectExtension}.`,
      };
    }
    try {
      const { size } = await this.fileSystem.stat(path);
      if (size > projectLimits.bytes) {
        const megabytes = Math.round(size / 1e6);
        return {
          ok: false,
          code: "too_large",
          message: `${path} is too large for a project: ${megabytes} MB, at most ${projectLimits.bytes / 1e6} MB.`,
        };
      }
      const content = await this.fileSystem.readFile(path);
      onContent(content);
      const text = new TextDecoder("utf-8", { fatal: true }).decode(content);
      return { ok: true, file: { path, text } };
    } catch (failure) {
      if (codeOf(failure) === "ERR_ENCODING_INVALID_ENCODED_DATA") {
        return { ok: false, code: "damaged", message: `${path} is damaged: it is not text in UTF-8.` };
      }
      return failureAnswer("opened", path, failure);
    }
  }

  /** How a file stands against what this app last read from it or wrote to it. */
  async diskState(path: string): Promise<DiskState> {
    const known = this.known.get(path);
    if (known === undefined) return "same";
    try {
      return hashOf(await this.fileSystem.readFile(path)) === known ? "same" : "changed";
    } catch (failure) {
      return codeOf(failure) === "ENOENT" ? "gone" : "same";
    }
  }

  /** What the app knows of a path's content, for a copy of unsaved work to remember. */
  knownHash(path: string): string | null {
    return this.known.get(path) ?? null;
  }

  /** Takes up a path with the content known of it, as recovered work does; a file that is another now will be noticed. */
  takeUp(path: string, hash: string | null): void {
    this.chosen.add(path);
    if (hash !== null) this.known.set(path, hash);
  }

  /**
   * Replaces a project. What stood there is put by first, and one that an older version wrote is kept beside it. Unless
   * `overwrite`, a file that is not what was last read or written here is left as it is (`changed_on_disk`).
   */
  async write(path: string, text: string, overwrite: boolean): Promise<SaveAnswer> {
    try {
      const before = await this.content(path);
      if (!overwrite && this.isForeign(path, before)) return changedAnswer(path);
      if (before !== null && hashOf(before) !== hashOf(text)) await this.putBy(path, before);
      const backup = before && (await keepOlderVersion(path, before, text, this.fileSystem));
      await writeFileAtomically(path, text, {
        fileSystem: this.fileSystem,
        beforeReplace: async () => {
          if (!overwrite && this.isForeign(path, await this.content(path))) throw new ChangedOnDisk();
        },
      });
      this.known.set(path, hashOf(text));
      return { ok: true, path, backup };
    } catch (failure) {
      return failure instanceof ChangedOnDisk ? changedAnswer(path) : failureAnswer("saved", path, failure);
    }
  }

  /** The versions put by of a project, newest first. */
  async listBackups(path: string): Promise<readonly ProjectBackup[]> {
    return (await this.backups?.list(path)) ?? [];
  }

  /** A version put by, as text; the answer names the project's own path. */
  async readBackup(path: string, name: string): Promise<OpenAnswer> {
    try {
      const content = await this.backups?.read(path, name);
      if (content === undefined) throw Object.assign(new Error("no backups are kept"), { code: "ENOENT" });
      return { ok: true, file: { path, text: new TextDecoder("utf-8", { fatal: true }).decode(content) } };
    } catch (failure) {
      return failureAnswer("opened", path, failure);
    }
  }

  /** The bytes of a file; null when there is none. */
  private async content(path: string): Promise<Uint8Array | null> {
    try {
      return await this.fileSystem.readFile(path);
    } catch (failure) {
      if (codeOf(failure) === "ENOENT") return null;
      throw failure;
    }
  }

  /** Whether a file holds what this app neither read nor wrote. One that is gone can be written again. */
  private isForeign(path: string, content: Uint8Array | null): boolean {
    return content !== null && hashOf(content) !== this.known.get(path);
  }

  /** A backup that cannot be made does not keep the person from saving; what is saved is whole either way. */
  private async putBy(path: string, content: Uint8Array): Promise<void> {
    try {
      await this.backups?.keep(path, content);
    } catch (failure) {
      console.error(`The version of ${path} before this one could not be kept:`, failure);
    }
  }
}
