import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { ElectronApplication, Locator, Page } from "@playwright/test";
import { expect, pickSavePath, test } from "../support/app";
import { expectRun, type, wires } from "../support/canvas-gestures";

/** Has a figure written as a file and returns what it holds. */
async function exported(
  { electron, page }: { electron: ElectronApplication; page: Page },
  figure: Locator,
  format: "Picture (PNG)" | "Vectors (SVG)" | "Numbers (CSV)",
  path: string,
): Promise<Buffer> {
  await pickSavePath(electron, path);
  await figure.getByRole("button", { name: /^Export/ }).click();
  await page.getByRole("menuitem", { name: format }).click();
  await expect.poll(() => readFile(path).catch(() => null)).not.toBeNull();
  return readFile(path);
}

test("charts are exported as pictures, vectors and numbers", async ({ launch, folder }) => {
  const { electron, window: page } = await launch(resolve("samples/why-batch-normalization.layerglass"));
  const app = { electron, page };
  await expect(wires(page)).toHaveCount(13);
  await page.getByTestId("tab-training").click();
  await type(page, "training-epochs", "2");
  await page.keyboard.press("F5");
  await expectRun(page, "finished");

  const loss = page.getByTestId("loss-chart");
  const png = await exported(app, loss, "Picture (PNG)", join(folder, "loss.png"));
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  // Twice as many dots as the page has CSS pixels.
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1328, expect.any(Number)]);

  const svg = (await exported(app, loss, "Vectors (SVG)", join(folder, "loss.svg"))).toString();
  expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  expect(svg).toContain(">Loss</text>");
  expect(svg).toContain(">Validation</text>");

  // A name without its extension gets it; the figures are those of the table.
  await pickSavePath(electron, join(folder, "loss"));
  await loss.getByRole("button", { name: /^Export/ }).click();
  await page.getByRole("menuitem", { name: "Numbers (CSV)" }).click();
  await expect(page.getByText(/loss\.csv/)).toBeVisible();
  const rows = (await readFile(join(folder, "loss.csv"), "utf8"))
    .replace(/^\uFEFF/, "")
    .trimEnd()
    .split("\r\n");
  const heads = rows[0]?.split(",") ?? [];
  expect(heads.slice(0, 3)).toEqual(["Epoch", "Step", "Batch"]);
  const validation = heads.indexOf("Validation");
  const told = rows
    .slice(1)
    .map((row) => row.split(",")[validation])
    .filter((cell) => cell !== "");
  expect(told).toHaveLength(2);
  await loss.getByRole("button", { name: "Show as a table" }).click();
  const shown = await loss.locator("tbody tr").last().locator("td").last().textContent();
  expect(Number(told[1]).toFixed(4)).toContain(shown?.slice(0, 5));

  await page.getByTestId("tab-metrics").click();
  const matrix = page.getByTestId("confusion-matrix");
  const counts = (await exported(app, matrix, "Numbers (CSV)", join(folder, "matrix.csv"))).toString();
  const cells = await matrix.locator("tbody td").evaluateAll((all) => all.map((cell) => cell.firstChild?.textContent));
  const written = counts
    .trimEnd()
    .split("\r\n")
    .slice(1)
    .flatMap((row) => row.split(",").slice(1));
  expect(written).toEqual(cells.map((cell) => cell?.replaceAll(/\D/g, "")));
  const matrixSvg = (await exported(app, matrix, "Vectors (SVG)", join(folder, "matrix.svg"))).toString();
  expect(matrixSvg).toContain(`>${cells[0]}</text>`);
});

test("an export called off writes nothing, and one that fails is told", async ({ launch, folder }) => {
  test.skip(process.platform === "win32", "Folders there have no such permission.");
  const { electron, window: page } = await launch(resolve("samples/why-batch-normalization.layerglass"));
  await expect(wires(page)).toHaveCount(13);
  await page.getByTestId("tab-training").click();
  await type(page, "training-epochs", "1");
  await page.keyboard.press("F5");
  await expectRun(page, "finished");
  const loss = page.getByTestId("loss-chart");
  const ask = async () => {
    await loss.getByRole("button", { name: /^Export/ }).click();
    await page.getByRole("menuitem", { name: "Vectors (SVG)" }).click();
  };
  await pickSavePath(electron, null);
  await ask();
  await pickSavePath(electron, join(folder, "no such folder", "loss.svg"));
  await ask();
  await expect(page.getByText(/could not be exported/)).toBeVisible();
});
