/** Rows kept aside, in the window: every split chosen in the form, and the test rows looked at once. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { isUnread } from "../../engine/model";
import { parseProject, serializeProject } from "../../engine/project";
import { expect, test } from "../support/app";
import { runBuiltCli } from "../support/built-cli";
import { choose, expectRun, type, wires } from "../support/canvas-gestures";

const rows = 200;

/** A project over a table with a column for every split, opened; the columns' roles are those asked for. */
async function projectIn(folder: string): Promise<string> {
  const words = ["train", "train", "train", "val", "test"];
  const lines = Array.from({ length: rows }, (_, row) => {
    const x = (row * 37) % 101;
    const day = `2024-0${1 + (row % 9)}-${10 + (row % 20)}`;
    return `${x},${(row * 53) % 97},clinic ${row % 8},${day},${words[row % 5]},${x > 50 ? "ill" : "well"}`;
  });
  const table = join(folder, "clinics.csv");
  writeFileSync(table, ["dose,age,clinic,seen,part,state", ...lines].map((line) => `${line}\n`).join(""));
  const path = join(folder, "clinics.layerglass");
  const made = await runBuiltCli("new", "--data", table, "--target", "state", "--out", path);
  expect(made.exitCode, made.error).toBe(0);
  const parsed = parseProject(readFileSync(path, "utf8"));
  if (!parsed.ok || parsed.project.data === null || isUnread(parsed.project.data)) throw new Error("no project");
  const { data, training } = parsed.project;
  const roles = { clinic: "group", seen: "time", part: "split" } as const;
  const columns = data.columns.map((column) => ({ ...column, role: roles[column.name as "clinic"] ?? column.role }));
  const setup = { ...training, split: "shuffled" as const, validation_split: 0.2, test_split: 0.2, epochs: 5 };
  writeFileSync(path, serializeProject({ ...parsed.project, data: { ...data, columns }, training: setup }));
  return path;
}

/** Rows that train, validate and test, as the form tells them. */
async function counts(page: Page): Promise<readonly number[]> {
  const told = await page.getByTestId("split-rows").innerText();
  const [, ...numbers] = /([\d,]+) rows train, ([\d,]+) validate, ([\d,]+) test/.exec(told) ?? [];
  return numbers.map(Number);
}

test("every split is chosen in the form, which says what it goes by and how many rows are for what", async ({
  launch,
  folder,
}) => {
  const { window: page } = await launch(await projectIn(folder));
  await expect(wires(page).first()).toBeVisible();
  await page.getByTestId("tab-training").click();
  const chosen: readonly (readonly [label: string, told: RegExp, counts: readonly number[] | null])[] = [
    ["The last", /Cut from the end of the table/, [128, 32, 40]],
    ["Random", /Drawn by the seed/, [128, 32, 40]],
    ["Stratified", /the same share of every class/, [128, 32, 40]],
    // Eight clinics of 25 rows.
    ["Groups", /no value of “clinic” is on both sides/, [125, 25, 50]],
    ["Latest", /The latest rows by “seen”/, null],
    ["By a column", /“part”/, [120, 40, 40]],
  ];
  const panel = page.getByTestId("training-panel");
  for (const [label, told, expected] of chosen) {
    await page.getByTestId("training-split").selectOption({ label });
    await expect(panel).toContainText(told);
    await expect(page.getByTestId("split-rows")).toBeVisible();
    const found = await counts(page);
    expect(
      found.reduce((sum, count) => sum + count, 0),
      label,
    ).toBe(rows);
    if (expected !== null) await expect.poll(() => counts(page), { message: label }).toEqual(expected);
  }
  await expect(page.getByTestId("split-words")).toContainText("val: ");
});

test("a split that leaves no rows is told by its own finding, and goes with another split", async ({
  launch,
  folder,
}) => {
  const path = await projectIn(folder);
  const text = readFileSync(path, "utf8");
  const table = join(folder, "clinics.csv");
  writeFileSync(table, readFileSync(table, "utf8").replace(/clinic \d/g, "clinic 1"));
  writeFileSync(path, text.replace('"split": "shuffled"', '"split": "group"'));
  const { window: page } = await launch(path);
  await expect(wires(page).first()).toBeVisible();
  await page.getByTestId("tab-problems").click();
  await expect(page.getByTestId("problem-E033")).toContainText("Rows cannot be split so");
  await expect(page.getByTestId("problem-E023")).toHaveCount(0);
  await page.getByTestId("tab-training").click();
  await choose(page, "training-split", "Random");
  await page.getByTestId("tab-problems").click();
  await expect(page.getByTestId("problem-E033")).toHaveCount(0);
});

test("the test rows are looked at once, and a second run is told that they were", async ({ launch, folder }) => {
  test.setTimeout(120_000);
  const { window: page } = await launch(await projectIn(folder));
  await expect(wires(page).first()).toBeVisible();
  const train = async () => {
    await page.keyboard.press("F5");
    await expectRun(page, "finished");
    await page.getByTestId("tab-metrics").click();
    await page.getByTestId("metrics-rows").getByText("Test rows").click();
  };
  await train();
  const panel = page.getByTestId("metrics-panel");
  await expect(page.getByTestId("test-rows")).toContainText("40 rows were kept aside for a test");
  await expect(page.getByTestId("test-rows")).toContainText("Look once, at the end");
  await expect(page.getByTestId("test-looks")).toHaveCount(0);
  await page.getByTestId("look-at-test").press("Enter");
  await expect(page.getByTestId("test-figures")).toContainText("40 test rows, looked at");
  await expect(page.getByTestId("test-figure-accuracy")).toHaveText(/%$/);
  const cells = await panel.getByTestId("confusion-matrix").locator("td").allInnerTexts();
  expect(cells.reduce((sum, cell) => sum + Number(cell.split("\n")[0]), 0)).toBe(40);

  await page.getByTestId("tab-training").click();
  await type(page, "training-epochs", "6");
  await train();
  await expect(page.getByTestId("test-looks")).toContainText("have been looked at 1 time by other runs");
  await page.getByTestId("look-at-test").click();
  await expect(page.getByTestId("test-figures")).toContainText("makes the figure too good");
});
