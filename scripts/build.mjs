/** `npm run build`: everything the app runs, without starting or testing it. */
import { allBundles } from "./setup/bundles.mjs";
import { prepare } from "./setup/prepare.mjs";
import { command } from "./setup/shell.mjs";

await command(async () => {
  await prepare({ bundles: allBundles, addon: true, electron: true });
});
