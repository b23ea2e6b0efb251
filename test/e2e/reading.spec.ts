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

test("lines that are no rows are listed whole and exported, and a stray cell leads to its row", async ({
  launch,
  folder,
}) => {
  const file = join(folder, "odd.csv");
  const odd = Array.from({ length: 1_200 }, (_, row) => {
    if (row % 4 === 3) return `${row},a line of three,=1+${row}`;
    return row === 1_000 ? "n.k.,1" : `${row * 0.5},${row % 7}`;
  });
  writeFileSync(file, `a,b\n${odd.join("\n")}\n`);
  const { electron, window: page } = await launch();
  await page.getByTestId("welcome-new").click();
  await page.getByTestId("tab-data").click();
  await pickFiles(electron, file);
  await page.getByTestId("data-open").click();
  await expect(page.getByTestId("data-size")).toContainText("rows × 2 columns");

  await page.getByTestId("notice-rejected").click();
  const dialog = page.getByTestId("rejected-dialog");
  await expect(page.getByTestId("rejected-count")).toHaveText("300 lines are no rows");
  const list = page.getByTestId("rejected-lines");
  await expect(list.locator('[data-row="0"]').locator("th, td")).toHaveText([
    "5",
    "3 cells, expected 2",
    "3,a line of three,=1+3",
  ]);
  expect(await violations(page)).toEqual([]);
  await list.focus();
  await page.keyboard.press("End");
  await expect(list.locator('[data-row="299"] th')).toHaveText("1201");
  const out = join(folder, "rejected.csv");
  await pickSavePath(electron, out);
  await page.getByTestId("rejected-export").click();
  await expect(page.getByText("Rejected lines saved as rejected.csv: 300.")).toBeVisible();
  const lines = readFileSync(out, "utf8").trimEnd().split("\n");
  expect(lines[0]).toBe("line,reason,content");
  expect(lines[300]).toBe('1201,"3 cells, expected 2","1199,a line of three,=1+1199"');
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);

  const stray = page.getByTestId("notice-stray_cells");
  await stray.locator("summary").click();
  await stray.getByRole("button", { name: "line 1002" }).click();
  const row = page.getByTestId("table-rows").locator("tr[data-goal]");
  // 250 lines before it are no rows.
  await expect(row.locator("th")).toHaveText("751");
  await expect(row.locator("td[data-goal]")).toHaveText("–");
  await expect(row).toBeInViewport();
  // The rows have the room; what was found in reading is a line above them.
  const notices = page.getByTestId("data-notices");
  const summary = notices.locator("> summary");
  await expect(summary).toHaveText(/^\d notes? on how the table was read$/);
  await expect(stray).toBeHidden();
  await summary.press("Enter");
  await expect(stray).toBeVisible();
});
