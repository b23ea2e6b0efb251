/** The check of unsaved work that takes longer than an ordinary test. */
import { join } from "node:path";
import { allBundles } from "../setup/bundles.mjs";
import { prepare } from "../setup/prepare.mjs";
import { root, run, SetupError } from "../setup/shell.mjs";
import { hasDisplay, withDisplay } from "../setup/virtual-display.mjs";

const playwright = join(root, "node_modules", "@playwright", "test", "cli.js");

/** @type {import("../long-checks.mjs").LongCheck} */
export const recovery = {
  about:
    "kills renderer, engine, GPU process, zygote, main process and all at fifty random moments of editing (some ten minutes)",
  run: async () => {
    await prepare({ bundles: allBundles, addon: true, electron: true, display: !hasDisplay() });
    const { code } = await withDisplay((env) =>
      run(process.execPath, [playwright, "test", "test/e2e/recovery-kills.spec.ts"], {
        output: "shown",
        env: { ...env, LAYERGLASS_KILLS: "50" },
      }),
    );
    if (code !== 0) throw new SetupError("Some edits were lost, or a file was touched.");
  },
};
