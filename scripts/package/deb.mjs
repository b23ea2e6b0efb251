/** The .deb, by Debian's own tool. */
import { chmod, copyFile, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root, run, SetupError } from "../setup/shell.mjs";
import { packageSettings } from "./settings.mjs";

/**
 * @param {string} folder
 * @returns {Promise<number>}
 */
async function kibibytesBelow(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const sizes = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return kibibytesBelow(path);
    return entry.isFile() ? Math.ceil((await stat(path)).size / 1024) : 1;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/**
 * Lines of at most 72 characters, as `dpkg` shows them.
 * @param {string} text
 */
function wrapped(text) {
  return text.replace(/(.{1,72})(\s+|$)/g, " $1\n").trimEnd();
}

/**
 * @param {string} tree Laid by `layLinuxTree`.
 * @param {{ version: string, arch: "amd64" | "arm64", file: string, compression: "xz" | "none" }} options
 */
export async function makeDeb(tree, { version, arch, file, compression }) {
  const { linux, deb } = packageSettings();
  const control = join(tree, "DEBIAN");
  const size = await kibibytesBelow(tree);
  await mkdir(control, { recursive: true });
  const fields = `Package: layerglass
Version: ${version}
Architecture: ${arch}
Maintainer: ${linux.maintainer}
Installed-Size: ${size}
Depends: ${deb.depends.join(", ")}
Recommends: ${deb.recommends.join(", ")}
Section: science
Priority: optional
Description: ${linux.synopsis}
${wrapped(linux.description)}
`;
  await writeFile(join(control, "control"), fields);
  for (const name of ["postinst", "postrm"]) {
    await copyFile(join(root, "electron", "build", "linux", name), join(control, name));
    await chmod(join(control, name), 0o755);
  }
  const built = await run("dpkg-deb", ["--root-owner-group", `-Z${compression}`, "--build", tree, file]);
  await rm(control, { recursive: true });
  if (built.code !== 0) throw new SetupError(`dpkg-deb could not make ${file}: ${built.stderr.trim()}`);
}
