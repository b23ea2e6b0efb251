/** `npm pack` of a folder. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { run, SetupError } from "../setup/shell.mjs";

/**
 * @param {string} folder Of the package, with its manifest.
 * @param {string} destination Folder for the tarball.
 * @returns {Promise<{ file: string, bytes: number, files: readonly string[] }>} The tarball, its size and what is in it.
 */
export async function packFolder(folder, destination) {
  const packed = await run("npm", ["pack", "--json", "--pack-destination", destination], { cwd: folder });
  if (packed.code !== 0) throw new SetupError(`npm could not pack ${folder}: ${packed.stderr.trim()}`);
  // One entry a package: npm 11 keys them by name.
  const answer = JSON.parse(packed.stdout);
  const [made] = Array.isArray(answer) ? answer : Object.values(answer);
  // The name that npm tells of a scoped package may have its slash; the file has none.
  const file = join(destination, made.filename.replace(/^@/, "").replaceAll("/", "-"));
  const files = made.files.map((/** @type {{ path: string }} */ { path }) => path).sort();
  return { file, bytes: (await stat(file)).size, files };
}
