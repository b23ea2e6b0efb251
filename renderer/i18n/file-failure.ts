import type { FileFailure } from "../../electron/contract";
import type { MessageKey } from "./en";
import { currentText } from "./language";

/** Codes of the system and of ours for which there are words in every language; `path` is filled in. */
const reasons: Readonly<Record<string, MessageKey>> = {
  ENOENT: "files.reason.absent",
  EACCES: "files.reason.access",
  EPERM: "files.reason.access",
  EBUSY: "files.reason.busy",
  read_only_file: "files.reason.protected",
  read_only_folder: "files.reason.folderClosed",
  EROFS: "files.reason.readOnly",
  ENOSPC: "files.reason.full",
  EDQUOT: "files.reason.quota",
  EFBIG: "files.reason.largerThanDisk",
  EISDIR: "files.reason.folder",
  ENOTDIR: "files.reason.absent",
  ENAMETOOLONG: "files.reason.longName",
  EIO: "files.reason.disk",
  EMFILE: "files.reason.busy",
  ETXTBSY: "files.reason.busy",
  ENFILE: "files.reason.busy",
  ESTALE: "files.reason.outOfReach",
  EHOSTDOWN: "files.reason.outOfReach",
  EHOSTUNREACH: "files.reason.outOfReach",
  ENETDOWN: "files.reason.outOfReach",
  ENETUNREACH: "files.reason.outOfReach",
  ENOTCONN: "files.reason.outOfReach",
  ETIMEDOUT: "files.reason.outOfReach",
  not_a_project: "app.project.not_a_project",
  too_large: "files.reason.tooLarge",
  damaged: "files.reason.notText",
  changed_on_disk: "files.reason.changed",
};

/** Why a file was not opened or saved, in the person's language; what has no words of its own is told as the system says it. */
export function fileFailureText(failure: FileFailure): string {
  const key = reasons[failure.code];
  return key ? currentText(key) : failure.message;
}
