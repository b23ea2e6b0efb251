/** `npm run icons`: renders the drawings in electron/build/drawings into every icon that packages need. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { icns, ico } from "./icons/containers.mjs";
import { allBundles } from "./setup/bundles.mjs";
import { appStarter } from "./setup/driven-app.mjs";
import { prepare } from "./setup/prepare.mjs";
import { command, root, say } from "./setup/shell.mjs";
import { withDisplay } from "./setup/virtual-display.mjs";

const build = join(root, "electron", "build");

/** Sides in pixels. Up to 32 a plainer drawing is used, whose shapes are still wider than a pixel. */
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const largestPlain = 32;

/** @typedef {ReadonlyMap<number, Buffer>} Pictures PNG files by their side. */

/** Each icon: its two drawings, the folder of its PNG files and the name of its containers. */
const icons = [
  { drawing: "app", folder: "icons", container: "icon" },
  { drawing: "document", folder: "document-icons", container: "document" },
];

/**
 * Draws with Chromium, the renderer that ships with the app anyway.
 * @param {import("@playwright/test").ElectronApplication} electron
 * @param {string} drawing
 * @returns {Promise<Pictures>}
 */
async function render(electron, drawing) {
  /** @type {Map<number, Buffer>} */
  const pictures = new Map();
  for (const side of sizes) {
    const file = side <= largestPlain ? `${drawing}-small.svg` : `${drawing}.svg`;
    const svg = (await readFile(join(build, "drawings", file), "utf8")).replace(
      "<svg ",
      `<svg width="${side}" height="${side}" `,
    );
    const png = await electron.evaluate(
      async ({ BrowserWindow }, { svg, side }) => {
        const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true } });
        try {
          await window.loadURL("about:blank");
          const address = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
          return await window.webContents.executeJavaScript(`(async () => {
            const image = new Image();
            image.src = ${JSON.stringify(address)};
            await image.decode();
            const canvas = document.createElement("canvas");
            canvas.width = canvas.height = ${side};
            canvas.getContext("2d").drawImage(image, 0, 0, ${side}, ${side});
            return canvas.toDataURL("image/png").split(",")[1];
          })()`);
        } finally {
          window.destroy();
        }
      },
      { svg, side },
    );
    pictures.set(side, Buffer.from(png, "base64"));
  }
  return pictures;
}

/**
 * @param {string} path
 * @param {Buffer} bytes
 */
async function keep(path, bytes) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}

await command(async () => {
  await prepare({ bundles: allBundles, addon: false, electron: true });
  const start = await appStarter();
  const profile = await mkdtemp(join(tmpdir(), "layerglass-icons-"));
  await withDisplay(async (env) => {
    const electron = await start(env, profile, ["--force-device-scale-factor=1"]);
    try {
      await electron.firstWindow();
      for (const { drawing, folder, container } of icons) {
        const pictures = await render(electron, drawing);
        for (const [side, png] of pictures) await keep(join(build, folder, `${side}x${side}.png`), png);
        await keep(join(build, `${container}.ico`), ico(pictures));
        await keep(join(build, `${container}.icns`), icns(pictures));
        say(`electron/build/${folder}, ${container}.ico, ${container}.icns`);
      }
    } finally {
      await electron.evaluate(({ app }) => app.exit(0)).catch(() => {});
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
