import { createHash } from "node:crypto";
import { extname } from "node:path";
import { TextDecoder } from "node:util";
import { type Failure, FailureError, failure, fileSubject } from "../../engine/contract";
import {
  errorCode,
  type FileStatus,
  type FileSystem,
  fileFailure,
  nodeFileSystem,
  systemFailure,
  writeFileAtomically,
} from "../../engine/files";
import { projectLimits } from "../../engine/model";
import type { DiskAnswer, FileRefusal, OpenAnswer, PeekAnswer, ProjectBackup, SaveAnswer } from "../contract";
import { keepOlderVersion } from "./older-version";
import type { ProjectBackups } from "./project-backups";

export const projectExtension = ".layerglass";

/** Why a file was not opened or saved, of what working on it threw. */
export const refusal = (path: string, thrown: unknown): FileRefusal => ({
  ok: false,
  failure: systemFailure(path, thrown),
});

function isProjectPath(path: string): boolean {
  return extname(path).toLowerCase() === projectExtension;
}

const hashOf = (content: Uint8Array | string): string => createHash("sha256").update(content).digest("hex");

/** Another program changed the file while it was being saved. */
class ChangedOnDisk extends Error {
  constructor(readonly version: string) {
    super("the file changed while it was being saved");
  }
}

const changedAnswer = (path: string, version: string): SaveAnswer => ({
  ok: false,
  failure: failure("file_changed", {
    subject: fileSubject(path),
    found: "a file that another program changed",
    expected: "what was opened or saved here last",
    help: "compare the two, or save under another name",
  }),
  version,
});

const notAProject = (path: string): Failure =>
  failure("not_a_project", {
    subject: fileSubject(path),
    found: `a name that does not end in ${projectExtension}`,
    expected: "a project",
    help: `choose a ${projectExtension} file`,
  });

function tooLarge(path: string, bytes: number): Failure {
  const limit = projectLimits.bytes / 2 ** 20;
  return failure("project_too_large", {
    subject: fileSubject(path),
    found: `${Math.round(bytes / 2 ** 20)} MiB`,
    expected: `at most ${limit} MiB`,
    help: "check that this is the right file",
    values: { limit },
  });
}

const notText = (path: string): Failure =>
  failure("project_not_text", {
    subject: fileSubject(path),
    found: "bytes that are not text in UTF-8",
    expected: "a project file",
    help: "open a backup of the file",
  });

/** What stands at a path now. `content` is null for a file too large to be a project. */
interface OnDisk {
  readonly version: string;
  readonly content: Uint8Array | null;
  readonly status: FileStatus;
}

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

  /** The person picked this path in a dialog of ours, and agreed to replace what stands there now. */
  async choose(path: string): Promise<void> {
    this.chosen.add(path);
    // What cannot be looked at now is told when it is saved.
    const now = await this.onDisk(path).catch(() => null);
    if (now) this.known.set(path, now.version);
  }

  isChosen(path: string): boolean {
    return this.chosen.has(path);
  }

  /** Reads a project to be opened: from now on a change by another program is noticed. */
  async read(path: string): Promise<OpenAnswer> {
    const answer = await this.peek(path);
    if (!answer.ok) return answer;
    this.chosen.add(path);
    this.known.set(path, answer.version);
    return { ok: true, file: answer.file };
  }

  /** Reads a project to be looked at only, as for comparing it with the one that is open. */
  async peek(path: string): Promise<PeekAnswer> {
    if (!isProjectPath(path)) {
      return { ok: false, failure: notAProject(path) };
    }
    try {
      const now = await this.onDisk(path);
      if (now === null) return { ok: false, failure: fileFailure("file_absent", path) };
      if (now.content === null) return { ok: false, failure: tooLarge(path, now.status.size) };
      const text = new TextDecoder("utf-8", { fatal: true }).decode(now.content);
      return { ok: true, file: { path, text }, version: now.version };
    } catch (thrown) {
      return errorCode(thrown) === "ERR_ENCODING_INVALID_ENCODED_DATA"
        ? { ok: false, failure: notText(path) }
        : refusal(path, thrown);
    }
  }

  /** How a file stands against what this app last read from it or wrote to it; one that cannot be looked at counts as the same. */
  async diskState(path: string): Promise<DiskAnswer> {
    const known = this.known.get(path);
    if (known === undefined) return { state: "same" };
    try {
      const now = await this.onDisk(path);
      if (now === null) return { state: "gone" };
      return now.version === known ? { state: "same" } : { state: "changed", version: now.version };
    } catch {
      return { state: "same" };
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
   * Replaces a project. What stood there is put by first, and one that an older version wrote is kept beside it. A file that
   * is neither what was last read or written here nor the version `replacing` is left as it is (`file_changed`).
   */
  async write(path: string, text: string, replacing: string | null = null): Promise<SaveAnswer> {
    try {
      const mine = hashOf(text);
      const before = await this.onDisk(path);
      const isReplaced = before !== null && before.version !== mine;
      if (isReplaced && ![this.known.get(path), replacing].includes(before.version)) {
        return changedAnswer(path, before.version);
      }
      const unkept = isReplaced ? await this.putBy(path, before) : null;
      const old = isReplaced ? before.content : null;
      const backup = old && (await keepOlderVersion(path, old, text, this.fileSystem));
      await writeFileAtomically(path, text, {
        fileSystem: this.fileSystem,
        beforeReplace: async () => {
          const now = await this.onDisk(path);
          if (now !== null && now.version !== before?.version) throw new ChangedOnDisk(now.version);
        },
      });
      this.known.set(path, mine);
      return { ok: true, path, backup, unkept };
    } catch (thrown) {
      return thrown instanceof ChangedOnDisk ? changedAnswer(path, thrown.version) : refusal(path, thrown);
    }
  }

  /** The versions put by of a project, newest first. */
  async listBackups(path: string): Promise<readonly ProjectBackup[]> {
    return (await this.backups?.list(path)) ?? [];
  }

  /** A version put by, as text; with `adopt`, it becomes the file's content when it is saved, whatever stands there now. */
  async readBackup(path: string, name: string, adopt: boolean): Promise<OpenAnswer> {
    try {
      const content = await this.backups?.read(path, name);
      if (content === undefined) return { ok: false, failure: fileFailure("file_absent", path) };
      const text = new TextDecoder("utf-8", { fatal: true }).decode(content);
      if (adopt) await this.choose(path);
      return { ok: true, file: { path, text } };
    } catch (thrown) {
      return refusal(path, thrown);
    }
  }

  /** What stands at a path; null when nothing does. */
  private async onDisk(path: string): Promise<OnDisk | null> {
    try {
      const status = await this.fileSystem.stat(path);
      if (status.kind === "folder") throw new FailureError(fileFailure("is_a_folder", path));
      // A pipe or a device may never end.
      if (status.kind === "other") throw new FailureError(fileFailure("not_a_file", path));
      if (status.size > projectLimits.bytes) {
        return { version: `${status.size}:${status.modifiedMillis}`, content: null, status };
      }
      const content = await this.fileSystem.readFile(path);
      return { version: hashOf(content), content, status };
    } catch (thrown) {
      if (errorCode(thrown) === "ENOENT") return null;
      throw thrown;
    }
  }

  /** A backup that cannot be made does not keep the person from saving, but its reason is told. */
  private async putBy(path: string, { content, status }: OnDisk): Promise<Failure | null> {
    if (content === null) return null;
    try {
      await this.backups?.keep(path, { content, savedMillis: status.modifiedMillis });
      return null;
    } catch (thrown) {
      console.error(`The version of ${path} before this one could not be kept:`, thrown);
      return systemFailure(path, thrown);
    }
  }
}
