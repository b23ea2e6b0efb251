/** Cross-validation in the window, by keyboard: its figures against the terminal's, its file, and what stands in its way. */
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { FoldFigures } from "../../engine/contract";
import { figureText } from "../../renderer/i18n/number-format";
import { chooseMenuItem, expect, pickSavePath, test } from "../support/app";
import { violations } from "../support/axe";
import { jsonEvents, runBuiltCli } from "../support/built-cli";
import { command, expectRun, setManyEpochs, wires } from "../support/canvas-gestures";
import { repositoryPath } from "../support/golden";

const samples = repositoryPath("samples");

/** A copy of a sample, with its table. */
function copied(folder: string, name: string, table: string): string {
  copyFileSync(join(samples, table), join(folder, table));
  copyFileSync(join(samples, name), join(folder, name));
  return join(folder, name);
}

/** One whose target is a number. */
const numbers = (folder: string): string => copied(folder, "diabetes.layerglass", "diabetes.csv.gz");

const standing = (page: Page, phase: string) => page.locator(`[data-testid="folds-standing"][data-phase="${phase}"]`);

/** Texts of one figure, fold by fold, then of mean and σ. */
const column = (page: Page, metric: string): Promise<string[]> =>
  page.getByTestId("folds-dialog").locator(`td[data-metric="${metric}"]`).allInnerTexts();

test("from keyboard to table: the figures are those of the terminal, and the file has them whole", async ({
  launch,
  folder,
}) => {
  test.setTimeout(180_000);
  const path = numbers(folder);
  const { electron, window: page } = await launch(path);
  await expect(wires(page).first()).toBeVisible();
  await command(page, "Cross-validate");
  const dialog = page.getByTestId("folds-dialog");
  await expect(dialog.getByTestId("folds-start")).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(dialog.getByTestId("folds-count")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(dialog.getByTestId("folds-count")).toHaveValue("4");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  // What comes of it has the keyboard, and may be scrolled.
  await expect(dialog.getByRole("region", { name: "Validation of each fold" })).toBeFocused();
  await expect(standing(page, "finished")).toHaveText("All 4 folds finished.", { timeout: 120_000 });

  const told = await runBuiltCli("train", path, "--folds", "4", "--json");
  expect(told.exitCode, told.error).toBe(0);
  const events: readonly unknown[] = jsonEvents(told.out);
  const folds = events.slice(1, -1) as FoldFigures[];
  const { loss, outputs } = events.at(-1) as {
    loss: { mean: number; deviation: number };
    outputs: readonly { r_squared: { mean: number; deviation: number } }[];
  };
  const withSpread = (figures: readonly number[], { mean, deviation }: { mean: number; deviation: number }) => [
    ...figures.map((figure) => figureText(figure)),
    figureText(mean),
    `±\u2009${figureText(deviation, "number", 3)}`,
  ];
  expect(folds).toHaveLength(4);
  const ofOutput = folds.map(({ metrics }) => metrics[0]);
  const [summary] = outputs;
  if (!summary) throw new Error("the terminal told of no output");
  expect(await column(page, "r_squared")).toEqual(
    withSpread(
      ofOutput.map((metrics) => metrics?.r_squared ?? Number.NaN),
      summary.r_squared,
    ),
  );
  await expect(dialog.getByTestId("folds-setup")).toContainText("4 folds");
  await expect(dialog.getByTestId("folds-changed")).toHaveCount(0);
  expect(await violations(page)).toEqual([]);

  const csv = join(folder, "folds.csv");
  await pickSavePath(electron, csv);
  await dialog.getByTestId("folds-export").click();
  await expect(page.getByText(`Exported to ${csv}.`)).toBeVisible();
  const [head = [], ...rows] = readFileSync(csv, "utf8")
    .replace("\uFEFF", "")
    .trim()
    .split("\r\n")
    .map((line) => line.split(","));
  const inFile = (name: string) => rows.map((row) => Number(row[head.indexOf(name)]));
  expect(inFile("Training rows").slice(0, 4)).toEqual(folds.map(({ training_rows }) => training_rows));
  expect(inFile("Epoch").slice(0, 4)).toEqual(folds.map(({ epoch }) => epoch));
  // To the bit: neither the window nor the file rounds.
  expect(inFile("R²")).toEqual([
    ...ofOutput.map((metrics) => metrics?.r_squared),
    summary.r_squared.mean,
    summary.r_squared.deviation,
  ]);
  expect(folds.reduce((sum, fold) => sum + fold.loss, 0) / 4).toBeCloseTo(loss.mean, 12);

  // It stays while the project is open, and says when it is of another setup.
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await page.getByTestId("tab-training").click();
  await page.getByTestId("training-epochs").fill("3");
  await page.getByTestId("training-epochs").press("Enter");
  await page.getByTestId("training-folds").click();
  await expect(dialog.getByTestId("folds-changed")).toContainText("Out of date");
  await expect(dialog.locator("tbody tr")).toHaveCount(4);
});

test("stopped, it keeps what was finished; and it and a run do not train together", async ({ launch, folder }) => {
  test.setTimeout(120_000);
  const { electron, window: page } = await launch(
    copied(folder, "why-batch-normalization.layerglass", "adult_codes.csv.gz"),
  );
  await expect(wires(page).first()).toBeVisible();
  await setManyEpochs(page);
  await chooseMenuItem(electron, "run.crossValidate");
  const dialog = page.getByTestId("folds-dialog");
  await dialog.getByTestId("folds-start").press("Enter");
  await expect(dialog.locator('tr[data-fold="0"]')).toContainText(/epoch \d/);
  // Closed, it goes on, and the status bar leads back to it.
  await page.keyboard.press("Escape");
  await page.keyboard.press("F5");
  await expect(page.getByText("A cross-validation is under way, and trains alone.")).toBeVisible();
  await page.getByTestId("folds-status").click();
  await dialog.getByTestId("folds-stop").press("Enter");
  await expect(standing(page, "stopped")).toHaveText("Stopped in fold 1 of 5. No fold was finished.");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("folds-status")).toHaveCount(0);

  await page.keyboard.press("F5");
  await expectRun(page, "running");
  await command(page, "Cross-validate");
  await expect(dialog.getByTestId("folds-hindrance")).toContainText("A run is under way");
  await expect(dialog.getByTestId("folds-start")).toBeDisabled();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+F5");
  await expectRun(page, "stopped");
  await command(page, "Cross-validate");
  await expect(dialog.getByTestId("folds-start")).toBeEnabled();
});

test("a split by a column's times is refused before it starts, with what to choose instead", async ({
  launch,
  folder,
}) => {
  const path = numbers(folder);
  const text = readFileSync(path, "utf8");
  const timed = text.replace(/"split": "\w+"/, '"split": "time"');
  expect(timed).not.toBe(text);
  writeFileSync(path, timed);
  const { window: page } = await launch(path);
  await expect(wires(page).first()).toBeVisible();
  await command(page, "Cross-validate");
  const dialog = page.getByTestId("folds-dialog");
  await expect(dialog.getByTestId("folds-hindrance")).toContainText("Folds are equal parts of the rows");
  await expect(dialog.getByTestId("folds-start")).toBeDisabled();
});

test("a fold that cannot be trained is named, with why and what helps", async ({ launch, folder }) => {
  const table = join(folder, "few.csv");
  const rows = Array.from({ length: 15 }, (_, row) => `${(row * 7) % 11},${row},${row % 2 === 0 ? "well" : "ill"}`);
  writeFileSync(table, ["dose,age,state", ...rows].map((line) => `${line}\n`).join(""));
  const path = join(folder, "few.layerglass");
  const made = await runBuiltCli("new", "--data", table, "--target", "state", "--out", path);
  expect(made.exitCode, made.error).toBe(0);
  const { window: page } = await launch(path);
  await expect(wires(page).first()).toBeVisible();
  await command(page, "Cross-validate");
  const dialog = page.getByTestId("folds-dialog");
  await dialog.getByTestId("folds-count").fill("21");
  await expect(dialog).toContainText("at most 20");
  await dialog.getByTestId("folds-count").fill("20");
  await dialog.getByTestId("folds-start").press("Enter");
  await expect(dialog.getByTestId("folds-failure")).toContainText(
    "Fold 1 of 20 failed. The rows cannot be dealt out to so many folds. Choose fewer folds",
  );
  await expect(dialog.getByTestId("folds-export")).toBeDisabled();
  expect(await violations(page)).toEqual([]);
});

test("another project stops it, after a question, and takes its figures away", async ({ launch, folder }) => {
  const path = copied(folder, "why-batch-normalization.layerglass", "adult_codes.csv.gz");
  const { electron, window: page } = await launch(path);
  await expect(wires(page).first()).toBeVisible();
  await setManyEpochs(page);
  await page.keyboard.press("Control+s");
  await command(page, "Cross-validate");
  const dialog = page.getByTestId("folds-dialog");
  await dialog.getByTestId("folds-start").press("Enter");
  await expect(dialog.locator('tr[data-fold="0"]')).toContainText(/epoch \d/);
  await page.keyboard.press("Escape");
  await chooseMenuItem(electron, "file.new");
  await expect(page.getByText("Training is still running")).toBeVisible();
  await page.getByRole("button", { name: "Stop and go on" }).click();
  await expect(wires(page)).toHaveCount(0);
  await expect(page.getByTestId("folds-status")).toHaveCount(0);
  await command(page, "Cross-validate");
  await expect(dialog.getByTestId("folds-standing")).toHaveCount(0);
  await expect(dialog.getByTestId("folds-hindrance")).toContainText("to be fixed before training");
});
