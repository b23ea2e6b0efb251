import { copyFile, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";
import { failureText } from "../../engine/contract";
import type { TrainingSetup } from "../../engine/model";
import { parseProject, serializeProject } from "../../engine/project";
import { expect, pickSavePath, test } from "../support/app";
import { choose, expectRun, type, wires } from "../support/canvas-gestures";

const samplePath = resolve("samples/why-batch-normalization.layerglass");
const tablePath = resolve("samples/adult_codes.csv.gz");
const olderPath = resolve("test/fixtures/projects/version-1.layerglass");

async function trainingIn(path: string): Promise<TrainingSetup> {
  const parsed = parseProject(await readFile(path, "utf8"));
  if (!parsed.ok) throw new Error(`${path}: ${failureText(parsed.failure)}`);
  return parsed.project.training;
}

/** Moves the keyboard on, Tab by Tab, until it stands at a field. */
async function tabTo(page: Page, field: string): Promise<void> {
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("data-testid"));
  for (let presses = 0; presses < 60 && (await focused()) !== field; presses += 1) await page.keyboard.press("Tab");
  await expect(page.getByTestId(field)).toBeFocused();
}

/** What the training form shows, field by field. */
async function shownSetup(page: Page) {
  const fields = page.getByTestId("training-panel").locator("input, select");
  return fields.evaluateAll((all) =>
    all.map((each) => {
      if (each instanceof HTMLInputElement && each.type !== "text") return `${each.value} ${each.checked}`;
      return each instanceof HTMLInputElement || each instanceof HTMLSelectElement ? each.value : "";
    }),
  );
}

test("AdamW on a cosine with early stopping: set by mouse and keyboard, trained, told, saved and opened again", async ({
  launch,
  folder,
}) => {
  test.setTimeout(120_000);
  const { electron, window: page } = await launch(samplePath);
  await expect(wires(page)).toHaveCount(13);
  await page.getByTestId("tab-training").click();

  // By keyboard.
  await page.getByTestId("training-batch_size").focus();
  await tabTo(page, "training-optimizer");
  await choose(page, "training-optimizer", "AdamW");
  await tabTo(page, "training-optimizer.weight_decay");
  await page.keyboard.type("0.01");
  await page.keyboard.press("Enter");
  await tabTo(page, "training-schedule");
  await choose(page, "training-schedule", "Cosine with warm-up");
  const curve = page.getByTestId("learning-rate-curve").getByRole("img");
  await expect(curve).toHaveAccessibleName(/from 0 to ≈ 0, at most 0\.001/);
  await tabTo(page, "training-clip_norm-on");
  await page.keyboard.press("Space");
  await tabTo(page, "training-clip_norm");
  await page.keyboard.type("2");
  await page.keyboard.press("Enter");

  // By mouse.
  await choose(page, "training-split", "Stratified");
  await page.getByTestId("training-early_stopping").click();
  await type(page, "training-early_stopping.patience", "2");
  // No epoch but the first gets better by that much: it stops after two more.
  await type(page, "training-early_stopping.minimum_delta", "0.5");
  await page.getByTestId("training-evaluate_training").click();
  await page.getByTestId("training-batch_norm_statistics").getByText("Population").click();
  await type(page, "training-batch_size", "64");
  await expect(page.getByTestId("watched-loss")).toHaveText("Watched: the validation loss.");

  // A switch is one step back, and brings back what it hid.
  await page.getByTestId("training-early_stopping").click();
  await expect(page.getByTestId("training-early_stopping.patience")).toHaveCount(0);
  await page.getByTestId("undo-button").click();
  await expect(page.getByTestId("training-early_stopping.patience")).toHaveValue("2");

  const saved = join(folder, "early.layerglass");
  await copyFile(tablePath, join(folder, "adult_codes.csv.gz"));
  await pickSavePath(electron, saved);
  await page.keyboard.press("Control+Shift+s");
  await expect(page.getByTestId("dirty-dot")).toHaveCount(0);
  expect(await trainingIn(saved)).toMatchObject({
    optimizer: { kind: "adam_w", learning_rate: 0.001, weight_decay: 0.01 },
    schedule: { kind: "cosine", warmup_epochs: 1, final_fraction: 0 },
    clip_norm: 2,
    clip_value: null,
    split: "stratified",
    early_stopping: { patience: 2, minimum_delta: 0.5, restore_best: true },
    evaluate_training: true,
    batch_norm_statistics: "population",
    batch_size: 64,
  });

  await page.keyboard.press("F5");
  await expectRun(page, "finished");
  await expect(page.getByTestId("run-status-epoch")).toHaveText("Stopped early at epoch 3/20");
  const best = page.getByTestId("run-status-best");
  await expect(best).toHaveText(/^best epoch [123] restored$/);
  const bestEpoch = /\d/.exec(await best.innerText())?.[0] ?? "";
  await expect(page.getByTestId("run-status")).toContainText("population statistics");
  await expect(page.getByTestId("loss-chart")).toContainText("Training, inference mode");

  await page.getByTestId("tab-metrics").click();
  const table = page.getByTestId("metrics-table");
  await expect(table.locator("thead th")).toHaveText(["Epoch", "Loss", "Accuracy", "Precision", "Recall", "F1", "AUC"]);
  await expect(table.locator("tbody tr")).toHaveCount(4);
  await expect(table.locator("tbody tr[data-best=true]")).toContainText(`${bestEpoch}best`);
  await expect(table.locator("tbody tr").first()).toContainText("Run's end");
  const counts = await page.getByTestId("confusion-matrix").locator("td").allInnerTexts();
  const rows = counts.map((text) => Number(text.split("\n")[0]?.replaceAll(",", "")));
  // 48,842 rows, of which int(0.8 · 48,842) train.
  expect(rows.reduce((sum, count) => sum + count, 0)).toBe(9_769);
  await table.getByRole("button", { name: "2", exact: true }).press("Enter");
  await expect(page.getByTestId("confusion-matrix").locator("caption")).toHaveText("Confusion matrix, epoch 2");
  await page.getByTestId("metrics-rows").getByText("Training rows").click();
  await expect(table.locator("tbody tr")).toHaveCount(3);
  await expect(page.getByTestId("learning-rate-chart")).toBeVisible();

  const shown = await shownSetup(page);
  // A second start would only bring the first to front.
  await electron.close();
  const again = await launch(saved);
  await expect(wires(again.window)).toHaveCount(13);
  await again.window.getByTestId("tab-training").click();
  expect(await shownSetup(again.window)).toEqual(shown);
});

test("a finding about a setting leads to it, and fixes it in one step", async ({ launch }) => {
  const { window: page } = await launch(samplePath);
  await expect(wires(page)).toHaveCount(13);
  await page.getByTestId("tab-problems").click();
  await page.getByTestId("fix-W001").click();
  await expect(page.getByTestId("problem-W001")).toHaveCount(0);
  await page.getByTestId("tab-training").click();
  await expect(page.getByTestId("training-drop_last_batch")).toBeChecked();
  await expect(page.getByTestId("training-panel")).toContainText("2,442 steps an epoch");
  await page.getByTestId("undo-button").click();
  await expect(page.getByTestId("training-drop_last_batch")).not.toBeChecked();
  await expect(page.getByTestId("problem-W001")).toBeVisible();

  await page.getByTestId("training-early_stopping").click();
  await type(page, "training-early_stopping.patience", "20");
  await page.getByTestId("tab-inspector").click();
  await page.getByTestId("problem-I011").getByRole("button").click();
  await expect(page.getByTestId("training-early_stopping.patience")).toBeFocused();
});

test("a project of an older version opens, and saving keeps the old file beside the new", async ({
  launch,
  folder,
}) => {
  const path = join(folder, "old.layerglass");
  const before = await readFile(olderPath, "utf8");
  await copyFile(olderPath, path);
  await copyFile(tablePath, join(folder, "adult_codes.csv.gz"));
  const { window: page } = await launch(path);
  await expect(wires(page)).toHaveCount(13);
  await page.getByTestId("tab-training").click();
  await expect(page.getByTestId("training-schedule")).toHaveValue("constant");
  await type(page, "training-epochs", "7");
  await page.keyboard.press("Control+s");
  await expect(page.getByText("old.version-1.layerglass")).toBeVisible();
  expect(await readFile(join(folder, "old.version-1.layerglass"), "utf8")).toBe(before);
  const parsed = parseProject(before);
  if (!parsed.ok) throw new Error(parsed.failure.found);
  const training = { ...parsed.project.training, epochs: 7 };
  const written = await readFile(path, "utf8");
  expect(
    serializeProject({ ...parsed.project, training })
      .split("\n")
      .slice(0, 45),
  ).toEqual(
    written
      .replace('"name": "old"', `"name": ${JSON.stringify(parsed.project.name)}`)
      .split("\n")
      .slice(0, 45),
  );
});
