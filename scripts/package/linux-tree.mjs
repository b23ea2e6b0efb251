/** What a .deb and an .rpm put on a system: the app below /opt, and what desktops know it by. */
import { chmod, cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { root } from "../setup/shell.mjs";
import { packageSettings } from "./settings.mjs";

const build = join(root, "electron", "build");

/**
 * @param {string} file
 * @param {string | Buffer} content
 */
async function put(file, content) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  await chmod(file, 0o644);
}

/** The licence in Debian's machine-readable form. */
async function copyright() {
  const licence = await readFile(join(root, "LICENSE"), "utf8");
  const lines = licence.trimEnd().split("\n");
  const holder = lines.find((line) => line.startsWith("Copyright")) ?? "Copyright the Layerglass authors";
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Layerglass
Comment: Electron and Chromium are under the licences in
 /opt/Layerglass/LICENSE.electron.txt and /opt/Layerglass/LICENSES.chromium.html.

Files: *
Copyright: ${holder.replace(/^Copyright\s*(\(c\))?\s*/i, "")}
License: Expat
${lines.map((line) => (line === "" ? " ." : ` ${line}`)).join("\n")}
`;
}

/**
 * Lays the tree out below `folder`, from the unpacked app.
 * @param {string} unpacked
 * @param {string} folder
 */
export async function layLinuxTree(unpacked, folder) {
  const { appId, fileAssociations } = packageSettings();
  const mimeIcon = (fileAssociations[0]?.mimeType ?? "").replace("/", "-");
  await rm(folder, { recursive: true, force: true });
  const app = join(folder, "opt", "Layerglass");
  await mkdir(dirname(app), { recursive: true });
  await cp(unpacked, app, { recursive: true, verbatimSymlinks: true });
  // Chromium's own helper, for systems that have no user namespaces for the sandbox.
  await chmod(join(app, "chrome-sandbox"), 0o4755);
  await put(join(app, "resources", "apparmor-profile"), await readFile(join(build, "linux", "apparmor-profile")));
  await mkdir(join(folder, "usr", "bin"), { recursive: true });
  await symlink("/opt/Layerglass/layerglass", join(folder, "usr", "bin", "layerglass"));
  const share = join(folder, "usr", "share");
  await put(join(share, "applications", `${appId}.desktop`), await readFile(join(build, `${appId}.desktop`)));
  await put(join(share, "metainfo", `${appId}.metainfo.xml`), await readFile(join(build, "layerglass.metainfo.xml")));
  await put(join(share, "mime", "packages", `${appId}.xml`), await readFile(join(build, "mime.xml")));
  for (const name of await readdir(join(build, "icons"))) {
    const size = /^(\d+x\d+)\.png$/.exec(name)?.[1];
    // The largest folder of the theme is 512.
    if (!size || size === "1024x1024") continue;
    const icons = join(share, "icons", "hicolor", size);
    await put(join(icons, "apps", `${appId}.png`), await readFile(join(build, "icons", name)));
    await put(join(icons, "mimetypes", `${mimeIcon}.png`), await readFile(join(build, "document-icons", name)));
  }
  await put(join(share, "doc", "layerglass", "copyright"), await copyright());
}
