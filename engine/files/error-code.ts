/** The code of a system error (ENOENT, EIO, …); empty for anything else. */
export function errorCode(failure: unknown): string {
  const code = (failure as NodeJS.ErrnoException | null)?.code;
  return typeof code === "string" ? code : "";
}

/** A write refused before anything was touched, for a reason the system's code alone does not tell. */
export class WriteRefusal extends Error {
  readonly code = "EACCES";

  /** `read_only_file`: the file is write-protected. `read_only_folder`: it could be written, but nothing made beside it. */
  constructor(
    readonly reason: "read_only_file" | "read_only_folder",
    path: string,
  ) {
    super(
      reason === "read_only_file"
        ? `EACCES: ${path} is write-protected`
        : `EACCES: no file may be made in the folder of ${path}, which writing it safely needs`,
    );
  }
}
