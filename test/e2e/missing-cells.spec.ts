/** Missing cells: filled as proposed, left out or filled in another way by hand, trained, and filled the same in predictions. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseProject } from "../../engine/project";
import { chooseMenuItem, expect, pickFiles, pickSavePath, test } from "../support/app";
import { violations } from "../support/axe";
import { expectRun, type, wires } from "../support/canvas-gestures";

/** Every fifth age and every fourth city is missing. */
const rows = Array.from({ length: 300 }, (_, row) => {
  const age = 20 + ((row * 37) % 50);
  const city = ["Oslo", "Bergen", "Rome"][row % 3];
  const premium = age > 45 || city === "Rome" ? "high" : "low";
  return `${row % 5 === 0 ? "" : age},${row % 4 === 0 ? "" : city},${row % 11},${premium}`;
});
const leftOut = rows.filter((_, row) => row % 5 === 0 || row % 4 === 0).length;

const columnsIn = (path: string) => {
  if (!existsSync(path)) return undefined;
  const parsed = parseProject(readFileSync(path, "utf8"));
  return parsed.ok ? parsed.project.data?.columns : null;
};

test("missing cells are filled, left out or filled otherwise, and a typed row may lack them", async ({
  launch,
  folder,
}) => {
  test.setTimeout(120_000);
  const file = join(folder, "people.csv");
  const path = join(folder, "people.layerglass");
  writeFileSync(file, `age,city,size,premium\n${rows.join("\n")}\n`);
  const { electron, window: page } = await launch();
  await page.getByTestId("welcome-new").click();
  await page.getByTestId("tab-data").click();
  await pickFiles(electron, file);
  await page.getByTestId("data-open").click();

  // As proposed: nothing is left out, and it is said.
  const size = page.getByTestId("data-size");
  const proposed = page.getByTestId("notice-missing_filled");
  const fill = page.getByTestId("data-fill-missing");
  await expect(proposed).toContainText(`${leftOut} of 300 rows would be left out`);
  await expect(size).toContainText("7 network inputs");
  await expect(fill).toHaveCount(0);

  // Left out instead, and filled again in one click; both undone.
  await page.getByTestId("notice-fix-missing_filled").click();
  await expect(proposed).toHaveCount(0);
  await expect(size).toContainText("5 network inputs");
  await expect(page.getByTestId("data-panel")).toContainText(`${leftOut} rows of 300 will be left out`);
  expect(await violations(page)).toEqual([]);
  await fill.click();
  await expect(fill).toHaveCount(0);
  await expect(size).toContainText("7 network inputs");
  await page.keyboard.press("Control+z");
  await expect(fill).toBeVisible();
  await fill.click();

  // One column by hand, by the keyboard.
  await page.getByTestId("column-age").getByRole("button").press("Enter");
  const way = page.getByTestId("column-missing-age");
  await expect(way).toHaveValue("median");
  await way.selectOption("constant");
  const constant = page.getByTestId("column-constant-age");
  await constant.fill("old");
  await constant.press("Enter");
  await expect(page.getByTestId("data-panel")).toContainText(`found "old" to fill missing cells with`);
  await constant.fill("33");
  await constant.press("Enter");
  await expect(page.getByTestId("data-panel")).not.toContainText("to fill missing cells with");
  await page.getByTestId("column-indicator-age").uncheck();
  await expect(size).toContainText("6 network inputs");
  expect(await violations(page)).toEqual([]);
  await page.getByTestId("column-encoding-age").selectOption("one_hot");
  await expect(way).toHaveValue("constant");
  await page.getByTestId("column-encoding-age").selectOption("number");
  await expect(constant).toHaveValue("33");

  await pickSavePath(electron, path);
  await chooseMenuItem(electron, "file.saveAs");
  await expect
    .poll(() => columnsIn(path)?.map(({ impute }) => impute ?? null))
    .toEqual([{ strategy: "constant", value: "33" }, { strategy: "category" }, null, null]);

  await page.getByTestId("empty-draw-starter").click();
  await expect(wires(page).first()).toBeVisible();
  await page.getByTestId("tab-training").click();
  await type(page, "training-epochs", "20");
  await page.keyboard.press("F5");
  await expectRun(page, "finished");
  await page.getByTestId("tab-predict").click();
  const answer = page.getByTestId("predict-answer");
  await expect(answer.getByTestId("predict-class")).toBeVisible();
  const age = page.getByTestId("predict-field-age");
  await age.locator("input").first().fill("");
  await expect(age).toContainText("Missing: filled with 33.");
  const city = page.getByTestId("predict-field-city");
  await city.locator("select").selectOption("");
  await expect(city).toContainText("Missing: a category of its own.");
  await expect(answer.getByTestId("predict-class")).toHaveText(/high|low/);
  const shares = await answer.locator(".predict-value").allInnerTexts();
  await age.locator("input").first().fill("33");
  await expect(age).not.toContainText("Missing");
  await expect(answer.locator(".predict-value")).toHaveText(shares);
  expect(await violations(page)).toEqual([]);

  const holes = join(folder, "holes.csv");
  writeFileSync(holes, "age,city,size\n,Oslo,1\n30,,2\n,,3\n");
  await pickFiles(electron, holes);
  await page.getByTestId("predict-choose-table").click();
  const notes = page.getByTestId("predict-notes");
  await expect(notes.locator("summary")).toContainText("4 missing cells were filled.");
  await notes.locator("summary").press("Enter");
  await expect(notes).toContainText("age: 2 cells with 33");
  await expect(notes).toContainText("city: 2 cells as a category of its own");
});
