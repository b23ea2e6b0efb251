import { copyFile, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { keptLookName } from "./kept-look";
import { startName } from "./recorded-start";
import { recordName } from "./run-record";

/**
 * Copies a run's folder to one that does not exist yet or is empty: its files alone, `run.json` last, so that a copy broken off
 * is none. Throws what the file system does; `EEXIST` for a folder that holds something.
 */
export async function copyRunFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  if ((await readdir(to)).length > 0) throw Object.assign(new Error(`${to} is not empty.`), { code: "EEXIST" });
  const names = (await readdir(from)).filter(
    (name) => name === recordName || name === keptLookName || name.endsWith(".safetensors"),
  );
  for (const name of names) await copyFile(join(from, name), join(to, name));
  await copyFile(join(from, startName), join(to, startName));
}
