import { errorCode, WriteRefusal } from "./error-code";

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
  EFBIG: "it is too large for this disk; save elsewhere",
  EISDIR: "it is a folder, not a file",
  ENOTDIR: "a part of its path is not a folder",
  ENAMETOOLONG: "its name is too long; save under a shorter one",
  EIO: "the disk reported an error; save elsewhere and check the disk",
  EMFILE: "too many files are open; close other programs and try again",
};

/** A system's refusal by its code, or by the finer reason of a `WriteRefusal`; `unknown` for anything else. */
export const refusalCode = (failure: unknown): string =>
  failure instanceof WriteRefusal ? failure.reason : errorCode(failure) || "unknown";

/** A system's refusal in words, with what to do about it; without a full stop. */
export function refusalReason(failure: unknown): string {
  return remedies[refusalCode(failure)] ?? (failure instanceof Error ? failure.message : String(failure));
}
