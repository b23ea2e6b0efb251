import { dirname, join } from "node:path";
import { type BrowserWindow, dialog } from "electron";
import { type FileSystem, nodeFileSystem, writeFileAtomically } from "../../engine/files";
import type { DesktopRequests, SaveAnswer } from "../contract";
import { refusal } from "./document-files";
import type { NativeTexts } from "./native-texts";
import { withExtension } from "./with-extension";

/** A title as a file's name: without what file systems take for something else. */
function fileNameFrom(title: string): string {
  const name = title.replace(/[\p{Cc}/\\:*?"<>|]+/gu, "-").replace(/\s+/g, " ");
  return name.replace(/^[. ]+|[. ]+$/g, "") || "figure";
}

/** Asks where a figure is to go, beside the present project where there is one, and writes it whole or not at all. */
export async function exportFigure(
  window: BrowserWindow,
  texts: NativeTexts,
  projectPath: string | null,
  { suggestedName, format, bytes }: DesktopRequests["export_figure"]["request"],
  fileSystem: FileSystem = nodeFileSystem,
): Promise<SaveAnswer> {
  const name = `${fileNameFrom(suggestedName)}.${format}`;
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: texts.exportFigure,
    defaultPath: projectPath === null ? name : join(dirname(projectPath), name),
    filters: [{ name: format.toUpperCase(), extensions: [format] }],
  });
  if (canceled || !filePath) return { ok: false, failure: null };
  const path = withExtension(filePath, `.${format}`);
  try {
    await writeFileAtomically(path, bytes, { fileSystem });
    return { ok: true, path, backup: null, unkept: null };
  } catch (thrown) {
    return refusal(path, thrown);
  }
}
