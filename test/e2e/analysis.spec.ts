import { resolve } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { chooseMenuItem, expect, test } from "../support/app";
import { violations } from "../support/axe";
import { card, command, expectRun, expectStepBeyond, setManyEpochs, type, wires } from "../support/canvas-gestures";

const samplePath = resolve("samples/why-batch-normalization.layerglass");
const panelOf = (page: Page): Locator => page.getByTestId("analysis-panel");
const status = (page: Page): Locator => page.getByTestId("analysis-status");

async function expectShown(page: Page): Promise<void> {
  await expect(status(page)).toHaveAttribute("data-kind", "shown", { timeout: 60_000 });
}

const numberIn = (text: string): number => Number(text.replaceAll("\u2212", "-"));

/** Rank and number of features of each row, in the order of the table. */
async function shownRanks(page: Page): Promise<readonly { node: string | null; rank: number; features: number }[]> {
  const rows = await page.getByTestId("effective-ranks").locator("tbody tr").all();
  return Promise.all(
    rows.map(async (row) => {
      const [rank = "", features = ""] = await row.locator("td").allTextContents();
      return { node: await row.getAttribute("data-node"), rank: numberIn(rank), features: numberIn(features) };
    }),
  );
}

test("an ended run is analyzed: ranks, the way along the gradient and the plane, with real figures", async ({
  launch,
}) => {
  test.setTimeout(120_000);
  const { electron, window: page } = await launch(samplePath);
  await expect(wires(page)).toHaveCount(13);
  await page.getByTestId("tab-analysis").click();
  const button = page.getByTestId("analyze-button");
  await expect(button).toBeDisabled();
  await expect(status(page)).toContainText("Train first");
  await page.getByTestId("tab-training").click();
  await type(page, "training-epochs", "2");
  await page.keyboard.press("F5");
  await expectRun(page, "finished");
  await page.getByTestId("tab-analysis").click();
  await expect(button).toBeEnabled();
  await button.press("Enter");
  await expectShown(page);
  await expect(status(page)).toContainText("epoch 2; later steps are not in it.");

  const ranks = await shownRanks(page);
  expect(ranks.map(({ node, features }) => [node, features])).toEqual([
    ["activation_1", 64],
    ["activation_2", 64],
    ["activation_3", 2],
  ]);
  for (const { rank, features } of ranks) {
    expect(rank).toBeGreaterThanOrEqual(1);
    expect(rank).toBeLessThanOrEqual(features);
  }
  await page.getByTestId("effective-ranks").locator('tr[data-node="activation_2"]').click();
  await expect(card(page, "activation_2")).toHaveAttribute("data-selected", "true");

  const figures = await page.getByTestId("along-gradient").locator("dd").allTextContents();
  expect(figures).toHaveLength(4);
  for (const figure of figures) expect(numberIn(figure)).toBeGreaterThan(0);
  const lossChart = page.getByTestId("loss-along-chart");
  await expect(lossChart.locator(".chart-value").last()).toHaveText(/^\d\.\d+$/);
  await lossChart.getByRole("button", { name: "Show as a table" }).click();
  await expect(lossChart.locator("tbody tr")).toHaveCount(16);

  const least = await page.getByTestId("plane-least").innerText();
  const greatest = await page.getByTestId("plane-greatest").innerText();
  expect(numberIn(least)).toBeGreaterThan(0);
  expect(numberIn(greatest)).toBeGreaterThan(numberIn(least));
  const readout = page.getByTestId("plane-readout");
  await expect(readout).toHaveText(/centre: loss \d\.\d+/);
  const plot = page.getByTestId("loss-plane").getByRole("slider");
  await plot.focus();
  await page.keyboard.press("ArrowRight");
  await expect(readout).toHaveText(/^α 0\.10, β 0: loss \d\.\d+$/);
  await page.getByTestId("loss-plane").getByRole("button", { name: "Show as a table" }).click();
  await expect(page.getByTestId("loss-plane").locator("tbody tr")).toHaveCount(21);
  expect(await violations(page)).toEqual([]);

  // Another run clears it.
  await chooseMenuItem(electron, "run.train");
  await expectRun(page, "finished");
  await page.getByTestId("tab-analysis").click();
  await expect(status(page)).toHaveAttribute("data-kind", "idle");
  await expect(page.getByTestId("effective-ranks")).toHaveCount(0);
});

test("a run must rest: paused it is analyzed by command, and goes on afterwards", async ({ launch }) => {
  test.setTimeout(120_000);
  const { electron, window: page } = await launch(samplePath);
  await expect(wires(page)).toHaveCount(13);
  await setManyEpochs(page);
  await page.keyboard.press("F5");
  await expectRun(page, "running");
  await expectStepBeyond(page, 100);
  await page.getByTestId("tab-analysis").click();
  await expect(page.getByTestId("analyze-button")).toBeDisabled();
  await expect(status(page)).toContainText("Pause the run or wait for its end.");
  await page.keyboard.press("F6");
  await expectRun(page, "paused");
  await page.getByTestId("tab-curves").click();
  await command(page, "Analyze");
  await expect(panelOf(page)).toBeVisible();
  await expectShown(page);
  await page.keyboard.press("F6");
  await expectRun(page, "running");
  await expect(page.getByTestId("effective-ranks").locator("tbody tr")).toHaveCount(3);
  await expect(status(page)).toContainText("later steps are not in it");

  // The menu's item analyzes the run as it has become.
  const before = await status(page).textContent();
  await page.keyboard.press("F6");
  await expectRun(page, "paused");
  await chooseMenuItem(electron, "run.analyze");
  await expect.poll(() => status(page).textContent()).not.toBe(before);
  await expectShown(page);
});
