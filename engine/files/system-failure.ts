import { type Failure, type FailureCode, failure, failureOf, failureOfThrown, fileSubject } from "../contract";
import { errorCode, WriteRefusal } from "./error-code";

type Words = Pick<Failure, "found" | "expected" | "help">;

const words = (found: string, expected: string, help: string): Words => ({ found, expected, help });

const elsewhere = "save elsewhere";

/** What stands against a file, in English; the window says the same in the person's language. */
const wordsOf = {
  file_absent: words("no such file or folder", "one that is there", "it may have been moved or renamed; name it again"),
  file_access: words("a place that may not be reached", "permission", `check the permissions, or ${elsewhere}`),
  read_only_file: words("a write-protected file", "one that may be written", `lift the protection, or ${elsewhere}`),
  read_only_folder: words(
    "a folder in which nothing can be made",
    "one in which a file can be made, which writing safely needs",
    `check the folder's permissions, or ${elsewhere}`,
  ),
  read_only_disk: words("a read-only disk", "one that may be written", elsewhere),
  file_busy: words("a file that another program holds", "one that is free", "close it there, and try again"),
  disk_full: words("a full disk", "room for the file", `free some space, or ${elsewhere}`),
  disk_quota: words("a disk quota that is used up", "room for the file", `free some space, or ${elsewhere}`),
  file_too_large_for_disk: words("a file too large for this disk", "a smaller one", elsewhere),
  is_a_folder: words("a folder", "a file", "name a file"),
  not_a_file: words("a pipe, a device or the like", "an ordinary file", "name a file"),
  file_exists: words("something that stands there already", "a free place", "choose another name, or an empty folder"),
  name_too_long: words("a name that is too long", "a shorter one", "choose a shorter name"),
  disk_error: words("an error of the disk", "one that reads and writes", `${elsewhere}, and check the disk`),
  out_of_reach: words(
    "a network drive that does not answer",
    "one that does",
    `${elsewhere}, or try again when it is back`,
  ),
} as const satisfies Partial<Record<FailureCode, Words>>;

type SystemFailureCode = keyof typeof wordsOf;

/** What the system's codes mean, on every platform. */
const codeOf: Readonly<Record<string, SystemFailureCode>> = {
  ENOENT: "file_absent",
  ENOTDIR: "file_absent",
  EACCES: "file_access",
  EPERM: "file_access",
  EBUSY: "file_busy",
  EMFILE: "file_busy",
  ENFILE: "file_busy",
  ETXTBSY: "file_busy",
  EROFS: "read_only_disk",
  ENOSPC: "disk_full",
  EDQUOT: "disk_quota",
  EFBIG: "file_too_large_for_disk",
  EISDIR: "is_a_folder",
  EEXIST: "file_exists",
  ENOTEMPTY: "file_exists",
  ENAMETOOLONG: "name_too_long",
  EIO: "disk_error",
  ESTALE: "out_of_reach",
  EHOSTDOWN: "out_of_reach",
  EHOSTUNREACH: "out_of_reach",
  ENETDOWN: "out_of_reach",
  ENETUNREACH: "out_of_reach",
  ENOTCONN: "out_of_reach",
  ETIMEDOUT: "out_of_reach",
};

/** A failure of a file, in the words for its code. */
export const fileFailure = (code: SystemFailureCode, path: string): Failure =>
  failure(code, { subject: fileSubject(path), ...wordsOf[code] });

/**
 * What working on a file threw, as a failure of that file: what the system refuses by the one list of codes, its own code
 * as a value where the list has none, and as it is what carries a failure already.
 */
export function systemFailure(path: string, thrown: unknown): Failure {
  const system = errorCode(thrown);
  if (thrown instanceof WriteRefusal) return fileFailure(thrown.reason, path);
  const code = codeOf[system];
  if (code !== undefined) return fileFailure(code, path);
  if (system === "" || failureOf(thrown) !== null) return failureOfThrown(thrown);
  const found = `a refusal of the system (${system})`;
  const help = `try it again, or ${elsewhere}`;
  return failure("system_error", { subject: fileSubject(path), found, expected: "none", help, values: { system } });
}
