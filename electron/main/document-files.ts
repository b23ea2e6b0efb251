import { open } from "node:fs/promises";
import { extname } from "node:path";
import { TextDecoder } from "node:util";
import { writeFileAtomically } from "../../engine/files";
import type { FileFailure, OpenAnswer, SaveAnswer } from "../contract";
import { projectTextLimit } from "../contract/channels";
import { keepOlderVersion } from "./older-version";

export const projectExtension = ".layerglass";

/** What to do about the system's refusals, by their code. */
const remedies: Readonly<Record<string, string>> = {
  ENOENT: "the file or its folder does not exist; it may have been moved or renamed",
  EACCES: "access is not permitted; check the permissions, or save under another name",
  EPERM: "access is not permitted; check the permissions, or save under another name",
  EROFS: "the disk is read-only; save under another name",
  ENOSPC: "the disk is full; free some space, or save elsewhere",
  EDQUOT: "your disk quota is used up; free some space, or save elsewhere",
  EISDIR: "it is a folder, not a file",
  ENOTDIR: "a part of its path is not a folder",
  ENAMETOOLONG: "its name is too long; save under a shorter one",
  EIO: "the disk reported an error; save elsewhere and check the disk",
  EMFILE: "too many files are open; close other programs and try again",
};

function failureAnswer(what: "opened" | "saved", path: string, failure: unknown): FileFailure {
  const code = (failure as NodeJS.ErrnoException).code ?? "unknown";
  const reason = remedies[code] ?? (failure instanceof Error ? failure.message : String(failure));
  return { ok: false, code, message: `${path} could not be ${what}: ${reason}.` };
}

function isProjectPath(path: string): boolean {
  return extname(path).toLowerCase() === projectExtension;
}

/** Project files as text. Only projects are read and written: the window cannot reach any other file through here. */
export class DocumentFiles {
  /** Paths the person opened or chose; a save without a dialog goes to these alone. */
  private readonly chosen = new Set<string>();

  /** The person picked this path in a dialog of ours. */
  choose(path: string): void {
    this.chosen.add(path);
  }

  async read(path: string): Promise<OpenAnswer> {
    if (!isProjectPath(path)) {
      return {
        ok: false,
        code: "not_a_project",
        message: `${path} is not a project: its name does not end in ${projectExtension}.`,
      };
    }
    try {
      const handle = await open(path, "r");
      try {
        const { size } = await handle.stat();
        if (size > projectTextLimit) {
          const megabytes = Math.round(size / 1e6);
          return {
            ok: false,
            code: "too_large",
            message: `${path} is too large for a project: ${megabytes} MB, at most ${projectTextLimit / 1e6} MB.`,
          };
        }
        const text = new TextDecoder("utf-8", { fatal: true }).decode(await handle.readFile());
        this.chosen.add(path);
        return { ok: true, file: { path, text } };
      } finally {
        await handle.close();
      }
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code === "ERR_ENCODING_INVALID_ENCODED_DATA") {
        return { ok: false, code: "damaged", message: `${path} is not a project: it is not text in UTF-8.` };
      }
      return failureAnswer("opened", path, failure);
    }
  }

  isChosen(path: string): boolean {
    return this.chosen.has(path);
  }

  /** Replaces a project; one that an older version wrote is kept beside it first. */
  async write(path: string, text: string): Promise<SaveAnswer> {
    try {
      const backup = await keepOlderVersion(path, text);
      await writeFileAtomically(path, text);
      return { ok: true, path, backup };
    } catch (failure) {
      return failureAnswer("saved", path, failure);
    }
  }
}
