import { lstat, open, readFile, stat } from "node:fs/promises";
import { extname } from "node:path";
import { writeFileAtomically } from "../../engine/files";

/** Characters in which a project says its version: it stands at the file's head. */
const headLength = 4096;

/** The version a project's text names; null when it names none. */
function versionIn(text: string): number | null {
  const head = text.slice(0, headLength);
  if (!/"format"\s*:\s*"layerglass"/.test(head)) return null;
  const version = /"version"\s*:\s*(\d{1,9})\b/.exec(head)?.[1];
  return version === undefined ? null : Number(version);
}

/** What an answer about a path is, or null where nothing stands there. */
async function unlessAbsent<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw failure;
  }
}

async function headOf(path: string): Promise<string> {
  const handle = await unlessAbsent(open(path, "r"));
  if (!handle) return "";
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headLength), 0, headLength, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * Before a project is replaced by a newer version's text, keeps it as it is beside itself: `name.version-1.layerglass`, a
 * project that opens like any other. The copy is on the disk, whole, when this answers; one kept before is never written
 * over. Answers its path, or null where nothing older stands; throws the system's error when the copy cannot be made, so
 * that nothing is replaced then.
 */
export async function keepOlderVersion(path: string, text: string): Promise<string | null> {
  const before = versionIn(await headOf(path));
  const after = versionIn(text);
  if (before === null || after === null || before >= after) return null;
  const extension = extname(path);
  const backup = `${path.slice(0, path.length - extension.length)}.version-${before}${extension}`;
  if (!(await unlessAbsent(lstat(backup)))) {
    await writeFileAtomically(backup, await readFile(path), { newMode: (await stat(path)).mode & 0o7777 });
  }
  return backup;
}
