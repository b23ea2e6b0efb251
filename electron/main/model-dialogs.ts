import { dirname, join } from "node:path";
import { type BrowserWindow, dialog } from "electron";
import { modelExtension } from "./model-files";
import type { NativeTexts } from "./native-texts";
import { withExtension } from "./with-extension";

const modelFilter = (texts: NativeTexts): Electron.FileFilter => ({
  name: texts.models,
  extensions: [modelExtension.slice(1)],
});

/** Asks where to save a model, beside the present project where there is one; the extension is added when left out. */
export async function askWhereToSaveModel(
  window: BrowserWindow,
  texts: NativeTexts,
  suggestedName: string,
  projectPath: string | null,
): Promise<string | null> {
  const name = suggestedName + modelExtension;
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: texts.saveModel,
    defaultPath: projectPath === null ? name : join(dirname(projectPath), name),
    filters: [modelFilter(texts)],
  });
  if (canceled || !filePath) return null;
  return withExtension(filePath, modelExtension);
}

/** Asks which model to open; null when called off. */
export async function askForModel(window: BrowserWindow, texts: NativeTexts): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: texts.openModel,
    properties: ["openFile"],
    filters: [modelFilter(texts), { name: texts.allFiles, extensions: ["*"] }],
  });
  return canceled ? null : (filePaths[0] ?? null);
}
