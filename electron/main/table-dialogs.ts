import { dirname, extname, join, parse } from "node:path";
import { type BrowserWindow, dialog } from "electron";
import { unpackedName } from "../../engine/model";
import type { NativeTexts } from "./native-texts";

/** What a table is written as, the first being what is taken where nothing is said. */
const formats = {
  predictions: [
    { name: "CSV", extensions: ["csv"] },
    { name: "Parquet", extensions: ["parquet"] },
  ],
  rejected: [{ name: "CSV", extensions: ["csv"] }],
} as const;

/** Asks where rows that come of a table are to go, beside that table; the extension is added when left out. */
export async function askWhereToSaveRows(
  window: BrowserWindow,
  texts: NativeTexts,
  rows: keyof typeof formats,
  table: string,
): Promise<string | null> {
  const { name } = parse(unpackedName(table));
  const extensions = formats[rows].flatMap((format): readonly string[] => format.extensions);
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: rows === "predictions" ? texts.savePredictions : texts.exportRejected,
    defaultPath: join(dirname(table), `${name}-${rows}.csv`),
    filters: formats[rows].map((format) => ({ name: format.name, extensions: [...format.extensions] })),
  });
  if (canceled || !filePath) return null;
  return extensions.includes(extname(filePath).toLowerCase().slice(1)) ? filePath : `${filePath}.csv`;
}
