/** Scenes of a table of patients: its rows, what was left out, what is done with a column, and rows kept for a test. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Patients of eight clinics; ages and smoking are not always known, incomes are far apart, three lines are cut short. */
function patients() {
  const lines = Array.from({ length: 480 }, (_, row) => {
    const age = 21 + ((row * 37) % 62);
    const income = Math.round(180 * 10 ** (((row * 53) % 97) / 36));
    const smokes = row % 3 === 0 ? "yes" : "no";
    const seen = new Date(Date.UTC(2023, 0, 1 + ((row * 7) % 700))).toISOString().slice(0, 10);
    const dose = (((row * 29) % 80) / 4).toFixed(2);
    const risk = age / 20 + (smokes === "yes" ? 1.6 : 0) - Math.log10(income) / 2 + ((row * 13) % 10) / 10;
    const cells = [`clinic ${(row * 5) % 8}`, seen, row % 9 === 4 ? "" : age, row % 11 === 3 ? "" : smokes];
    return [...cells, income, dose, risk > 2.7 ? "ill" : "well"].join(",");
  });
  lines[41] = "clinic 3,2023-08-02,44";
  lines[133] = `${lines[133]},see note`;
  lines[300] = "--- moved to the new system ---";
  return `clinic,seen,age,smokes,income,dose,outcome\n${lines.join("\n")}\n`;
}

/**
 * A new project over the table, its Data panel shown.
 * @param {import("./scenes.mjs").Stage} stage
 */
async function newProject({ folder, open, pick }) {
  const table = join(folder, "patients.csv");
  await writeFile(table, patients());
  const page = await open();
  await page.getByTestId("welcome-new").click();
  await page.getByTestId("tab-data").click();
  await pick(table);
  await page.getByTestId("data-open").click();
  await page.getByTestId("data-size").waitFor();
  await page.getByTestId("empty-draw-starter").click();
  await page.getByTestId("node-dense_1").waitFor();
  return page;
}

/**
 * A column's details, down to what is done with its cells.
 * @param {import("@playwright/test").Page} page
 * @param {string} column
 */
async function showColumn(page, column) {
  await page.getByTestId(`column-${column}`).getByRole("button").click();
  await page.locator(".column-details > :last-child").scrollIntoViewIfNeeded();
}

/**
 * A column's details under an encoding.
 * @param {import("./scenes.mjs").Stage} stage
 * @param {string} column
 * @param {string} encoding
 */
async function encoded(stage, column, encoding) {
  const page = await newProject(stage);
  await page.getByTestId(`column-encoding-${column}`).selectOption(encoding);
  await showColumn(page, column);
  return page;
}

/** A category encoded by the target's mean. @type {import("./scenes.mjs").Scene} */
export async function targetMean(stage) {
  const page = await encoded(stage, "clinic", "target_mean");
  await page.getByTestId("column-auto-clinic").uncheck();
  return page;
}

/** A date in parts that come round again. @type {import("./scenes.mjs").Scene} */
export async function dateParts(stage) {
  const page = await encoded(stage, "seen", "date_parts");
  await page.getByTestId("column-cyclic-seen").check();
  return page;
}

/** The order of a category's codes. @type {import("./scenes.mjs").Scene} */
export async function codeOrder(stage) {
  const page = await encoded(stage, "clinic", "code");
  await page.getByTestId("column-order-clinic").check();
  await page.locator("#code-order-clinic-2").press("Alt+ArrowUp");
  await page.locator(".column-details > :last-child").scrollIntoViewIfNeeded();
  return page;
}

/** Every row, sorted by a column. @type {import("./scenes.mjs").Scene} */
export async function rows(stage) {
  const page = await newProject(stage);
  await page.locator('[data-testid="data-view"] input[value="rows"]').check({ force: true });
  await page.getByTestId("rows-sort-age").click();
  return page;
}

/** The lines of the file that are no rows. @type {import("./scenes.mjs").Scene} */
export async function rejected(stage) {
  const page = await newProject(stage);
  await page.getByTestId("notice-rejected").click();
  await page.locator('[data-testid="rejected-lines"] [data-row="0"] td').first().waitFor();
  return page;
}

/** What stands in place of a column's missing cells. @type {import("./scenes.mjs").Scene} */
export async function missing(stage) {
  const page = await newProject(stage);
  await showColumn(page, "age");
  return page;
}

/** A feature with a scaling of its own. @type {import("./scenes.mjs").Scene} */
export async function scaling(stage) {
  const page = await newProject(stage);
  await showColumn(page, "income");
  await page.getByTestId("column-scaling-income").selectOption("log1p");
  await page.getByTestId("spread-own").waitFor();
  return page;
}

/** Which rows train, validate and test. @type {import("./scenes.mjs").Scene} */
export async function split(stage) {
  const page = await newProject(stage);
  await page.getByTestId("tab-training").click();
  await page.getByTestId("training-split").selectOption("stratified");
  await page.getByTestId("training-test_split").fill("0.2");
  await page.getByTestId("training-test_split").press("Enter");
  await page.getByTestId("split-rows").scrollIntoViewIfNeeded();
  return page;
}

/** Rows that validate, and rows kept for a test, from files of their own. @type {import("./scenes.mjs").Scene} */
export async function partFiles(stage) {
  const page = await newProject(stage);
  const [head, ...lines] = patients().trimEnd().split("\n");
  await page.getByTestId("tab-training").click();
  for (const [part, name, count] of /** @type {const} */ ([
    ["validation", "patients-2024.csv", 60],
    ["test", "patients-other-hospital.csv", 40],
  ])) {
    const file = join(stage.folder, name);
    await writeFile(file, [head, ...lines.slice(0, count)].join("\n"));
    await stage.pick(file);
    await page.getByTestId(`training-file-${part}-choose`).click();
    await page.getByTestId(`training-file-${part}-remove`).waitFor();
  }
  await page.getByTestId("training-split").scrollIntoViewIfNeeded();
  await page.getByTestId("split-rows").scrollIntoViewIfNeeded();
  return page;
}

/** The figures of rows that no run has seen. @type {import("./scenes.mjs").Scene} */
export async function testRows(stage) {
  const page = await split(stage);
  await page.getByTestId("train-button").click();
  await page.locator('[data-testid="run-status"][data-state="finished"]').waitFor({ timeout: 300_000 });
  await page.getByTestId("tab-metrics").click();
  await page.getByTestId("metrics-rows").locator("label").nth(1).click();
  await page.getByTestId("look-at-test").click();
  await page.getByTestId("test-figures").waitFor();
  return page;
}

/** Each fold's figures of a cross-validation, and what they are together. @type {import("./scenes.mjs").Scene} */
export async function folds(stage) {
  const page = await split(stage);
  await page.getByTestId("training-folds").click();
  await page.getByTestId("folds-start").click();
  await page.locator('[data-testid="folds-standing"][data-phase="finished"]').waitFor({ timeout: 300_000 });
  return page;
}
