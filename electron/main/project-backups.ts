import { createHash } from "node:crypto";
import { basename, join, resolve } from "node:path";
import { type FileSystem, nodeFileSystem, removeAbandonedDrafts, writeFileAtomically } from "../../engine/files";
import type { ProjectBackup } from "../contract";

/** `2026-11-27T14-02-31.250Z.0123456789ab.layerglass`: when that version was saved, and its content's hash. */
const namePattern = /^(\d{4}-\d{2}-\d{2}T\d{2})-(\d{2})-(\d{2}\.\d{3}Z)\.([0-9a-f]{12})\.layerglass$/;

/** Of one project: the newest, and then the newest of each day; all together within a size. */
const newestKept = 5;
const daysKept = 10;
const bytesOfOne = 64_000_000;
/** Of all projects together, oldest given up first. */
const bytesInAll = 512_000_000;

/** A version about to be replaced, and when it was saved. */
export interface ReplacedVersion {
  readonly content: Uint8Array;
  readonly savedMillis: number;
}

interface Kept extends ProjectBackup {
  readonly path: string;
  readonly bytes: number;
}

/**
 * What stood in a project's file before each save, in the app's own data: beside the file they would clutter, and a read-only
 * or full disk would refuse them. One folder a project, named after it and a hash of its path.
 */
export class ProjectBackups {
  constructor(
    readonly root: string,
    private readonly fileSystem: FileSystem = nodeFileSystem,
  ) {}

  /** Keeps a version, unless the newest is the same, and lets old ones go; throws the system's error when it cannot. */
  async keep(path: string, { content, savedMillis }: ReplacedVersion): Promise<void> {
    const folder = this.folderOf(path);
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
    const [newest] = await this.keptIn(folder);
    if (newest?.name.includes(`.${hash}.`)) return;
    await this.fileSystem.makeFolder(folder);
    const name = `${new Date(savedMillis).toISOString().replaceAll(":", "-")}.${hash}.layerglass`;
    await writeFileAtomically(join(folder, name), content, { newMode: 0o600, fileSystem: this.fileSystem });
    await this.thin(await this.keptIn(folder), name);
  }

  /** The versions of a project, newest first; none when they cannot be listed. */
  async list(path: string): Promise<readonly ProjectBackup[]> {
    return (await this.keptIn(this.folderOf(path))).map(({ name, savedMillis }) => ({ name, savedMillis }));
  }

  /** The bytes of one version; throws the system's error, or ENOENT for a name that `list` does not give. */
  async read(path: string, name: string): Promise<Uint8Array> {
    if (!namePattern.test(name)) throw Object.assign(new Error(`no version is called ${name}`), { code: "ENOENT" });
    return this.fileSystem.readFile(join(this.folderOf(path), name));
  }

  /** Brings all backups together within their size, and takes away what a crash left half-written. At the app's start. */
  async tidy(): Promise<void> {
    const folders = await this.fileSystem.list(this.root).catch(() => []);
    const all: Kept[] = [];
    for (const folder of folders) {
      await removeAbandonedDrafts(join(this.root, folder), this.fileSystem);
      all.push(...(await this.keptIn(join(this.root, folder))));
    }
    all.sort((one, other) => other.savedMillis - one.savedMillis);
    let total = 0;
    for (const { bytes, path } of all) {
      total += bytes;
      if (total > bytesInAll) await this.fileSystem.remove(path).catch(() => {});
    }
  }

  private folderOf(path: string): string {
    const absolute = process.platform === "win32" ? resolve(path).toLowerCase() : resolve(path);
    const hash = createHash("sha256").update(absolute).digest("hex").slice(0, 16);
    const readable = [...basename(path, ".layerglass").replace(/[^\p{L}\p{N}_-]/gu, "_")].slice(0, 32).join("");
    return join(this.root, `${readable}-${hash}`);
  }

  private async keptIn(folder: string): Promise<readonly Kept[]> {
    const names = await this.fileSystem.list(folder).catch(() => []);
    const kept: Kept[] = [];
    for (const name of names) {
      const [, hour, minute, second] = namePattern.exec(name) ?? [];
      const savedMillis = Date.parse(`${hour}:${minute}:${second}`);
      if (!Number.isFinite(savedMillis)) continue;
      const path = join(folder, name);
      const status = await this.fileSystem.stat(path).catch(() => null);
      if (status !== null) kept.push({ name, savedMillis, bytes: status.size, path });
    }
    return kept.sort((one, other) => other.savedMillis - one.savedMillis);
  }

  /** What cannot be removed is left to the next time: the version just kept is what counts. */
  private async thin(kept: readonly Kept[], justKept: string): Promise<void> {
    const days = new Set<string>();
    let total = 0;
    for (const [index, { name, path, bytes }] of kept.entries()) {
      const day = name.slice(0, 10);
      const isNewestOfDay = !days.has(day) && days.size < daysKept;
      days.add(day);
      const isWanted = (index < newestKept || isNewestOfDay) && total + bytes <= bytesOfOne;
      if (isWanted || name === justKept) total += bytes;
      else await this.fileSystem.remove(path).catch(() => {});
    }
  }
}
