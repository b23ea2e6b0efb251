/** Writing files so that a crash, a full disk or an odd file system never costs what stood there before. */
export { isTemporaryName, type WriteOptions, writeFileAtomically } from "./atomic-write";
export { type FileStatus, type FileSystem, nodeFileSystem, type WritableFile } from "./file-system";
