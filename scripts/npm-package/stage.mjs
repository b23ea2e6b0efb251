/** Lays out the npm packages as folders: every file that goes in, and its manifest. Needs the built programs and addon. */
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeNotices } from "../notices/write-notices.mjs";
import { addonPath } from "../setup/native-addon.mjs";
import { root } from "../setup/shell.mjs";
import { declarations } from "./declarations.mjs";
import { platformPackage, platforms } from "./platforms.mjs";

/** @typedef {import("./platforms.mjs").Platform} Platform */

/** @type {Promise<string> | null} */
let types = null;
/** The API's declarations, made once a process. */
function apiTypes() {
  types ??= declarations("engine/package/index.ts");
  return types;
}

const noticesName = "THIRD-PARTY-NOTICES.txt";

/** @param {string} path Relative to the repository. */
const readJson = async (path) => JSON.parse(await readFile(join(root, path), "utf8"));

/**
 * @param {string} folder
 * @param {object} manifest
 */
async function writeManifest(folder, manifest) {
  await writeFile(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * Licence texts of everything by others in these bundles and the addon.
 * @param {string} folder
 * @param {readonly string[]} bundles
 */
async function addNotices(folder, bundles) {
  const notices = join(folder, ".notices");
  await writeNotices({ folder: notices, bundles, runtime: false });
  await cp(join(notices, noticesName), join(folder, noticesName));
  await rm(notices, { recursive: true });
}

/**
 * The package that people install: API, terminal program and samples. With a platform the addon of that platform lies in it
 * and it is complete by itself, for that platform alone; without, npm brings the addon as an optional dependency.
 * @param {string} folder Made anew.
 * @param {Platform | null} platform
 */
export async function stageMainPackage(folder, platform) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { version } = await readJson("package.json");
  const { name, ...manifest } = await readJson("engine/package/package.json");
  const whereItRuns =
    platform === null
      ? { optionalDependencies: Object.fromEntries(platforms.map((one) => [platformPackage(one), version])) }
      : { os: platform.os, cpu: platform.cpu, ...(platform.libc ? { libc: platform.libc } : {}) };
  await writeManifest(folder, { name, version, ...manifest, ...whereItRuns });
  const copied = {
    LICENSE: "LICENSE",
    "engine/package/README.md": "README.md",
    "dist/cli/index.cjs": "cli/index.cjs",
    "dist/api/index.js": "api/index.js",
    samples: "samples",
    "docs/examples/train-and-predict.mjs": "example/train-and-predict.mjs",
  };
  for (const [from, to] of Object.entries(copied)) {
    // Source maps stay behind, so nothing may point at them.
    if (from.startsWith("dist/")) await copyWithoutMap(join(root, from), join(folder, to));
    else await cp(join(root, from), join(folder, to), { recursive: true });
  }
  await writeFile(join(folder, "api", "index.d.ts"), await apiTypes());
  if (platform !== null) await cp(addonPath, join(folder, "native", "layerglass.node"));
  await addNotices(folder, ["cli", "api"]);
}

/**
 * The package of one platform: its addon.
 * @param {string} folder Made anew.
 * @param {Platform} platform That of this machine.
 */
export async function stagePlatformPackage(folder, platform) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { version } = await readJson("package.json");
  const { homepage, bugs, repository, license, engines, publishConfig } = await readJson("engine/package/package.json");
  const addon = `layerglass.${platform.name}.node`;
  await writeManifest(folder, {
    name: platformPackage(platform),
    version,
    description: `The engine of layerglass for ${platform.name}`,
    ...{ homepage, bugs, repository, license, engines, publishConfig },
    main: addon,
    files: [addon, noticesName],
    ...{ os: platform.os, cpu: platform.cpu },
    ...(platform.libc ? { libc: platform.libc } : {}),
  });
  await cp(join(root, "LICENSE"), join(folder, "LICENSE"));
  await cp(addonPath, join(folder, addon));
  await writeFile(
    join(folder, "README.md"),
    `# ${platformPackage(platform)}\n\nThe engine of the package layerglass for ${platform.name}; npm installs it with that.\n`,
  );
  await addNotices(folder, []);
}

/**
 * @param {string} from
 * @param {string} to
 */
async function copyWithoutMap(from, to) {
  await mkdir(join(to, ".."), { recursive: true });
  const text = await readFile(from, "utf8");
  await writeFile(to, text.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, "\n"));
}
