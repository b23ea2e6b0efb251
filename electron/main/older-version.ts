import { basename, dirname, extname, join } from "node:path";
import { type FileSystem, nodeFileSystem, writeFileAtomically } from "../../engine/files";

/** Characters in which a project says its version: it stands at the file's head. */
const headLength = 4096;
/** Bytes a file's name may have on every system we know. */
const longestName = 255;

/** The version a project's text names; null when it names none. */
function versionIn(text: string): number | null {
  const head = text.slice(0, headLength);
  if (!/"format"\s*:\s*"layerglass"/.test(head)) return null;
  const version = /"version"\s*:\s*(\d{1,9})\b/.exec(head)?.[1];
  return version === undefined ? null : Number(version);
}

/** A name with an ending, its beginning cut where both would be longer than a name may be. */
function nameWith(stem: string, ending: string): string {
  let head = stem;
  while (Buffer.byteLength(head + ending) > longestName) head = [...head].slice(0, -1).join("");
  return head + ending;
}

/**
 * Before a project is replaced by a newer version's text, keeps it as it is beside itself: `name.version-1.layerglass`, a
 * project that opens like any other. The copy is on the disk, whole, when this answers; one kept before is never written
 * over. Answers its path, or null where nothing older stands; throws the system's error when the copy cannot be made, so
 * that nothing is replaced then.
 */
export async function keepOlderVersion(
  path: string,
  content: Uint8Array,
  text: string,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<string | null> {
  const before = versionIn(Buffer.from(content.subarray(0, headLength)).toString("utf8"));
  const after = versionIn(text);
  if (before === null || after === null || before >= after) return null;
  const extension = extname(path);
  const backup = join(dirname(path), nameWith(basename(path, extension), `.version-${before}${extension}`));
  const isKept = await fileSystem.stat(backup).then(
    () => true,
    (failure: NodeJS.ErrnoException) => {
      if (failure.code === "ENOENT") return false;
      throw failure;
    },
  );
  if (!isKept) await writeFileAtomically(backup, content, { newMode: (await fileSystem.stat(path)).mode, fileSystem });
  return backup;
}
