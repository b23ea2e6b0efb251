import { dirname, join } from "node:path";
import { type BrowserWindow, dialog } from "electron";
import { tableExtensions } from "../../engine/model";
import { projectExtension } from "./document-files";
import type { NativeTexts } from "./native-texts";
import { withExtension } from "./with-extension";

function projectFilter(texts: NativeTexts): Electron.FileFilter {
  return { name: texts.projects, extensions: [projectExtension.slice(1)] };
}

/** Asks which project to open; null when called off. */
export async function askForProject(window: BrowserWindow, texts: NativeTexts): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: ["openFile"],
    filters: [projectFilter(texts), { name: texts.allFiles, extensions: ["*"] }],
  });
  return canceled ? null : (filePaths[0] ?? null);
}

/** Asks which table to open; null when called off. */
export async function askForData(window: BrowserWindow, texts: NativeTexts): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: ["openFile"],
    filters: [
      { name: texts.tables, extensions: [...tableExtensions] },
      { name: texts.allFiles, extensions: ["*"] },
    ],
  });
  return canceled ? null : (filePaths[0] ?? null);
}

/** Asks where to save, beside the present file where there is one; the extension is added when left out. */
export async function askWhereToSave(
  window: BrowserWindow,
  texts: NativeTexts,
  suggestedName: string,
  presentPath: string | null,
): Promise<string | null> {
  const name = suggestedName.endsWith(projectExtension) ? suggestedName : suggestedName + projectExtension;
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: presentPath === null ? name : join(dirname(presentPath), name),
    filters: [projectFilter(texts)],
  });
  if (canceled || !filePath) return null;
  return withExtension(filePath, projectExtension);
}
