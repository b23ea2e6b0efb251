import { dirname, extname, join, parse } from "node:path";
import { type BrowserWindow, dialog } from "electron";
import type { NativeTexts } from "./native-texts";

const extension = ".csv";

/** Asks where predictions are to go, beside the table they are of; the extension is added when left out. */
export async function askWhereToSavePredictions(
  window: BrowserWindow,
  texts: NativeTexts,
  table: string,
): Promise<string | null> {
  const { name } = parse(table.replace(/\.(gz|zst)$/i, ""));
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: texts.savePredictions,
    defaultPath: join(dirname(table), `${name}-predictions${extension}`),
    filters: [{ name: "CSV", extensions: [extension.slice(1)] }],
  });
  if (canceled || !filePath) return null;
  return extname(filePath).toLowerCase() === extension ? filePath : filePath + extension;
}
