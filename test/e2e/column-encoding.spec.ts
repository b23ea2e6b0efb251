/** Every encoding of a column and what may be said of it: chosen, counted, undone, saved, trained, and read from a row typed by hand. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { parseProject } from "../../engine/project";
import { chooseMenuItem, expect, pickFiles, pickSavePath, test } from "../support/app";
import { violations } from "../support/axe";
import { runBuiltCli } from "../support/built-cli";
import { choose, expectRun, type, wires } from "../support/canvas-gestures";

/** Sixty towns, of which every third is dear; a day, a size and a note of some letters beside. */
const rows = Array.from({ length: 900 }, (_, row) => {
  const town = (row * 7 + Math.floor(row / 60)) % 60;
  const day = new Date(Date.UTC(2024, 0, 1 + ((row * 11) % 360))).toISOString().slice(0, 10);
  const cells = [`town ${town}`, day, ["small", "medium", "large"][row % 3], `n${"o".repeat(row % 30)}te ${row}`];
  return [...cells, town % 3 === 0 ? "dear" : "cheap"].join(",");
});

const columnsIn = (path: string) => {
  if (!existsSync(path)) return undefined;
  const parsed = parseProject(readFileSync(path, "utf8"));
  return parsed.ok ? parsed.project.data?.columns.map(({ encoding, options }) => [encoding, options ?? {}]) : null;
};

/** Opens a column's details by the keyboard; closes those of another. */
const showDetails = (page: Page, column: string) =>
  page.getByTestId(`column-${column}`).getByRole("button").press("Enter");

test("each encoding is chosen with its options, counted, undone, saved, trained and typed into", async ({
  launch,
  folder,
}) => {
  test.setTimeout(180_000);
  const file = join(folder, "towns.csv");
  writeFileSync(file, `town,day,size,note,price\n${rows.join("\n")}\n`);
  const { electron, window: page } = await launch();
  await page.getByTestId("welcome-new").click();
  await page.getByTestId("tab-data").click();
  await pickFiles(electron, file);
  await page.getByTestId("data-open").click();
  await page.getByTestId("empty-draw-starter").click();
  await expect(wires(page).first()).toBeVisible();
  const size = page.getByTestId("data-size");
  const inputs = (count: number) =>
    expect(size).toHaveText(`900 rows × 5 columns · ${count} network input${count === 1 ? "" : "s"}`);

  // The town alone, so that its inputs are the network's.
  for (const column of ["day", "size", "note"]) await choose(page, `column-role-${column}`, "Ignore");
  await inputs(21);
  const encoding = page.getByTestId("column-encoding-town");
  await expect(encoding).toHaveValue("top_k");
  await showDetails(page, "town");
  await type(page, "column-k-town", "5");
  await inputs(6);
  await type(page, "column-k-town", "0");
  await expect(page.getByTestId("column-k-town")).toHaveAttribute("aria-invalid", "true");
  await page.getByTestId("column-k-town").press("Escape");
  // In a field Undo is of its letters.
  await encoding.focus();
  await page.keyboard.press("Control+z");
  await expect(page.getByTestId("column-k-town")).toHaveValue("20");
  await inputs(21);
  await page.keyboard.press("Control+Shift+z");
  await expect(page.getByTestId("column-k-town")).toHaveValue("5");
  await inputs(6);
  await choose(page, "column-encoding-town", "One-hot");
  await inputs(60);
  await encoding.selectOption("frequency");
  await inputs(1);
  await encoding.selectOption("hashed");
  await inputs(32);
  await type(page, "column-buckets-town", "8");
  await inputs(8);
  // Sixty towns are more than a profile names, so that their order is not to be set here.
  await encoding.selectOption("code");
  await inputs(1);
  await expect(page.getByTestId("column-order-town")).toBeDisabled();
  await encoding.selectOption("target_mean");
  await inputs(1);
  await page.getByTestId("column-auto-town").press("Space");
  await type(page, "column-smoothing-town", "2.5");
  await type(page, "column-folds-town", "4");
  await type(page, "column-seed-town", "7");
  expect(await violations(page)).toEqual([]);

  // A date by its parts: at least one stays.
  await choose(page, "column-role-day", "Feature");
  await choose(page, "column-encoding-day", "Parts of the date");
  await inputs(5);
  await showDetails(page, "day");
  const part = (name: string) => page.getByTestId(`column-part-${name}-day`);
  for (const name of ["year", "day", "month"]) await part(name).press("Space");
  await inputs(2);
  await expect(part("weekday")).toBeDisabled();
  await part("month").press("Space");
  await page.getByTestId("column-cyclic-day").press("Space");
  await inputs(5);
  await expect(page.getByTestId("column-cyclic-day")).toBeFocused();

  // Sizes in the order that a person knows, set by the keyboard.
  await choose(page, "column-role-size", "Feature");
  await choose(page, "column-encoding-size", "Code");
  await inputs(6);
  await showDetails(page, "size");
  await page.getByTestId("column-order-size").press("Space");
  const order = page.getByRole("list", { name: "Order of the codes of size" }).locator("li .column-order-value");
  await expect(order).toHaveText(["0large", "1medium", "2small"]);
  await order.nth(0).focus();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(order).toHaveText(["0medium", "1large", "2small"]);
  await expect(order.nth(1)).toBeFocused();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(order).toHaveText(["0medium", "1small", "2large"]);
  await page.getByRole("button", { name: "Move small up" }).click();
  await expect(order).toHaveText(["0small", "1medium", "2large"]);
  await page.keyboard.press("Control+z");
  await expect(order).toHaveText(["0medium", "1small", "2large"]);
  await page.keyboard.press("Control+Shift+z");
  await expect(order).toHaveText(["0small", "1medium", "2large"]);
  expect(await violations(page)).toEqual([]);

  await choose(page, "column-role-note", "Feature");
  await choose(page, "column-encoding-note", "Text length");
  await inputs(7);
  const path = join(folder, "towns.layerglass");
  await pickSavePath(electron, path);
  await chooseMenuItem(electron, "file.saveAs");
  await expect
    .poll(() => columnsIn(path))
    .toEqual([
      ["target_mean", { smoothing: 2.5, folds: 4, seed: 7 }],
      ["date_parts", { parts: ["month", "weekday"], cyclic: true }],
      ["code", { order: ["small", "medium", "large"] }],
      ["text_length", {}],
      ["code", {}],
    ]);

  await page.getByTestId("tab-training").click();
  await type(page, "training-epochs", "30");
  await page.keyboard.press("F5");
  await expectRun(page, "finished");
  await page.getByTestId("tab-predict").click();
  const field = (column: string) => page.getByTestId(`predict-field-${column}`);
  const answer = page.getByTestId("predict-answer");
  await field("town").locator("input").fill("town 3");
  await field("day").locator("input").first().fill("2024-05-06");
  await field("size").locator("select").selectOption("large");
  await field("note").locator("input").fill("noooote 8");
  await expect(answer.getByTestId("predict-class")).toHaveText("dear");
  const shown = await answer.locator('[data-class="dear"] .predict-value').innerText();
  await field("town").locator("input").fill("town 4");
  await expect(answer.getByTestId("predict-class")).toHaveText("cheap");
  // A town that no training row has is encoded as the mean of all; a size that none has cannot be.
  await field("town").locator("input").fill("elsewhere");
  await expect(answer.getByTestId("predict-class")).not.toHaveText("");
  expect(await violations(page)).toEqual([]);

  // The terminal says the same of the saved model.
  const model = join(folder, "towns.safetensors");
  await pickSavePath(electron, model);
  await page.getByTestId("save-model-button").click();
  await expect(page.getByText("Model saved as towns.safetensors")).toBeVisible();
  const typed = join(folder, "typed.csv");
  writeFileSync(typed, "town,day,size,note\ntown 3,2024-05-06,large,noooote 8\n");
  const { out } = await runBuiltCli("predict", model, typed);
  const [head = "", line = ""] = out.trim().split("\n");
  const probability = Number(line.split(",")[head.split(",").indexOf("probability of price = dear")]);
  expect(shown.replace("\u2009", "")).toBe(`${(100 * probability).toFixed(1)}%`);
  await pickFiles(electron, model);
  await chooseMenuItem(electron, "model.open");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("town");
  expect(await violations(page)).toEqual([]);
});
