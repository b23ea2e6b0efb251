import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";
import { chooseMenuItem, expect, pickFiles, pickSavePath, test } from "../support/app";
import { violations } from "../support/axe";
import { expectRun, type, wires } from "../support/canvas-gestures";

const samplePath = resolve("samples/why-batch-normalization.layerglass");

/** Every chart's figures as its table tells them, by the chart's test id. */
async function chartTables(page: Page, tab: "tab-curves" | "tab-layer"): Promise<Record<string, readonly string[]>> {
  await page.getByTestId(tab).click();
  const charts = page.locator('[data-testid$="-chart"], [data-testid^="layer-chart-"]');
  await expect(charts.first()).toBeVisible();
  const tables: Record<string, readonly string[]> = {};
  for (const chart of await charts.all()) {
    const id = (await chart.getAttribute("data-testid")) ?? "";
    const legend = await chart.locator(".chart-legend-item").allInnerTexts();
    if (legend.length > 0) tables[id] = legend;
  }
  return tables;
}

test("two runs train together, one without BatchNorm, each in its own store, and are drawn over each other", async ({
  launch,
}) => {
  test.setTimeout(180_000);
  const { electron, window: page } = await launch(samplePath);
  await expect(wires(page)).toHaveCount(13);
  await page.getByTestId("tab-training").click();
  await type(page, "training-epochs", "4000");
  await page.keyboard.press("F5");
  await expectRun(page, "running");
  await expect(page.getByTestId("run-list")).toBeHidden();

  // Every BatchNorm is bypassed while the first run goes on, and another trains beside it.
  for (const node of ["batch_norm_1", "batch_norm_2", "batch_norm_3"]) {
    await page.locator(`[data-id="${node}"]`).click({ position: { x: 20, y: 10 } });
    await page.keyboard.press("b");
  }
  await chooseMenuItem(electron, "run.trainBeside");
  const [first, second] = [page.getByTestId("run-item-1"), page.getByTestId("run-item-2")];
  await expect(second).toHaveAttribute("data-shown", "true");
  await expect(second).toContainText("without");
  await expect(first).toHaveAttribute("data-state", "running");
  await expect(second).toHaveAttribute("data-state", "running");

  // Both live: each run's own step goes on while it is shown.
  const step = async () =>
    Number((await page.getByTestId("run-status-step").innerText()).replace(/\D*([\d,]+).*/, "$1").replace(/,/g, ""));
  for (const number of [1, 2]) {
    await page.getByTestId(`run-show-${number}`).click();
    const before = await step();
    await expect.poll(step).toBeGreaterThan(before);
  }

  // Drawn over each other: the second is shown, the first beside it, in one chart with a legend that names them.
  await page.getByTestId("run-compare-1").click();
  const legend = page.getByTestId("loss-chart").locator(".chart-legend");
  await expect(legend).toContainText("Run 1");
  await expect(legend).toContainText("Run 2");
  const figures = legend.locator(".chart-legend-item", { hasText: "Run 1" }).locator("output").first();
  const shown = await figures.innerText();
  await expect.poll(() => figures.innerText()).not.toBe(shown);
  expect(await violations(page)).toEqual([]);

  // Each is steered alone.
  await page.getByTestId("stop-button").click();
  await expect(second).toHaveAttribute("data-state", "stopped");
  await expect(first).toHaveAttribute("data-state", "running");
  await page.getByTestId("run-show-1").click();
  await page.getByTestId("stop-button").click();
  await expect(first).toHaveAttribute("data-state", "stopped");
  await page.getByTestId("run-let-go-2").click();
  await expect(page.getByTestId("run-list")).toBeHidden();
  await expect(page.getByTestId("run-status")).toHaveAttribute("data-state", "stopped");
});

test("a recorded run is opened again after a restart with every chart equal", async ({ launch, folder }) => {
  test.setTimeout(180_000);
  const first = await launch(samplePath);
  const { window: page } = first;
  await expect(wires(page)).toHaveCount(13);
  await page.getByTestId("tab-training").click();
  await type(page, "training-epochs", "3");
  await page.keyboard.press("F5");
  await expectRun(page, "finished");
  const path = join(folder, "run kept");
  await pickSavePath(first.electron, path);
  await chooseMenuItem(first.electron, "run.save");
  await expect(page.getByText("Run saved as run kept.")).toBeVisible();
  await page.locator('[data-id="batch_norm_1"]').click({ position: { x: 20, y: 10 } });
  const curves = await chartTables(page, "tab-curves");
  const layer = await chartTables(page, "tab-layer");
  expect(Object.keys(curves)).toEqual(expect.arrayContaining(["loss-chart", "accuracy-chart"]));
  expect(Object.keys(layer).length).toBeGreaterThan(4);
  await first.electron.evaluate(({ app }) => app.exit(0)).catch(() => {});

  const { electron, window } = await launch(samplePath);
  await expect(wires(window)).toHaveCount(13);
  await window.getByTestId("recovery-question").getByRole("button", { name: "Later" }).click();
  await pickFiles(electron, folder);
  await chooseMenuItem(electron, "run.open");
  await expect(window.getByText("The run was not opened.")).toBeVisible();
  await pickFiles(electron, path);
  await chooseMenuItem(electron, "run.open");
  await expectRun(window, "finished");
  await window.locator('[data-id="batch_norm_1"]').click({ position: { x: 20, y: 10 } });
  expect(await chartTables(window, "tab-curves")).toEqual(curves);
  expect(await chartTables(window, "tab-layer")).toEqual(layer);
  // What needs the network that trained is not offered.
  await expect(window.getByTestId("save-model-button")).toBeHidden();
  await window.getByTestId("tab-analysis").click();
  await expect(window.getByTestId("analyze-button")).toBeDisabled();
  await expect(window.getByTestId("analysis-status")).toContainText("recording");
});
