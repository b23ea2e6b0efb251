/** `npm run notices`: writes third-party notices and the bill of materials of the built app into dist/notices/. */
import { writeNotices } from "./notices/write-notices.mjs";
import { allBundles } from "./setup/bundles.mjs";
import { prepare } from "./setup/prepare.mjs";
import { command, say } from "./setup/shell.mjs";

await command(async () => {
  await prepare({ bundles: allBundles });
  const components = await writeNotices();
  say(`dist/notices: ${components.length} components`);
});
