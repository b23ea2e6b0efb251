/** How a table is read: seen, corrected by hand, kept in the project. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseProject } from "../../engine/project";
import { chooseMenuItem, expect, pickFiles, pickSavePath, test } from "../support/app";
import { violations } from "../support/axe";

/** A semicolon between cells, a comma before decimals. */
const rows = Array.from({ length: 40 }, (_, row) => `${row % 5},25;${1000 + row};${row % 2 === 0 ? "ja" : "nei"}`);
const table = `alder;kode;svar\n${rows.join("\n")}\n`;

const readingOf = (path: string) => {
  if (!existsSync(path)) return undefined;
  const parsed = parseProject(readFileSync(path, "utf8"));
  return parsed.ok ? parsed.project.data?.reading : null;
};

test("each guess is shown with what spoke for it, corrected with the preview following, applied and saved", async ({
  launch,
  folder,
}) => {
  const file = join(folder, "svar.csv");
  const path = join(folder, "svar.layerglass");
  writeFileSync(file, table);
  const { electron, window: page } = await launch();
  await page.getByTestId("welcome-new").click();
  await page.getByTestId("tab-data").click();
  await pickFiles(electron, file);
  await page.getByTestId("data-open").click();
  await expect(page.getByTestId("data-size")).toContainText("40 rows × 3 columns");

  await page.getByTestId("reading-open").click();
  const dialog = page.getByTestId("reading-dialog");
  await expect(dialog).toContainText("41 of 41 lines have 3 cells");
  await expect(page.getByTestId("reading-delimiter").locator("option:checked")).toHaveText("Guessed: semicolon ;");
  await expect(page.getByTestId("reading-decimal").locator("option:checked")).toHaveText("Guessed: comma ,");
  const preview = page.getByTestId("reading-preview");
  await expect(preview.locator("tbody tr").first()).toContainText("0,25");
  expect(await violations(page)).toEqual([]);

  await page.getByTestId("reading-header").selectOption("no");
  await expect(page.getByTestId("reading-outcome")).toHaveText("41 rows × 3 columns");
  await expect(preview.locator("thead")).toContainText("column_1");
  await page.getByTestId("reading-header").selectOption("guess");
  await expect(page.getByTestId("reading-outcome")).toHaveText("40 rows × 3 columns");
  // Nothing counts before it is applied.
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(page.getByTestId("data-size")).toContainText("40 rows × 3 columns");

  await page.keyboard.press("Control+k");
  await page.getByTestId("command-palette").locator("input").fill("how the table is read");
  await page.keyboard.press("Enter");
  await page.getByTestId("reading-delimiter").selectOption("other");
  await page.getByTestId("reading-delimiter-other").fill(";;");
  await expect(dialog.getByRole("alert")).toContainText("Type one character");
  await page.getByTestId("reading-delimiter-other").fill("~");
  await expect(dialog.getByRole("alert").first()).toContainText("one column");
  await expect(page.getByTestId("reading-apply")).toBeDisabled();
  await page.getByTestId("reading-delimiter").selectOption(";");
  await page.getByTestId("reading-apply").click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByTestId("data-size")).toContainText("40 rows × 3 columns");

  await pickSavePath(electron, path);
  await chooseMenuItem(electron, "file.saveAs");
  await expect.poll(() => readingOf(path)).toEqual({ delimiter: ";" });
});
