import { dirname, join } from "node:path";
import { type BrowserWindow, dialog } from "electron";
import { copyRunFolder } from "../../engine/runs";
import type { SaveAnswer } from "../contract";
import { refusal } from "./document-files";
import type { NativeTexts } from "./native-texts";

/** Asks for the folder of a recorded run; null when called off. */
export async function askForRun(window: BrowserWindow, texts: NativeTexts): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: texts.openRun,
    properties: ["openDirectory"],
  });
  return canceled ? null : (filePaths[0] ?? null);
}

/** Asks where a run is to be kept, and copies its folder there. */
export async function saveRun(
  window: BrowserWindow,
  texts: NativeTexts,
  from: string,
  suggestedName: string,
  projectPath: string | null,
): Promise<SaveAnswer> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: texts.saveRun,
    defaultPath: projectPath === null ? suggestedName : join(dirname(projectPath), suggestedName),
    properties: ["createDirectory", "showOverwriteConfirmation"],
  });
  if (canceled || !filePath) return { ok: false, failure: null };
  try {
    await copyRunFolder(from, filePath);
    return { ok: true, path: filePath, backup: null, unkept: null };
  } catch (thrown) {
    return refusal(filePath, thrown);
  }
}
