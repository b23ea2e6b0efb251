/** Data → Scales, Pairs and Images over a table whose every figure is known, by mouse and keyboard. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { answerMessageBoxes, chooseMenuItem, expect, pickFiles, pickSavePath, test } from "../support/app";
import { violations } from "../support/axe";
import { choose, wires } from "../support/canvas-gestures";

const rows = 600;
const side = 4;
/** A pixel of a row: stripes that move with the row; the last one is never lit. */
const pixel = (row: number, line: number, column: number): number =>
  line === side - 1 && column === side - 1 ? 0 : 255 * ((row + 3 * line + column) % 2);

const table = (): string => {
  const places = Array.from({ length: side * side }, (_, place) => [Math.floor(place / side), place % side] as const);
  const head = ["small", "large", "score", "kind", ...places.map(([line, column]) => `p_${line}_${column}`), "sold"];
  const lines = Array.from({ length: rows }, (_, row) => {
    const small = row % 5;
    const pixels = places.map(([line, column]) => pixel(row, line, column));
    const sold = row % 6 < 2 ? "yes" : "no";
    return [small, 1000 * small, small + 10 * (row % 3), "abc"[row % 3], ...pixels, sold].join(",");
  });
  return `${head.join(",")}\n${lines.join("\n")}\n`;
};

/** Shows a view of the table, chosen from the keyboard. */
async function show(page: Page, from: string, view: string): Promise<void> {
  await page.locator(`[data-testid="data-view"] input[value="${from}"]`).press("ArrowRight");
  await expect(page.getByTestId(view)).toBeVisible();
}

/** What is drawn of a column in a panel of Scales. */
const lane = (page: Page, panel: string, column: string) =>
  page.getByTestId(`scales-${panel}-${column}`).locator("path").getAttribute("d");

/** Shades of a row's image, line by line, as the screen has them. */
const shades = (page: Page, row: number): Promise<readonly number[]> =>
  page.locator(`[data-testid="image-grid"] [data-row="${row}"] canvas`).evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const { data } = (canvas as HTMLCanvasElement).getContext("2d")?.getImageData(0, 0, width, height) ?? { data: [] };
    return Array.from({ length: width * height }, (_, place) => data[4 * place] ?? -1);
  });

const imageOf = (row: number) =>
  Array.from({ length: side * side }, (_, place) => pixel(row, Math.floor(place / side), place % side));

test("columns, pairs and images are drawn to the figures of their table", async ({ launch, folder }) => {
  test.setTimeout(120_000);
  const file = join(folder, "known.csv");
  writeFileSync(file, table());
  const { electron, window: page } = await launch();
  await page.getByTestId("welcome-new").click();
  await page.getByTestId("tab-data").click();
  await pickFiles(electron, file);
  await page.getByTestId("data-open").click();
  await expect(page.getByTestId("data-size")).toContainText("600 rows × 21 columns");

  await page.locator('[data-testid="data-view"] input[value="rows"]').check({ force: true });
  await show(page, "rows", "scales");
  const panel = page.getByTestId("data-panel");
  await expect(page.getByTestId("scales-rows")).toHaveText(/^Of the 4\d\d rows that train/);
  // Pixels in the way are taken out, and one is put back.
  for (const name of ["p_0_0", "p_0_1", "p_0_2"])
    await page.getByRole("button", { name: `Remove ${name}` }).press("Enter");
  await expect(page.locator('[data-testid^="scales-raw-"]')).toHaveCount(3);
  // A letter on the closed list looks for a column; Enter adds the one found.
  const add = page.getByTestId("scales-add");
  await add.focus();
  await page.keyboard.type("p_1_2");
  await expect(page.getByTestId("scales-add-list").getByRole("option")).toHaveCount(1);
  await expect(page.locator('[data-testid^="scales-raw-"]')).toHaveCount(3);
  await page.keyboard.press("Escape");
  await expect(add).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("scales-add-list").getByRole("combobox")).toBeFocused();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.type("p_1_2");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("scales-raw-p_1_2")).toBeVisible();
  await page.getByRole("button", { name: "Remove p_1_2" }).click();
  // Raw, the larger column drowns the other; scaled, they are drawn alike, on an axis of their own.
  await expect(page.getByTestId("scales-raw").locator(".explore-axis span")).toHaveText(["0", "2000", "4000"]);
  await expect(page.getByTestId("scales-min_max").locator(".explore-axis span")).toHaveText(["0", "0.50", "1.00"]);
  expect(await lane(page, "raw", "small")).not.toBe(await lane(page, "raw", "large"));
  expect(await lane(page, "min_max", "small")).toBe(await lane(page, "min_max", "large"));
  const starts = [...((await lane(page, "min_max", "large")) ?? "").matchAll(/M([\d.]+) /g)].map(([, x]) => Number(x));
  // The values 0, 1, … 4 are of the bins 0, 8, 16, 24 and 31 of 32, each 7.5 of 240 pixels wide.
  expect(starts).toEqual([0, 60, 120, 180, 232.5]);
  await expect(page.getByTestId("scales-raw")).toContainText("what the network reads");
  await page.getByTestId("empty-draw-starter").click();
  await expect(wires(page).first()).toBeVisible();
  await expect(page.getByTestId("scales-standardize")).toContainText("what the network reads");
  expect(await violations(page)).toEqual([]);

  await show(page, "scales", "pairs");
  await choose(page, "pair-first", "small");
  await choose(page, "pair-second", "large");
  await expect(page.getByTestId("pair-pearson")).toHaveText("1.00");
  await expect(page.getByTestId("pair-spearman")).toHaveText("1.00");
  await expect(page.getByTestId("pair-rows")).toHaveText("600 rows.");
  await choose(page, "pair-first", "score");
  await choose(page, "pair-second", "kind");
  // Scores are 0 to 4 above 0, 10 or 20: of their variance 68⅔ the categories' means have 66⅔.
  for (const [kind, median] of ["a 2.000", "b 12.00", "c 22.00"].map((each) => each.split(" "))) {
    await expect(page.getByTestId(`pair-group-${kind}`).locator(".pair-count")).toHaveText(median ?? "");
  }
  await expect(page.getByTestId("pair-ratio")).toHaveText("0.971");
  expect(await violations(page)).toEqual([]);
  await choose(page, "pair-first", "kind");
  await choose(page, "pair-second", "sold");
  const counts = page.getByTestId("pair-counts").locator("tbody tr");
  await expect(counts.locator("td")).toHaveText(["100", "100", "100", "100", "200", "0"]);
  await page.getByTestId("pair-strongest").getByRole("button").first().press("Enter");
  await expect(page.getByTestId("pair-first").locator("option:checked")).toHaveText("kind");

  await show(page, "pairs", "images");
  await expect(panel).toContainText("16 pixels: the names p_0_0 to p_3_3 say row and column. Black is 0, white 255.");
  await expect(page.getByTestId("images-dead")).toContainText("1 of 16 pixels");
  await expect.poll(() => shades(page, 0)).toEqual(imageOf(0));
  expect(await shades(page, 3)).toEqual(imageOf(3));
  await expect(page.locator('[data-testid="image-grid"] [data-row="0"] figcaption')).toHaveText("yes");
  expect(await violations(page)).toEqual([]);
  const grid = page.getByTestId("image-grid");
  await grid.focus();
  await page.keyboard.press("End");
  await expect.poll(() => shades(page, rows - 1).catch(() => [])).toEqual(imageOf(rows - 1));
  await choose(page, "images-class", "yes");
  await expect(page.getByTestId("images-count")).toHaveText("200 of 600 rows");
  // Sold are the rows 0, 1, 6, 7, 12 …
  await expect.poll(() => shades(page, 3).catch(() => [])).toEqual(imageOf(7));
  await page.getByTestId("images-size").selectOption("8");
  const canvas = grid.locator('[data-row="0"] canvas');
  await expect(canvas).toHaveAttribute("width", "8");
  await expect(canvas).toHaveAttribute("height", "2");
  await expect.poll(() => shades(page, 0)).toEqual(imageOf(0));
  // The size is the project's: undone like any other change, and kept in its file.
  await page.keyboard.press("Control+z");
  await expect(canvas).toHaveAttribute("width", "4");
  await page.keyboard.press("Control+Shift+z");
  await expect(canvas).toHaveAttribute("width", "8");
  const path = join(folder, "known.layerglass");
  await pickSavePath(electron, path);
  await chooseMenuItem(electron, "file.saveAs");
  const widthIn = () => (existsSync(path) ? /"image_width": (\d+)/.exec(readFileSync(path, "utf8"))?.[1] : undefined);
  await expect.poll(widthIn).toBe("8");
  await page.getByTestId("images-size").selectOption("2");
  await expect(canvas).toHaveAttribute("width", "2");
  await pickFiles(electron, path);
  await answerMessageBoxes(electron, 1);
  await chooseMenuItem(electron, "file.open");
  await page.getByTestId("tab-data").click();
  await page.locator('[data-testid="data-view"] input[value="images"]').check({ force: true });
  await expect(grid.locator('[data-row="0"] canvas')).toHaveAttribute("width", "8");
});
