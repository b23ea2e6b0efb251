/** `npm run screenshots`: makes the pictures in docs/screenshots/ anew, from the real app training the first sample. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateSync, inflateSync } from "node:zlib";
import { allBundles } from "./setup/bundles.mjs";
import { appStarter } from "./setup/driven-app.mjs";
import { prepare } from "./setup/prepare.mjs";
import { command, root, say } from "./setup/shell.mjs";
import { withDisplay } from "./setup/virtual-display.mjs";

const size = { width: 1280, height: 800 };

/** @type {readonly { file: string, theme: "light" | "dark", language: "en" | "zh-CN" }[]} */
const pictures = [
  { file: "training.png", theme: "light", language: "en" },
  { file: "training-dark.zh-CN.png", theme: "dark", language: "zh-CN" },
];

/**
 * The same PNG with its pixels packed as tightly as zlib can; Chromium packs for speed.
 * @param {Buffer} png
 */
function packed(png) {
  const chunks = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const body = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
    chunks.push({ type: png.toString("latin1", at + 4, at + 8), body });
  }
  const pixels = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ body }) => body)));
  const first = chunks.findIndex(({ type }) => type === "IDAT");
  const whole = chunks.filter(({ type }) => type !== "IDAT");
  whole.splice(first, 0, { type: "IDAT", body: deflateSync(pixels, { level: 9, memLevel: 9 }) });
  const parts = whole.map(({ type, body }) => {
    const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(body.length, 0);
    ends.writeUInt32BE(crc32(named), 4);
    return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
  });
  return Buffer.concat([png.subarray(0, 8), ...parts]);
}

/**
 * Trains the sample in an app of its own, selects the first BatchNorm and takes the window's picture.
 * @param {Awaited<ReturnType<typeof appStarter>>} start
 * @param {(typeof pictures)[number]} picture
 * @param {Record<string, string>} env
 */
async function take(start, { file, theme, language }, env) {
  const folder = await mkdtemp(join(tmpdir(), "layerglass-"));
  const electron = await start(env, folder, ["--force-device-scale-factor=1"]);
  try {
    const window = await electron.firstWindow();
    await electron.evaluate(({ BrowserWindow }, { width, height }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
    }, size);
    await window.getByTestId("language").locator(`label:has(input[value="${language}"])`).click();
    await window.getByTestId("theme").locator(`label:has(input[value="${theme}"])`).click();
    await window.locator(`html[data-theme="${theme}"][lang="${language}"]`).waitFor();
    await window.getByTestId("sample-why-batch-normalization").click();
    await window.locator('[data-testid="engine-status"][data-state="ready"]').waitFor();
    await window.getByTestId("node-batch_norm_1").waitFor();
    await window.getByTestId("train-button").click();
    await window.locator('[data-testid="run-status"][data-state="finished"]').waitFor({ timeout: 300_000 });
    await window.getByTestId("node-batch_norm_1").click();
    await window.getByTestId("layer-panel").waitFor();
    // The charts draw on the next frames, and the pointer leaves the card.
    await window.mouse.move(size.width / 2, 60);
    await window.waitForTimeout(1_000);
    await writeFile(join(root, "docs", "screenshots", file), packed(await window.screenshot()));
  } finally {
    await electron.evaluate(({ app }) => app.exit(0)).catch(() => {});
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

await command(async () => {
  await prepare({ bundles: allBundles, addon: true, electron: true });
  const start = await appStarter();
  await mkdir(join(root, "docs", "screenshots"), { recursive: true });
  await withDisplay(async (env) => {
    for (const picture of pictures) {
      await take(start, picture, env);
      say(`docs/screenshots/${picture.file}`);
    }
  });
});
