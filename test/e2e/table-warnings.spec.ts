/** What is told of many columns at once is one problem, with a list to open and one fix. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, pickFiles, test } from "../support/app";
import { violations } from "../support/axe";
import { choose, wires } from "../support/canvas-gestures";

const dark = Array.from({ length: 10 }, (_, place) => `dark_${place}`);
const rows = Array.from({ length: 200 }, (_, row) =>
  [row % 17, ...dark.map(() => 0), row % 17 > 8 ? "yes" : "no"].join(","),
);

test("features that are constant are one problem that names them all and ignores them all", async ({
  app: { electron, window: page },
  folder,
}) => {
  const file = join(folder, "dark.csv");
  writeFileSync(file, `light,${dark.join(",")},sold\n${rows.join("\n")}\n`);
  await page.getByTestId("welcome-new").click();
  await page.getByTestId("tab-data").click();
  await pickFiles(electron, file);
  await page.getByTestId("data-open").click();
  const status = page.getByTestId("run-status");
  await expect(status).toHaveText("Not ready to train");
  await page.getByTestId("empty-draw-starter").click();
  await expect(wires(page).first()).toBeVisible();
  await expect(status).toHaveText("Ready to train");
  await page.getByTestId("tab-problems").click();
  const problem = page.getByTestId("problem-W020");
  await expect(problem).toHaveCount(0);
  await choose(page, "column-role-dark_0", "Feature");
  await expect(problem).toContainText("the feature dark_0, which is 0 in every training row");
  await expect(problem.locator("details")).toHaveCount(0);
  for (const column of dark.slice(1)) await choose(page, `column-role-${column}`, "Feature");
  await expect(problem).toHaveCount(1);
  await expect(problem).toContainText("10 features of one value each in the training rows: dark_0, dark_1");
  await problem.locator("summary").press("Enter");
  await expect(problem.locator("details p")).toHaveText(dark.join(", "));
  expect(await violations(page)).toEqual([]);
  await page.getByTestId("fix-W020").press("Enter");
  await expect(problem).toHaveCount(0);
  for (const column of dark) await expect(page.getByTestId(`column-role-${column}`)).toHaveValue("ignore");
  await page.keyboard.press("Control+z");
  await expect(problem).toHaveCount(1);
  await expect(page.getByTestId("column-role-dark_9")).toHaveValue("feature");
});

test("rows without a target are told of as such, and filling is offered where it keeps rows", async ({
  app: { electron, window: page },
  folder,
}) => {
  const open = async (name: string, cells: (row: number) => string) => {
    const file = join(folder, name);
    writeFileSync(file, `light,length,price\n${rows.map((_, row) => cells(row)).join("\n")}\n`);
    await pickFiles(electron, file);
    await page.getByTestId("data-open").click();
    await expect(page.locator(".data-file")).toHaveText(name);
  };
  const panel = page.getByTestId("data-panel");
  await page.getByTestId("welcome-new").click();
  await page.getByTestId("tab-data").click();
  await open("target.csv", (row) => `${row % 17},${row % 50 === 0 ? "" : row % 7},${row % 50 === 0 ? "" : row * 1.5}`);
  await expect(panel).toContainText("4 rows of 200 will be left out: the target is missing there.");
  await expect(page.getByTestId("data-fill-missing")).toHaveCount(0);
  await open("both.csv", (row) => `${row % 17},${row % 50 === 1 ? "" : row % 7},${row % 50 === 0 ? "" : row * 1.5}`);
  await expect(panel).toContainText("8 rows of 200 will be left out: a cell is empty that is needed and not filled.");
  await page.getByTestId("data-fill-missing").press("Enter");
  await expect(panel).toContainText("4 rows of 200 will be left out: the target is missing there.");
  expect(await violations(page)).toEqual([]);
});
