/** A feature scaled by itself: chosen in its details, said beside the Scale node's choice, trained, shown in the model. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseProject } from "../../engine/project";
import { chooseMenuItem, expect, pickFiles, pickSavePath, test } from "../support/app";
import { violations } from "../support/axe";
import { expectRun, type, wires } from "../support/canvas-gestures";

const rows = Array.from({ length: 300 }, (_, row) => {
  const income = 10 ** (1 + ((row * 37) % 300) / 60);
  return `${income.toFixed(2)},${(row % 9) - 4},${income > 1000 ? "high" : "low"}`;
});

const scalingsIn = (path: string) => {
  if (!existsSync(path)) return undefined;
  const parsed = parseProject(readFileSync(path, "utf8"));
  return parsed.ok ? parsed.project.data?.columns.map(({ scaling }) => scaling ?? null) : null;
};

test("a column's own scaling is chosen, refused where it cannot be, saved, trained and shown in the model", async ({
  launch,
  folder,
}) => {
  test.setTimeout(120_000);
  const file = join(folder, "incomes.csv");
  const path = join(folder, "incomes.layerglass");
  writeFileSync(file, `income,change,kind\n${rows.join("\n")}\n`);
  const { electron, window: page } = await launch();
  await page.getByTestId("welcome-new").click();
  await page.getByTestId("tab-data").click();
  await pickFiles(electron, file);
  await page.getByTestId("data-open").click();
  await expect(page.getByTestId("data-size")).toContainText("300 rows × 3 columns");
  await page.getByTestId("empty-draw-starter").click();
  await expect(wires(page).first()).toBeVisible();

  const panel = page.getByTestId("data-panel");
  await page.getByTestId("column-change").getByRole("button").press("Enter");
  const ofChange = page.getByTestId("column-scaling-change");
  await ofChange.selectOption("log1p");
  await expect(panel).toContainText("the value -4 in row 1");
  await expect(ofChange).toHaveValue("absent");
  await ofChange.selectOption("robust");
  await expect(panel).not.toContainText("the value -4 in row 1");
  // Of the training rows, whose quartiles are 1 apart from a median of 0 by 2 on either side.
  const scaled = page.getByTestId("spread-own");
  await expect(scaled).toContainText("Robust (median, quartiles)what the network reads");
  await expect(scaled).toContainText(/min −1\.000 · mean \S+ · max 1\.000/);
  await expect(page.getByTestId("spread-standardize")).not.toContainText("what the network reads");
  await expect(page.getByTestId("data-scaling")).toContainText(
    "1 column has a scaling of its own and is left as it is.",
  );
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Control+z");
  await expect(ofChange).toHaveValue("absent");
  await page.keyboard.press("Control+Shift+z");
  await expect(ofChange).toHaveValue("robust");
  await page.getByTestId("column-income").getByRole("button").press("Enter");
  await page.getByTestId("column-scaling-income").selectOption("quantile");
  await expect(page.getByTestId("data-scaling")).toContainText("2 columns have a scaling of their own");

  await pickSavePath(electron, path);
  await chooseMenuItem(electron, "file.saveAs");
  await expect.poll(() => scalingsIn(path)).toEqual(["quantile", "robust", null]);
  await page.getByTestId("tab-training").click();
  await type(page, "training-epochs", "20");
  await page.keyboard.press("F5");
  await expectRun(page, "finished");
  const model = join(folder, "incomes.safetensors");
  await pickSavePath(electron, model);
  await page.getByTestId("save-model-button").click();
  await expect(page.getByText("Model saved as incomes.safetensors")).toBeVisible();
  await pickFiles(electron, model);
  await chooseMenuItem(electron, "model.open");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(/its place among \d+ quantiles/);
  await expect(dialog).toContainText("robust: median and quartiles");
  expect(await violations(page)).toEqual([]);
});
