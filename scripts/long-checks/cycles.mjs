/** The check that starting and stopping leaves nothing behind, at its full length. */
import { join } from "node:path";
import { prepare } from "../setup/prepare.mjs";
import { root, run, SetupError } from "../setup/shell.mjs";

/** @type {import("../long-checks.mjs").LongCheck} */
export const cycles = {
  about: "starts and stops a run a thousand times: no file, thread or memory is left behind (some five minutes)",
  run: async () => {
    await prepare({ bundles: [], addon: true });
    const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
    const { code } = await run(process.execPath, [vitest, "run", "test/native/cycles.test.ts"], {
      output: "shown",
      env: { ...process.env, LAYERGLASS_CYCLES: "1000" },
    });
    if (code !== 0) throw new SetupError("Starting and stopping a run left something behind.");
  },
};
