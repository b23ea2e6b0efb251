import { createHash } from "node:crypto";
import { join } from "node:path";
import { type FileSystem, isTemporaryName, nodeFileSystem, writeFileAtomically } from "../../engine/files";
import type { ProjectBackup } from "../contract";

/** Versions kept of one project. */
const keptVersions = 10;
/** Bytes kept of all versions of one project; the newest stays even if it alone is larger. */
const keptBytes = 64 * 1_048_576;

const namePattern = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})\.layerglass$/;

/** When a version was put by, from its name, in milliseconds since 1970; null for a name that is none. */
function timeOf(name: string): number | null {
  const match = namePattern.exec(name);
  if (!match) return null;
  const [, day, hours, minutes, seconds, millis] = match;
  const time = Date.parse(`${day}T${hours}:${minutes}:${seconds}.${millis}Z`);
  return Number.isNaN(time) ? null : time;
}

/**
 * What stood in a project's file before each save, beside the app's data: a folder for each path, the newest versions in it.
 * The person's own folders stay as tidy as they are, and a read-only one loses no backup.
 */
export class ProjectBackups {
  constructor(
    private readonly root: string,
    private readonly fileSystem: FileSystem = nodeFileSystem,
    private readonly now: () => number = Date.now,
  ) {}

  /** Keeps a version, unless the newest is the same, and lets the oldest go. */
  async keep(path: string, content: Uint8Array): Promise<void> {
    const folder = this.folderOf(path);
    const kept = await this.list(path);
    const [newest] = kept;
    if (newest && Buffer.compare(await this.fileSystem.readFile(join(folder, newest.name)), content) === 0) return;
    await this.fileSystem.makeFolder(folder);
    const name = `${new Date(this.now()).toISOString().replaceAll(":", "-").replace(".", "-").replace("Z", "")}.layerglass`;
    await writeFileAtomically(join(folder, name), content, { newMode: 0o600, fileSystem: this.fileSystem });
    let bytes = content.length;
    for (const [index, version] of kept.entries()) {
      const file = join(folder, version.name);
      bytes += (await this.fileSystem.stat(file)).size;
      if (index + 1 >= keptVersions || bytes > keptBytes) await this.fileSystem.remove(file);
    }
  }

  /** The versions of a project, newest first. */
  async list(path: string): Promise<readonly ProjectBackup[]> {
    const names = await this.fileSystem.list(this.folderOf(path)).catch(() => []);
    return names
      .filter((name) => !isTemporaryName(name))
      .map((name) => ({ name, savedMillis: timeOf(name) }))
      .filter((version): version is ProjectBackup => version.savedMillis !== null)
      .sort((a, b) => b.savedMillis - a.savedMillis);
  }

  /** The bytes of one version; throws the system's error, or ENOENT for a name that `list` does not give. */
  async read(path: string, name: string): Promise<Uint8Array> {
    if (!namePattern.test(name)) throw Object.assign(new Error(`no version is called ${name}`), { code: "ENOENT" });
    return this.fileSystem.readFile(join(this.folderOf(path), name));
  }

  private folderOf(path: string): string {
    return join(this.root, createHash("sha256").update(path).digest("hex").slice(0, 32));
  }
}
