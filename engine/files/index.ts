/** Writing files so that a crash, a full disk or an odd file system never costs what stood there before. */
export { type Clock, type Content, type WriteOptions, writeFileAtomically } from "./atomic-write";
export { isTemporaryName, removeAbandonedDrafts } from "./drafts";
export { errorCode, WriteRefusal } from "./error-code";
export { type FileStatus, type FileSystem, nodeFileSystem, type WritableFile } from "./file-system";
export { requireFree } from "./free-path";
export { fileFailure, systemFailure } from "./system-failure";
export { userFolder } from "./user-folder";
