import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator } from "@playwright/test";
import { expect, pickFiles, test } from "../support/app";
import {
  addByKeyboard,
  card,
  choose,
  command,
  drag,
  expectRun,
  middleOf,
  port,
  select,
  type,
  wires,
} from "../support/canvas-gestures";

/** Two features that decide a number and a class, and a column of weights. */
function tableText(): string {
  const lines = ["x,y,times,price,kind"];
  for (let row = 0; row < 300; row += 1) {
    const x = Math.sin(row * 1.7);
    const y = Math.cos(row * 0.9);
    lines.push([x, y, 1 + (row % 3), x * y, x > 0.3 ? "high" : y > 0 ? "left" : "right"].join());
  }
  return lines.join("\n");
}

/** Waits until something no longer moves: the view glides to a node that was added. */
async function atRest(target: Locator): Promise<void> {
  let last = "";
  await expect
    .poll(async () => {
      const before = last;
      last = JSON.stringify(await target.boundingBox());
      return before === last;
    })
    .toBe(true);
}

test("a residual branch is drawn by mouse and keyboard, its inputs reordered, and it trains", async ({
  app,
  folder,
}) => {
  const { electron, window: page } = app;
  const path = join(folder, "table.csv");
  await writeFile(path, tableText());
  await page.keyboard.press("Control+n");
  await pickFiles(electron, path);
  await page.getByTestId("tab-data").click();
  await page.getByTestId("data-open").click();
  await expect(page.getByTestId("data-size")).toContainText("300");

  // A second target and the weights; the starter gives each target last layers of its own.
  await page.getByTestId("column-role-price").selectOption("target");
  await expect(page.getByTestId("data-target-2")).toHaveValue("kind");
  await page.getByTestId("column-role-times").selectOption("weight");
  await page.getByTestId("empty-draw-starter").click();
  await expect(card(page, "output_2")).toContainText("kind");
  await page.getByTestId("tab-palette").click();

  // By keyboard: another layer after the activation, and a sum after that.
  await select(page, "activation_2");
  await addByKeyboard(page, "Dense", "dense_5");
  await type(page, "parameter-units", "32");
  await select(page, "dense_5");
  await addByKeyboard(page, "Add", "add_1");
  const before = await wires(page).count();
  await select(page, "activation_2");
  await page.keyboard.press("c");
  await expect(page.getByTestId("connect-picker").getByRole("combobox")).toBeFocused();
  await page.keyboard.type("add_1");
  await page.keyboard.press("Enter");
  await expect(wires(page)).toHaveCount(before + 1);
  await expect(card(page, "add_1")).toContainText("dense_5 + activation_2");
  await expect(page.locator('.react-flow__node[data-id="add_1"] .react-flow__handle.target')).toHaveCount(3);

  // By mouse: the number's last layers read the sum instead, and a card takes a wire at its next free port.
  await command(page, "Arrange nodes");
  await select(page, "dense_3");
  await page.keyboard.press("Delete");
  await expect(card(page, "dense_3")).toBeHidden();
  await select(page, "add_1");
  await addByKeyboard(page, "Concat", "concat_1");
  await atRest(card(page, "concat_1"));
  const output = await middleOf(port(page, "activation_2", "output"));
  await drag(page, output, await middleOf(card(page, "concat_1")));
  await expect(card(page, "concat_1")).toContainText("add_1, activation_2");

  await select(page, "concat_1");
  await page.getByTestId("merged-input-b").getByRole("button", { name: "Move activation_2 up" }).click();
  await expect(card(page, "concat_1")).toContainText("activation_2, add_1");
  await page.keyboard.press("Control+z");
  await expect(card(page, "concat_1")).toContainText("add_1, activation_2");

  await addByKeyboard(page, "Dense", "dense_3");
  await type(page, "parameter-units", "1");
  await select(page, "dense_3");
  await page.keyboard.press("c");
  await page.keyboard.type("output_1");
  await page.keyboard.press("Enter");
  await select(page, "output_1");
  await choose(page, "parameter-loss", "Huber");
  await page.getByTestId("tab-training").click();
  await type(page, "training-epochs", "3");
  await page.getByTestId("train-button").click();
  await expectRun(page, "finished");

  // The classes are told by their names, and what they stand for in the window's language.
  await page.getByTestId("tab-metrics").click();
  await page.getByTestId("metrics-output").getByText("output_2").click();
  const heads = page.getByTestId("confusion-matrix").locator("th[title]");
  await expect(heads).toHaveText(["high", "left", "right", "high", "left", "right"]);
  await expect(heads.last()).toHaveAttribute("title", "truly right");
  await page.evaluate(() => window.desktop?.request("change_settings", { language: "zh-CN", theme: "dark" }));
  await expect(heads.first()).toHaveAttribute("title", "预测为 high");
});
