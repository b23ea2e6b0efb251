import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { opendir, stat } from "node:fs/promises";
import { basename, isAbsolute, join } from "node:path";
import { isTableName } from "../../engine/model";

/** How far a search goes, so that a home folder or a share never keeps the engine busy. */
export interface SearchBounds {
  /** Folders below the given ones. */
  readonly depth: number;
  /** Entries looked at, in all folders together. */
  readonly entries: number;
  /** Bytes read to compare contents. */
  readonly bytes: number;
}

const usualBounds: SearchBounds = { depth: 3, entries: 20_000, bytes: 1024 ** 3 };

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(path)) hash.update(part);
  return hash.digest("hex");
}

/** Tables in the folders and below them, the nearest first. Links and hidden folders are not followed. */
async function tablesIn(folders: readonly string[], bounds: SearchBounds): Promise<readonly string[]> {
  const found = new Set<string>();
  let level = [...new Set(folders.filter(isAbsolute))];
  let left = bounds.entries;
  for (let depth = 0; depth <= bounds.depth && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      try {
        for await (const entry of await opendir(folder)) {
          left -= 1;
          if (left < 0) return [...found];
          const path = join(folder, entry.name);
          if (entry.isFile() && isTableName(entry.name)) found.add(path);
          if (entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules") next.push(path);
        }
      } catch {
        // A folder that is gone or not to be read holds nothing for us; the search is a courtesy.
      }
    }
    level = next.sort();
  }
  return [...found];
}

/**
 * The file with this content in the folders or a little below them, the same name first; null when there is none within
 * the bounds. `sha256`: of the file's bytes, lower-case hex.
 */
export async function findTable(
  { folders, name, sha256 }: { readonly folders: readonly string[]; readonly name: string; readonly sha256: string },
  bounds: SearchBounds = usualBounds,
): Promise<string | null> {
  const tables = await tablesIn(folders, bounds);
  const isNamed = (path: string): boolean => basename(path).toLowerCase() === name.toLowerCase();
  let left = bounds.bytes;
  for (const path of [...tables.filter(isNamed), ...tables.filter((other) => !isNamed(other))]) {
    try {
      const { size } = await stat(path);
      if (size > left) continue;
      left -= size;
      if ((await hashOf(path)) === sha256) return path;
    } catch {
      // Gone since it was listed, or not to be read: some other file then.
    }
  }
  return null;
}
