import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { chooseMenuItem, expect, pickFiles, pickSavePath, test } from "../support/app";
import { violations } from "../support/axe";
import { expectRun, type, wires } from "../support/canvas-gestures";
import { parseSafetensors } from "../support/safetensors";

const samplePath = resolve("samples/why-batch-normalization.layerglass");

test("a run is saved as a model, shown, started from and opened again as a project", async ({ launch, folder }) => {
  test.setTimeout(180_000);
  const { electron, window: page } = await launch(samplePath);
  await expect(wires(page)).toHaveCount(13);
  const save = page.getByTestId("save-model-button");
  await expect(save).toBeHidden();
  await page.getByTestId("tab-training").click();
  await type(page, "training-epochs", "1");
  await page.keyboard.press("F5");
  await expectRun(page, "finished");

  const file = join(folder, "census.safetensors");
  await pickSavePath(electron, null);
  await save.click();
  await expect(save).toBeEnabled();
  await pickSavePath(electron, join(folder, "census"));
  await save.click();
  await expect(page.getByText("Model saved as census.safetensors: weights after step 2443.")).toBeVisible();
  expect(parseSafetensors(await readFile(file)).get("dense_1.weight")?.shape).toEqual([14, 64]);

  await pickFiles(electron, file);
  await chooseMenuItem(electron, "model.open");
  const dialog = page.getByTestId("model-dialog");
  await expect(dialog).toContainText("adult_codes.csv.gz");
  await expect(dialog).toContainText("1 epoch, 2,443 steps");
  const figures = page.getByTestId("model-figures").locator("tbody tr");
  await expect(figures).toHaveCount(2);
  await expect(figures.first()).toContainText(/output_1 · validation\s*0\.\d+/);
  await expect(dialog).toContainText("batch_norm_1");
  expect(await violations(page)).toEqual([]);

  await page.getByTestId("model-load-weights").press("Enter");
  await expect(page.getByTestId("weight-differences")).toContainText(/\d+ of the \d+ parameters of this network/);
  await page.getByTestId("model-take-weights").press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByTestId("training-start")).toContainText("From census.safetensors");
  await page.keyboard.press("F5");
  await expectRun(page, "finished");
  await pickSavePath(electron, join(folder, "further.safetensors"));
  await chooseMenuItem(electron, "model.save");
  await expect(page.getByText("Model saved as further.safetensors")).toBeVisible();
  const header = (await readFile(join(folder, "further.safetensors"))).toString("latin1");
  expect(header).toContain('\\"started_from\\":{\\"name\\":\\"census.safetensors\\"');
  await page.getByTestId("training-start-fresh").click();
  await expect(page.getByText("Fresh, drawn from the seed")).toBeVisible();

  await chooseMenuItem(electron, "model.open");
  await page.getByTestId("model-open-network").click();
  await expect(dialog).toBeHidden();
  await expect(wires(page)).toHaveCount(13);
  await expect(page.getByTestId("document-name")).toHaveText("why-batch-normalization");

  await pickFiles(electron, samplePath);
  await chooseMenuItem(electron, "model.open");
  await expect(page.getByText(/The model was not opened\. .*R?.*header/)).toBeVisible();
});
