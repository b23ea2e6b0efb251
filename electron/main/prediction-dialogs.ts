import { dirname, join, parse } from "node:path";
import { type BrowserWindow, dialog } from "electron";
import { unpackedName } from "../../engine/model";
import type { NativeTexts } from "./native-texts";
import { withExtension } from "./with-extension";

const extension = ".csv";

/** Asks where predictions are to go, beside the table they are of; the extension is added when left out. */
export async function askWhereToSavePredictions(
  window: BrowserWindow,
  texts: NativeTexts,
  table: string,
): Promise<string | null> {
  const { name } = parse(unpackedName(table));
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: texts.savePredictions,
    defaultPath: join(dirname(table), `${name}-predictions${extension}`),
    filters: [{ name: "CSV", extensions: [extension.slice(1)] }],
  });
  if (canceled || !filePath) return null;
  return withExtension(filePath, extension);
}
