/** `npm run check`: lint, types, import rules, rustfmt and clippy, without running tests. */
import { runStages, rustChecks, scriptChecks } from "./checks.mjs";
import { prepare } from "./setup/prepare.mjs";
import { command } from "./setup/shell.mjs";
import { checkRust } from "./setup/toolchain.mjs";

await command(async () => {
  await checkRust();
  await prepare({ bundles: [] });
  const results = (await Promise.all([runStages(scriptChecks), runStages(rustChecks)])).flat();
  return results.every((result) => result.ok) ? 0 : 1;
});
