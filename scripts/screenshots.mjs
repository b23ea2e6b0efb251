/** `npm run screenshots [-- SCENE…]`: makes the pictures in docs/screenshots/ anew, from the real app. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { images, pairs, scales } from "./screenshots/explore-scenes.mjs";
import { packed } from "./screenshots/packed-png.mjs";
import { about, changedOnDisk, predict, reading, recovery, start, training } from "./screenshots/scenes.mjs";
import {
  codeOrder,
  dateParts,
  folds,
  missing,
  partFiles,
  rejected,
  rows,
  scaling,
  split,
  targetMean,
  testRows,
} from "./screenshots/table-scenes.mjs";
import { allBundles } from "./setup/bundles.mjs";
import { appStarter } from "./setup/driven-app.mjs";
import { prepare } from "./setup/prepare.mjs";
import { command, root, SetupError, say } from "./setup/shell.mjs";
import { withDisplay } from "./setup/virtual-display.mjs";

const size = { width: 1280, height: 800 };

/** @type {Record<string, import("./screenshots/scenes.mjs").Scene>} By the name of their files. */
const scenes = {
  start,
  training,
  reading,
  rejected,
  rows,
  missing,
  "target-mean": targetMean,
  "date-parts": dateParts,
  "code-order": codeOrder,
  scaling,
  scales,
  pairs,
  images,
  split,
  "part-files": partFiles,
  "test-rows": testRows,
  folds,
  predict,
  recovery,
  "changed-on-disk": changedOnDisk,
  about,
};

/** @typedef {{ theme: "light" | "dark", language: "en" | "zh-CN", ending: string }} Look */

/** @type {readonly Look[]} */
const looks = [
  { theme: "light", language: "en", ending: "" },
  { theme: "dark", language: "zh-CN", ending: "-dark.zh-CN" },
];

/**
 * Plays a scene in an app of its own and takes the window's picture.
 * @param {Awaited<ReturnType<typeof appStarter>>} start
 * @param {import("./screenshots/scenes.mjs").Scene} scene
 * @param {Look} look
 * @param {Record<string, string>} env
 */
async function take(start, scene, { theme, language }, env) {
  const folder = await mkdtemp(join(tmpdir(), "layerglass-"));
  const profile = join(folder, "profile");
  await mkdir(profile);
  await writeFile(join(profile, "settings.json"), JSON.stringify({ theme, language }));
  /** @type {import("@playwright/test").ElectronApplication | null} */
  let app = null;
  const kill = async () => {
    const process = app?.process();
    if (!process) return;
    const ended = new Promise((resolve) => process.once("exit", resolve));
    process.kill("SIGKILL");
    await ended;
  };
  try {
    const page = await scene({
      folder,
      kill,
      pick: async (path) => {
        await app?.evaluate(({ dialog }, picked) => {
          dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [picked] });
        }, path);
      },
      open: async (args = []) => {
        app = await start(env, profile, ["--force-device-scale-factor=1", ...args]);
        const window = await app.firstWindow();
        await app.evaluate(({ BrowserWindow }, { width, height }) => {
          BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
        }, size);
        await window.locator(`html[data-theme="${theme}"][lang="${language}"]`).waitFor();
        return window;
      },
    });
    // The charts draw on the next frames, and the pointer leaves what it clicked.
    await page.mouse.move(size.width / 2, 60);
    await page.waitForTimeout(1_000);
    return packed(await page.screenshot());
  } finally {
    await kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

await command(async () => {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !(name in scenes));
  if (unknown !== undefined)
    throw new SetupError(`No scene is called ${unknown}; there are ${Object.keys(scenes).join(", ")}.`);
  await prepare({ bundles: allBundles, addon: true, electron: true });
  const start = await appStarter();
  await mkdir(join(root, "docs", "screenshots"), { recursive: true });
  await withDisplay(async (env) => {
    for (const [name, scene] of Object.entries(scenes)) {
      if (names.length > 0 && !names.includes(name)) continue;
      for (const look of looks) {
        const file = `${name}${look.ending}.png`;
        await writeFile(join(root, "docs", "screenshots", file), await take(start, scene, look, env));
        say(`docs/screenshots/${file}`);
      }
    }
  });
});
