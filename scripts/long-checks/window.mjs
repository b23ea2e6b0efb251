/** Checks through the real window that take longer than an ordinary test. */
import { join } from "node:path";
import { allBundles } from "../setup/bundles.mjs";
import { prepare } from "../setup/prepare.mjs";
import { root, run, SetupError } from "../setup/shell.mjs";
import { hasDisplay, withDisplay } from "../setup/virtual-display.mjs";

/** @param {string} spec */
async function playwright(spec) {
  await prepare({ bundles: allBundles, addon: true, electron: true, display: !hasDisplay() });
  const tool = join(root, "node_modules", "@playwright", "test", "cli.js");
  const config = join("test", "long", "playwright.config.ts");
  const { code } = await withDisplay((env) =>
    run(process.execPath, [tool, "test", "--config", config, spec], { output: "shown", env }),
  );
  if (code !== 0) throw new SetupError(`${spec} failed.`);
}

/** @type {Record<string, import("../long-checks.mjs").LongCheck>} */
export const windowChecks = {
  soak: {
    about:
      "30 minutes of scripted use (LAYERGLASS_SOAK_MINUTES), in a packaged app where LAYERGLASS_PACKAGED_APP names its program: memory of every process flat, no error logged",
    run: () => playwright("soak"),
  },
};
