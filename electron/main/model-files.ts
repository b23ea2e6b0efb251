import { failure, fileSubject } from "../../engine/contract";
import { type FileSystem, nodeFileSystem, writeFileAtomically } from "../../engine/files";
import type { SaveAnswer } from "../contract";
import { refusal } from "./document-files";

export const modelExtension = ".safetensors";

/** Saves trained models, each to the place the person just chose for it: the window cannot write anywhere else. */
export class ModelFiles {
  private readonly chosen = new Set<string>();

  constructor(private readonly fileSystem: FileSystem = nodeFileSystem) {}

  /** The person picked this path in the dialog; good for one save. */
  choose(path: string): void {
    this.chosen.add(path);
  }

  /** Writes a model whole or not at all. */
  async write(path: string, bytes: Uint8Array): Promise<SaveAnswer> {
    if (!this.chosen.delete(path)) {
      const words = { found: "another path", expected: "the one chosen in the dialog", help: "save it again" };
      return { ok: false, failure: failure("file_not_chosen", { subject: fileSubject(path), ...words }) };
    }
    try {
      await writeFileAtomically(path, bytes, { fileSystem: this.fileSystem });
      return { ok: true, path, backup: null, unkept: null };
    } catch (thrown) {
      return refusal(path, thrown);
    }
  }
}
