import { resolve } from "node:path";
import { expect, test } from "../support/app";
import { expectRun, type, wires } from "../support/canvas-gestures";

test("a chart's table is really copied", async ({ launch }) => {
  const { electron, window: page } = await launch(resolve("samples/why-batch-normalization.layerglass"));
  await expect(wires(page)).toHaveCount(13);
  await electron.evaluate(({ clipboard }) => clipboard.writeText("before"));
  await page.getByTestId("tab-training").click();
  await type(page, "training-epochs", "1");
  await page.keyboard.press("F5");
  await expectRun(page, "finished");
  await page.getByRole("button", { name: "Show as a table" }).first().click();
  const table = page.locator(".chart-table").first();
  await table.getByRole("button", { name: "Copy" }).click();
  await expect(table.getByRole("status")).toHaveText("Copied");
  const cells = await table
    .locator("tr")
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? "").join("\t")));
  expect(cells.length).toBeGreaterThan(1);
  expect(await electron.evaluate(({ clipboard }) => clipboard.readText())).toBe(cells.join("\n"));
  // Nodes are copied as before once no table is.
  expect(await page.evaluate(() => getSelection()?.isCollapsed)).toBe(true);
});
