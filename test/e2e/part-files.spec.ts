/** Rows that validate and rows kept for a test from files of their own, chosen in the window. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseProject } from "../../engine/project";
import { chooseMenuItem, expect, pickFiles, test } from "../support/app";
import { violations } from "../support/axe";
import { runBuiltCli } from "../support/built-cli";
import { expectRun, wires } from "../support/canvas-gestures";

function write(folder: string, name: string, from: number, count: number, head = "dose,age,state"): string {
  const lines = Array.from({ length: count }, (_, index) => {
    const row = from + index;
    const dose = (row * 37) % 101;
    return `${dose},${(row * 53) % 97},${dose > 50 ? "ill" : "well"}`;
  });
  writeFileSync(join(folder, name), [head, ...lines].map((line) => `${line}\n`).join(""));
  return join(folder, name);
}

/** A project over a table of 120 rows, with files beside it where they are asked for. */
async function projectIn(folder: string, ...options: readonly string[]): Promise<string> {
  const table = write(folder, "patients.csv", 0, 120);
  write(folder, "val.csv", 200, 30);
  write(folder, "test.csv", 300, 20);
  const path = join(folder, "patients.layerglass");
  const made = await runBuiltCli(
    "new",
    "--data",
    table,
    "--target",
    "state",
    "--epochs",
    "4",
    "--out",
    path,
    ...options,
  );
  expect(made.exitCode, made.error).toBe(0);
  return path;
}

const dataOf = (path: string) => {
  const parsed = parseProject(readFileSync(path, "utf8"));
  return parsed.ok ? parsed.project.data : null;
};

test("a validation and a test file are chosen by the keyboard, told, undone, saved, trained with and removed", async ({
  launch,
  folder,
}) => {
  test.setTimeout(120_000);
  const path = await projectIn(folder);
  const { electron, window: page } = await launch(path);
  await expect(wires(page).first()).toBeVisible();
  await page.getByTestId("tab-training").click();
  const counts = page.getByTestId("split-rows");
  const share = page.getByTestId("training-validation_split");
  await expect(counts).toContainText("96 rows train, 24 validate");

  await pickFiles(electron, join(folder, "val.csv"));
  await page.getByTestId("training-file-validation-choose").press("Enter");
  await expect(page.getByTestId("training-file-validation")).toContainText("val.csv · 30 rows");
  await expect(share).toBeDisabled();
  await expect(page.getByTestId("training-panel")).toContainText("the rows of the validation file judge each epoch");
  await expect(counts).toContainText("120 rows train, 30 validate");
  await pickFiles(electron, join(folder, "test.csv"));
  await page.getByTestId("training-file-test-choose").press("Enter");
  await expect(counts).toContainText("120 rows train, 30 validate, 20 test");
  await expect(page.getByTestId("training-split")).toBeDisabled();
  expect(await violations(page)).toEqual([]);

  await chooseMenuItem(electron, "edit.undo");
  await expect(page.getByTestId("training-file-test")).not.toContainText("test.csv");
  await expect(counts).not.toContainText("20 test");
  await chooseMenuItem(electron, "edit.redo");
  await expect(counts).toContainText("20 test");
  await page.keyboard.press("Control+s");
  await expect.poll(() => dataOf(path)?.test?.path).toBe("test.csv");
  expect(dataOf(path)?.validation).toEqual({ path: "val.csv", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  await page.getByTestId("tab-data").click();
  await expect(page.getByTestId("data-file-validation")).toHaveText("Validation: val.csv · 30 rows");
  await expect(page.getByTestId("data-file-test")).toHaveText("Test: test.csv · 20 rows");

  await page.keyboard.press("F5");
  await expectRun(page, "finished");
  await page.getByTestId("tab-metrics").click();
  await page.getByTestId("metrics-rows").getByText("Test rows").click();
  await expect(page.getByTestId("test-rows")).toContainText("20 rows were kept aside for a test");
  await page.getByTestId("look-at-test").press("Enter");
  await expect(page.getByTestId("test-figures")).toContainText("20 test rows, looked at");

  await page.getByTestId("tab-training").click();
  await page.getByTestId("training-file-validation-remove").press("Enter");
  await expect(share).toBeEnabled();
  await expect(counts).toContainText("96 rows train, 24 validate, 20 test");
});

test("a file that was moved is found by its content; one that is gone is named, located or removed", async ({
  launch,
  folder,
}) => {
  const path = await projectIn(folder, "--validation-data", write(folder, "val.csv", 200, 30));
  mkdirSync(join(folder, "moved"));
  renameSync(join(folder, "val.csv"), join(folder, "moved", "renamed.csv"));
  const found = await launch(path);
  await found.window.getByTestId("tab-data").click();
  await expect(found.window.getByTestId("data-found")).toContainText(join(folder, "moved", "renamed.csv"));
  await expect(found.window.getByTestId("data-file-validation")).toHaveText("Validation: renamed.csv · 30 rows");
  await found.window.getByTestId("tab-training").click();
  await expect(found.window.getByTestId("split-rows")).toContainText("120 rows train, 30 validate");
  await found.window.keyboard.press("Control+s");
  await expect.poll(() => dataOf(path)?.validation?.path).toBe("moved/renamed.csv");
  await found.electron.close();

  rmSync(join(folder, "moved", "renamed.csv"));
  const { electron, window: page } = await launch(path);
  await page.getByTestId("tab-problems").click();
  await expect(page.getByTestId("problem-E023")).toContainText("renamed.csv");
  await page.getByTestId("tab-data").click();
  const panel = page.getByTestId("data-panel");
  await expect(panel).toContainText("The validation file could not be read");
  // Another of the right columns, at the node that cannot be read.
  await pickFiles(electron, write(folder, "other.csv", 500, 10));
  await page.getByTestId("locate-data").click();
  await expect(page.getByTestId("data-file-validation")).toHaveText("Validation: other.csv · 10 rows");
  await page.getByTestId("tab-problems").click();
  await expect(page.getByTestId("problem-E023")).toHaveCount(0);

  // One whose columns are others is named, with the column, and goes with it.
  await page.getByTestId("tab-training").click();
  await pickFiles(electron, write(folder, "wrong.csv", 500, 10, "dose,years,state"));
  await page.getByTestId("training-file-validation-choose").click();
  await page.getByTestId("tab-problems").click();
  await expect(page.getByTestId("problem-E023")).toContainText(/wrong\.csv.*age/s);
  await page.getByTestId("tab-training").click();
  await page.getByTestId("training-file-validation-remove").click();
  await page.getByTestId("tab-problems").click();
  await expect(page.getByTestId("problem-E023")).toHaveCount(0);
});
