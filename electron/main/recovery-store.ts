import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { FailureError, failure, fileSubject } from "../../engine/contract";
import {
  errorCode,
  type FileSystem,
  nodeFileSystem,
  removeAbandonedDrafts,
  systemFailure,
  writeFileAtomically,
} from "../../engine/files";
import { projectLimits } from "../../engine/model";
import { parseProject } from "../../engine/project";
import type { DocumentSnapshot, RecoveredFileState, RecoveryEntry } from "../contract";
import { documentId } from "../contract/recovery-schemas";
import { graphPicture } from "./graph-picture";

/** Copies kept at most; beyond, the oldest go where `putAside` brings them. */
const mostCopies = 50;

/** One copy as it lies on the disk, readable by a person. */
const copySchema = z.strictObject({
  format: z.literal("layerglass-recovery"),
  version: z.literal(1),
  name: z.string(),
  path: z.string().min(1).nullable(),
  /** Content of the file the work began from, by SHA-256; null where there was none. */
  fileVersion: z.string().nullable(),
  keptAt: z.iso.datetime(),
  /** Text of the project file. */
  project: z.string().max(projectLimits.bytes),
});

/** A copy that was read whole. */
export interface RecoveryCopy {
  readonly document: DocumentSnapshot;
  readonly fileVersion: string | null;
  readonly keptMillis: number;
}

/** Why a copy cannot be used. */
function damagedCopy(path: string, found: string): FailureError {
  const help = "look at the copy in its folder, or discard it";
  const words = { found, expected: "a copy of unsaved work", help };
  return new FailureError(failure("copy_damaged", { subject: fileSubject(path), ...words }));
}

const nameOf = (id: string): string => `${id}.json`;

/**
 * Copies of unsaved work, one file a document in a folder of the app's own, never beside or in place of the person's
 * file. Changes are made one after the other; each leaves the whole old or the whole new copy.
 */
export class RecoveryStore {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly folder: string,
    private readonly fileSystem: FileSystem = nodeFileSystem,
  ) {}

  /** Where a copy lies. */
  pathOf(id: string): string {
    return join(this.folder, nameOf(documentId.parse(id)));
  }

  /** Writes the copy; resolves when it is on the disk. @throws the system's error; the copy that was there is whole then. */
  keep(document: DocumentSnapshot, fileVersion: string | null): Promise<void> {
    return this.queued(async () => {
      const copy: z.infer<typeof copySchema> = {
        format: "layerglass-recovery",
        version: 1,
        name: document.name,
        path: document.path,
        fileVersion,
        keptAt: new Date().toISOString(),
        project: document.text,
      };
      await this.fileSystem.makeFolder(this.folder);
      const text = `${JSON.stringify(copy, null, 2)}\n`;
      await writeFileAtomically(this.pathOf(document.id), text, { newMode: 0o600, fileSystem: this.fileSystem });
    });
  }

  /** Removes a copy, or nothing if there is none. */
  drop(id: string): Promise<void> {
    return this.queued(() => this.fileSystem.remove(this.pathOf(id)));
  }

  /** Resolves when everything asked so far is done. */
  async flushed(): Promise<void> {
    await this.last;
  }

  /** A copy's document. @throws FailureError saying what is wrong with it, or the system's error. */
  async read(id: string): Promise<RecoveryCopy> {
    const path = this.pathOf(id);
    const { size } = await this.fileSystem.stat(path);
    if (size > 2 * projectLimits.bytes) throw damagedCopy(path, `${Math.round(size / 1e6)} MB`);
    const text = Buffer.from(await this.fileSystem.readFile(path)).toString("utf8");
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (thrown) {
      throw damagedCopy(path, `what is not JSON (${String(thrown).slice(0, 200)})`);
    }
    const checked = copySchema.safeParse(value);
    if (!checked.success) {
      const [issue] = checked.error.issues;
      throw damagedCopy(path, `at ${issue?.path.join(".") || "its root"}: ${issue?.message ?? "something else"}`);
    }
    const { name, path: file, project, fileVersion, keptAt } = checked.data;
    return {
      document: { id, name, path: file, text: project, dirty: true },
      fileVersion,
      keptMillis: Date.parse(keptAt),
    };
  }

  /** All copies, newest first, the damaged ones last and with the reason. A folder that cannot be read holds none. */
  async list(): Promise<readonly RecoveryEntry[]> {
    const entries = await Promise.all((await this.ids()).map((id) => this.entry(id)));
    return entries
      .filter((entry) => entry !== null)
      .sort((a, b) => Number(a.state === "damaged") - Number(b.state === "damaged") || b.keptMillis - a.keptMillis);
  }

  /**
   * Removes what a process that was killed left half-written, and has the oldest copies beyond the number kept put
   * aside. Never fails.
   */
  async tidy(putAside: (path: string) => Promise<void>): Promise<void> {
    await removeAbandonedDrafts(this.folder, this.fileSystem);
    const ids = await this.ids();
    if (ids.length <= mostCopies) return;
    const aged = await Promise.all(ids.map(async (id) => ({ id, millis: await this.modified(id) })));
    for (const { id } of aged.sort((a, b) => b.millis - a.millis).slice(mostCopies)) {
      await putAside(this.pathOf(id)).catch((failure: unknown) => console.error("A copy was not put aside:", failure));
    }
  }

  /** How the person's file stands against the content the work began from. */
  async fileState(path: string | null, version: string | null): Promise<RecoveredFileState> {
    if (path === null) return "none";
    try {
      const { kind, size } = await this.fileSystem.stat(path);
      if (kind !== "file" || size > projectLimits.bytes || version === null) return "unknown";
      const now = createHash("sha256")
        .update(await this.fileSystem.readFile(path))
        .digest("hex");
      return now === version ? "same" : "changed";
    } catch (failure) {
      return ["ENOENT", "ENOTDIR"].includes(errorCode(failure)) ? "absent" : "unknown";
    }
  }

  private async ids(): Promise<readonly string[]> {
    const names = await this.fileSystem.list(this.folder).catch(() => []);
    return names
      .filter((name) => name.endsWith(".json"))
      .map((name) => name.slice(0, -".json".length))
      .filter((id) => documentId.safeParse(id).success);
  }

  private async modified(id: string): Promise<number> {
    return (await this.fileSystem.stat(this.pathOf(id)).catch(() => null))?.modifiedMillis ?? 0;
  }

  /** Null for a copy that went away meanwhile. */
  private async entry(id: string): Promise<RecoveryEntry | null> {
    try {
      const { document, fileVersion, keptMillis } = await this.read(id);
      const parsed = parseProject(document.text);
      if (!parsed.ok) throw new FailureError(parsed.failure);
      const { graph, layout } = parsed.project;
      return {
        state: "whole",
        id,
        name: document.name,
        path: document.path,
        keptMillis,
        nodeCount: Object.keys(graph.nodes).length,
        picture: graphPicture(graph, layout),
        file: await this.fileState(document.path, fileVersion),
      };
    } catch (thrown) {
      if (errorCode(thrown) === "ENOENT") return null;
      const failure = systemFailure(this.pathOf(id), thrown);
      return { state: "damaged", id, keptMillis: await this.modified(id), failure };
    }
  }

  private queued(work: () => Promise<void>): Promise<void> {
    const done = this.last.then(work);
    this.last = done.catch(() => {});
    return done;
  }
}
