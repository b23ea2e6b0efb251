/** Looking through all rows of a table: scrolled, sorted and filtered, by mouse and keyboard. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ElectronApplication, Page } from "@playwright/test";
import { expect, pickFiles, test } from "../support/app";
import { violations } from "../support/axe";

async function openRows(electron: ElectronApplication, page: Page, file: string): Promise<void> {
  await page.getByTestId("welcome-new").click();
  await page.getByTestId("tab-data").click();
  await pickFiles(electron, file);
  await page.getByTestId("data-open").click();
  await expect(page.getByTestId("data-size")).toContainText("rows");
  await page.getByTestId("data-view").getByText("Rows").click();
  await expect(page.getByTestId("table-rows").locator('[data-row="0"] td').first()).not.toHaveText("…");
}

const firstRow = (page: Page) => page.getByTestId("table-rows").locator('[data-row="0"]').locator("th, td");

test("rows are sorted by a header and narrowed by filters, each as its column is read", async ({ launch, folder }) => {
  const file = join(folder, "people.csv");
  const cities = ["Oslo", "Bergen", "Århus"];
  const rows = Array.from({ length: 300 }, (_, row) => {
    const age = row === 7 ? "" : String(20 + ((row * 37) % 50));
    const day = `2024-${String(1 + (row % 12)).padStart(2, "0")}-15`;
    return `${age},${cities[row % 3]},${day},note ${row},${row % 2}`;
  });
  writeFileSync(file, `age,city,day,note,y\n${rows.join("\n")}\n`);
  const { electron, window: page } = await launch();
  await openRows(electron, page, file);
  const count = page.getByTestId("rows-count");
  await expect(count).toHaveText("300 of 300 rows");
  await expect(firstRow(page)).toHaveText(["1", "20", "Oslo", "2024-01-15", "note 0", "0"]);
  expect(await violations(page)).toEqual([]);

  const head = page.getByTestId("rows-sort-age");
  await head.click();
  await expect(firstRow(page).nth(1)).toHaveText("20");
  await head.press("Enter");
  await expect(firstRow(page).nth(1)).toHaveText("69");
  await expect(page.locator('th[aria-sort="descending"]')).toHaveCount(1);
  // The row without an age is the last either way, reached by the keyboard.
  const list = page.getByTestId("table-rows");
  await list.focus();
  await page.keyboard.press("End");
  await expect(list.locator('[data-row="299"] td').first()).toHaveText("–");
  await expect(list.locator('[data-row="299"] th')).toHaveText("8");
  await head.press("Enter");
  await expect(firstRow(page).first()).toHaveText("1");

  await page.getByTestId("rows-filter-column").selectOption("age");
  await page.getByTestId("rows-from").fill("60");
  await expect(count).toHaveText("60 of 300 rows");
  await page.getByTestId("rows-filter-column").selectOption("city");
  await page.getByTestId("rows-value-Oslo").check();
  await expect(count).toHaveText("20 of 300 rows");
  await page.getByTestId("rows-filter-column").selectOption("day");
  await page.getByTestId("rows-to").fill("2024-01-15");
  await expect(firstRow(page).nth(3)).toHaveText("2024-01-15");
  await page.getByTestId("rows-clear").click();
  await expect(count).toHaveText("300 of 300 rows");
  await page.getByTestId("rows-filter-column").selectOption("note");
  await page.getByTestId("rows-contains").fill("NOTE 29");
  await expect(count).toHaveText("11 of 300 rows");
  await page.getByTestId("rows-contains").fill("");
  await page.getByTestId("rows-filter-column").selectOption("age");
  await page.getByTestId("rows-missing-only").check();
  await expect(count).toHaveText("1 of 300 rows");
  await expect(firstRow(page).first()).toHaveText("8");
});

test("a million rows are scrolled through with few drawn at a time, and sorted", async ({ launch, folder }) => {
  test.setTimeout(240_000);
  const file = join(folder, "million.csv");
  const lines = Array.from({ length: 1_000_000 }, (_, row) => `${(row * 7919) % 1_000_003},${row % 97},${row}`);
  writeFileSync(file, `a,b,c\n${lines.join("\n")}\n`);
  const { electron, window: page } = await launch();
  await openRows(electron, page, file);
  const list = page.getByTestId("table-rows");
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const busy = async (): Promise<number> => {
    const { metrics } = await session.send("Performance.getMetrics");
    const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0;
    return 1_000 * (of("ScriptDuration") + of("LayoutDuration") + of("RecalcStyleDuration"));
  };
  const before = await busy();
  const frames = 240;
  const mostDrawn = await list.evaluate(async (element, steps) => {
    let most = 0;
    for (let step = 0; step < steps; step += 1) {
      // Slowly at first, then in leaps over the whole table.
      element.scrollTop += step < steps / 2 ? 66 : element.scrollHeight / steps;
      await new Promise(requestAnimationFrame);
      most = Math.max(most, element.querySelectorAll("tr[data-row]").length);
    }
    return most;
  }, frames);
  const perFrame = ((await busy()) - before) / frames;
  test
    .info()
    .annotations.push({ type: "milliseconds of script, style and layout a frame", description: `${perFrame}` });
  expect(mostDrawn).toBeLessThan(150);

  await list.focus();
  await page.keyboard.press("End");
  await expect(list.locator('[data-row="999999"] td').nth(2)).toHaveText("999999");
  await page.getByTestId("rows-sort-a").click();
  await expect(page.locator('th[aria-sort="ascending"]')).toHaveCount(1);
  await expect(firstRow(page).nth(1)).toHaveText("0");
});
