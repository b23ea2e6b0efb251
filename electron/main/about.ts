/** What the About window tells: versions, and the notices that packaging left beside the program. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { app, clipboard, shell } from "electron";
import { z } from "zod";
import type { AboutFacts, ThirdPartyNotice } from "../contract";

/** The only address the app ever hands to the system's browser, and only when the person asks for it. */
export const releasesPage = "https://github.com/layerglass/layerglass/releases";

const notices = z.array(
  z.object({ name: z.string(), version: z.string(), licence: z.string(), homepage: z.string(), text: z.string() }),
);

/** Versions of the app and of what it runs on. */
export function aboutFacts(): AboutFacts {
  return {
    version: app.getVersion(),
    electron: process.versions.electron ?? "",
    chromium: process.versions.chrome ?? "",
    node: process.versions.node,
    system: `${process.platform} ${process.arch}`,
    packaged: app.isPackaged,
    releasesPage,
  };
}

/** Puts the versions onto the clipboard, a line each, for a report of a fault. */
export function copyVersions(): null {
  const { version, electron, chromium, node, system } = aboutFacts();
  const lines = [`Layerglass ${version}`, `Electron ${electron}`, `Chromium ${chromium}`, `Node.js ${node}`, system];
  clipboard.writeText(lines.join("\n"));
  return null;
}

/** Licences of what others made, by name; none in a clone that was never packaged. */
export async function thirdPartyNotices(folder: string): Promise<readonly ThirdPartyNotice[]> {
  let text: string;
  try {
    text = await readFile(join(folder, "notices.json"), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  return notices.parse(JSON.parse(text));
}

/** Shows the list of releases in the system's browser: the app itself never looks for updates. */
export async function openReleasesPage(): Promise<null> {
  await shell.openExternal(releasesPage);
  return null;
}
