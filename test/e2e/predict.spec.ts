import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { chooseMenuItem, expect, pickFiles, pickSavePath, test } from "../support/app";
import { violations } from "../support/axe";
import { runBuiltCli } from "../support/built-cli";
import { expectRun, expectStepBeyond, setManyEpochs, type, wires } from "../support/canvas-gestures";
import { dropFile } from "../support/dropped-files";

/** People of three cities; who is old and smokes pays more. */
function people(rows: number): readonly string[] {
  return Array.from({ length: rows }, (_, row) => {
    const age = 20 + ((row * 37) % 50);
    const smokes = row % 4 === 0 ? "yes" : "no";
    const city = ["Oslo", "Bergen", "Århus"][row % 3];
    return `${age},${city},${smokes},${age > 50 || smokes === "yes" ? "high" : "low"}`;
  });
}

/** A project over a table of people, and its file. */
async function projectOfPeople(folder: string, rows = 400): Promise<string> {
  const table = join(folder, "people.csv");
  await writeFile(table, `age,city,smokes,premium\n${people(rows).join("\n")}\n`);
  const project = join(folder, "people.layerglass");
  const { exitCode, error } = await runBuiltCli("new", "--data", table, "--out", project);
  expect([exitCode, error]).toEqual([0, ""]);
  return project;
}

/** Drops a file of the disk on the Predict panel. */
const drop = (page: Page, path: string) => dropFile(page.getByTestId("predict-panel"), path);

async function trained(page: Page, epochs: string): Promise<void> {
  await page.getByTestId("tab-training").click();
  await type(page, "training-epochs", epochs);
  await page.keyboard.press("F5");
  await expectRun(page, "finished");
}

test("a run predicts a second table as the terminal does, and a row typed by hand", async ({ launch, folder }) => {
  test.setTimeout(180_000);
  const { electron, window: page } = await launch(await projectOfPeople(folder));
  await expect(wires(page).first()).toBeVisible();
  await page.getByTestId("tab-predict").click();
  await expect(page.getByTestId("predict-empty")).toContainText("No model yet");
  expect(await violations(page)).toEqual([]);
  await trained(page, "30");
  await page.getByTestId("tab-predict").click();
  await expect(page.getByTestId("predict-model")).toContainText("Run 1, weights after step");

  // A table without two of the columns: they are named, and nothing is predicted.
  const bare = join(folder, "bare.csv");
  await writeFile(bare, "age,town\n30,Oslo\n");
  await drop(page, bare);
  await expect(page.getByTestId("predict-missing-columns")).toContainText("city and smokes");
  await expect(page.getByTestId("predict-rows")).toHaveCount(0);

  const others = join(folder, "others.csv");
  const odd = ["61,Paris,no,x", ",Oslo,yes,x", "33,Oslo"];
  await writeFile(others, `age,city,smokes,note\n${[...people(3_000), ...odd].join("\n")}\n`);
  await drop(page, others);
  await expect(page.getByTestId("predict-size")).toHaveText("3,002 rows");
  const notes = page.getByTestId("predict-notes");
  await expect(notes.locator("summary")).toHaveText(
    "All 3 features were found by name. 1 other column is not read. 2 rows have no prediction. 1 line was left out while reading.",
  );
  await notes.locator("summary").press("Enter");
  await expect(notes).toContainText("Not read: note.");
  await expect(notes).toContainText("age: 1 cell, rows 3002");
  await expect(notes).toContainText("city: “Paris” in 1 cell, rows 3001");
  await page.getByTestId("predict-rejected").press("Enter");
  const rejected = page.getByTestId("rejected-lines").locator('[data-row="0"]');
  await expect(rejected.locator("th, td")).toHaveText(["3004", "2 cells, expected 4", "33,Oslo"]);
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("rejected-dialog")).toHaveCount(0);
  await notes.locator("summary").press("Enter");

  // Saved, it is what the terminal writes with the same model, and what the counts say.
  const saved = join(folder, "saved.csv");
  await pickSavePath(electron, saved);
  await page.getByTestId("predict-keep-columns").check();
  await page.getByTestId("predict-save").click();
  await expect(page.getByText("Predictions saved as saved.csv: 3,002 rows.")).toBeVisible();
  const model = join(folder, "people.safetensors");
  await pickSavePath(electron, model);
  await page.getByTestId("save-model-button").click();
  await expect(page.getByText("Model saved as people.safetensors")).toBeVisible();
  const { out } = await runBuiltCli("predict", model, others, "--keep-columns");
  const text = await readFile(saved, "utf8");
  expect(text).toBe(out);
  const lines = text.trimEnd().split("\n");
  expect(lines[0]).toMatch(/^row,age,city,smokes,note,premium,probability of premium = high,/);
  const highs = lines.filter((line) => line.split(",")[5] === "high").length;
  const counted = page.getByTestId("predict-counts").locator('[data-class="high"] .predict-count');
  await expect.poll(async () => (await counted.innerText()).replace(",", "")).toBe(String(highs));

  // The last row is reached by the keyboard, and becomes the start of the row beside.
  const rows = page.getByTestId("predict-rows");
  await rows.locator('[data-row="0"] button').press("End");
  await expect(rows.locator('[data-row="3001"] button')).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  const last = rows.locator('[data-row="2999"]');
  const [, shownClass, shownShare] =
    (lines[3_000] ?? "").split(",").length > 0 ? await last.locator("th, td").allInnerTexts() : [];
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("predict-start")).toHaveText("from row 3000");
  const answer = page.getByTestId("predict-answer");
  await expect(answer.getByTestId("predict-class")).toHaveText(shownClass ?? "");
  await expect(answer.locator(`[data-class="${shownClass}"] .predict-value`)).toHaveText(shownShare ?? "");

  // One typed cell moves it; back at the start there is no difference.
  const age = page.getByTestId("predict-field-age").locator("input").first();
  await age.fill("68");
  await expect(answer.getByTestId("predict-class")).toHaveText("high");
  await age.fill("22");
  await page.getByTestId("predict-field-smokes").getByRole("switch").setChecked(false);
  await page.getByTestId("predict-field-city").locator("select").selectOption("Bergen");
  await expect(answer.getByTestId("predict-class")).toHaveText("low");
  await age.fill("3e3");
  await expect(page.getByTestId("predict-field-age")).toContainText("Beyond the usual");
  await age.fill("");
  await expect(answer).toContainText("age must have a value");
  await age.fill("22");
  await expect(answer.getByTestId("predict-class")).toHaveText("low");
  expect(await violations(page)).toEqual([]);
  await page.getByTestId("predict-reset").click();
  await expect(answer.locator(".predict-difference").first()).toHaveText("");
});

test("a model file predicts by itself, and a run that is under way once it is paused", async ({ launch, folder }) => {
  test.setTimeout(120_000);
  // So many that training them takes longer than the test.
  const project = await projectOfPeople(folder, 6_000);
  const model = join(folder, "people.safetensors");
  await runBuiltCli("train", project, "--epochs", "3", "--save", model);
  const { electron, window: page } = await launch(project);
  await expect(wires(page).first()).toBeVisible();
  await pickFiles(electron, model);
  await chooseMenuItem(electron, "model.open");
  await page.getByTestId("model-predict").click();
  await expect(page.getByTestId("predict-model")).toHaveText("people.safetensors");
  await pickFiles(electron, join(folder, "people.csv"));
  await page.getByTestId("predict-choose-table").click();
  await expect(page.getByTestId("predict-size")).toHaveText("6,000 rows");

  await setManyEpochs(page);
  await page.keyboard.press("F5");
  await expectRun(page, "running");
  await expectStepBeyond(page, 100);
  await page.getByTestId("tab-predict").click();
  await page.getByTestId("predict-use-run").click();
  await expect(page.getByTestId("predict-empty")).toContainText("Training is under way");
  await page.getByTestId("predict-pause").click();
  await expectRun(page, "paused");
  await expect(page.getByTestId("predict-model")).toContainText("Run 1, weights after step");
  await expect(page.getByTestId("predict-size")).toHaveText("6,000 rows");
  await page.keyboard.press("F6");
  await expectRun(page, "running");
  await expect(page.getByTestId("predict-panel")).toContainText("The run has gone on since");
  await page.keyboard.press("Shift+F5");
  await expectRun(page, "stopped");
  await expect(page.getByTestId("predict-panel")).not.toContainText("The run has gone on since");
});
