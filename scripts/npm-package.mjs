/**
 * `npm run npm-package [-- --platform | --main]`: the engine as npm packages, in out/npm. docs/javascript-api.md tells how
 * they are used, docs/releasing.md how they are published.
 *
 * - without more: `layerglass` with this platform's addon inside, complete by itself
 * - `--platform`: the package of this platform's addon alone
 * - `--main`: `layerglass` without an addon, which npm then installs beside it
 */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packFolder } from "./npm-package/pack.mjs";
import { thisPlatform } from "./npm-package/platforms.mjs";
import { stageMainPackage, stagePlatformPackage } from "./npm-package/stage.mjs";
import { prepare } from "./setup/prepare.mjs";
import { command, root, SetupError, say } from "./setup/shell.mjs";

const output = join(root, "out", "npm");
const usage = "Usage: npm run npm-package [-- --platform | --main]";

function parseCommandLine() {
  try {
    const boolean = /** @type {const} */ ({ type: "boolean", default: false });
    const { values } = parseArgs({ options: { platform: boolean, main: boolean } });
    if (values.platform && values.main) throw new Error("one at a time");
    return values;
  } catch {
    throw new SetupError(usage);
  }
}

await command(async () => {
  const { platform, main } = parseCommandLine();
  await prepare({ bundles: ["cli", "api"], addon: true });
  const folder = join(output, "folder");
  await mkdir(output, { recursive: true });
  if (platform) await stagePlatformPackage(folder, thisPlatform());
  else await stageMainPackage(folder, main ? null : thisPlatform());
  const { file, bytes } = await packFolder(folder, output);
  await rm(folder, { recursive: true });
  say(`made ${file.slice(root.length + 1)} (${(bytes / 1e6).toFixed(1)} MB)`);
});
