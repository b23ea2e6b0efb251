/** A newcomer's whole way, by mouse and keyboard: from an odd file on the disk to predictions of another, exported. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, pickSavePath, test } from "../support/app";
import { violations } from "../support/axe";
import { expectRun, wires } from "../support/canvas-gestures";
import { dropFile } from "../support/dropped-files";
import { gbkOf } from "../support/gbk";
import { addon } from "../support/native-addon";

const districts = ["海淀", "朝阳", "西城", "丰台", "通州"];

interface Flat {
  readonly price: number;
  /** Its line: cells between semicolons, decimals behind commas. */
  readonly line: string;
}

/** Flats: where, which house and entrance of it, square metres, whether there is a lift, and the price in 10 000 yuan. */
function flats(count: number, from: number): readonly Flat[] {
  return Array.from({ length: count }, (_, index) => {
    const row = from + index;
    const metres = 40 + ((row * 37) % 811) / 10;
    const place = row % 5;
    const lift = row % 3 === 0 ? "有" : "无";
    // Entrance 3 of house 2: no decimal number, though it looks like one.
    const entrance = `${1 + (row % 5)},${1 + ((row * 3) % 4)}`;
    const price = metres * (9 - place) * (lift === "有" ? 1.1 : 1);
    const cells = [districts[place], entrance, metres.toFixed(1), lift, price.toFixed(2)];
    return { price, line: cells.join(";").replaceAll(".", ",") };
  });
}

/** Cells of a row of the predicted table: its number, the prediction, and the features. */
const shownRow = (page: Page, row: number) =>
  page.getByTestId("predict-rows").locator(`[data-row="${row}"]`).locator("th, td").allInnerTexts();

test("an odd file is dropped, a wrong guess put right, a network trained, and a second file predicted and exported", async ({
  launch,
  folder,
}) => {
  test.setTimeout(180_000);
  const sold = join(folder, "成交.csv");
  const lines = ["2024年二手房成交记录", "区域;单元;面积;电梯;总价", ...flats(600, 0).map(({ line }) => line)];
  await writeFile(sold, gbkOf(`${lines.join("\r\n")}\r\n`));
  const offered = join(folder, "在售.csv");
  const offers = flats(150, 600);
  const withoutPrice = offers.map(({ line }) => line.slice(0, line.lastIndexOf(";")));
  await writeFile(offered, gbkOf(["2024年在售房源", "区域;单元;面积;电梯", ...withoutPrice, ""].join("\n")));

  const { electron, window: page } = await launch();
  await dropFile(page.getByTestId("welcome"), sold);
  await expect(page.getByTestId("data-size")).toContainText("600 rows × 5 columns · 8 network inputs");
  // What a notice offers says what it does.
  await expect(page.getByTestId("notice-fix-skipped_lines")).toHaveText("Read them as rows");
  await expect(page.getByTestId("notice-fix-boolean_words")).toHaveText("Read as categories");

  // Every guess is right but one: the entrance was taken for a decimal number.
  await page.getByTestId("reading-open").click();
  const dialog = page.getByTestId("reading-dialog");
  for (const [option, guess] of [
    ["encoding", "Guessed: gb18030 · Simplified Chinese (GBK)"],
    ["delimiter", "Guessed: semicolon ;"],
    ["header", "Guessed: yes"],
    ["decimal", "Guessed: comma ,"],
  ] as const) {
    await expect(page.getByTestId(`reading-${option}`).locator("option:checked")).toHaveText(guess);
  }
  await expect(page.getByTestId("reading-skip_lines")).toHaveAttribute("placeholder", "1");
  const firstRow = page.getByTestId("reading-preview").locator("tbody tr").first().locator("td");
  await expect(firstRow).toHaveText(["海淀", "1,1 → 1.1", "40,0 → 40", "有", "396,00 → 396"]);
  const type = page.getByTestId("reading-type-单元");
  await expect(type.locator("option:checked")).toHaveText("Number, guessed");
  await type.focus();
  await page.keyboard.type("Cat");
  await expect(type.locator("option:checked")).toHaveText("Category");
  await expect(firstRow).toHaveText(["海淀", "1,1", "40,0 → 40", "有", "396,00 → 396"]);
  expect(await violations(page)).toEqual([]);
  await page.getByTestId("reading-apply").click();
  await expect(dialog).toHaveCount(0);
  // Twenty entrances, each an input of its own.
  await expect(page.getByTestId("data-size")).toContainText("600 rows × 5 columns · 27 network inputs");

  await page.getByTestId("empty-draw-starter").click();
  await expect(wires(page).first()).toBeVisible();
  await page.keyboard.press("F5");
  await expectRun(page, "finished");
  // The window is small: what belongs to the curves covers no tab.
  await page.getByTestId("tab-problems").click({ trial: true });

  await page.getByTestId("tab-predict").click();
  await expect(page.getByTestId("predict-model")).toContainText("Run 1");
  await dropFile(page.getByTestId("predict-panel"), offered);
  await expect(page.getByTestId("predict-size")).toHaveText("150 rows");
  await expect(page.getByTestId("predict-notes").locator("summary")).toHaveText("All 4 features were found by name.");
  await expect.poll(() => shownRow(page, 0)).toEqual(["1", expect.stringMatching(/^\d/), "海淀", "1,1", "70.3", "有"]);
  const onScreen = [await shownRow(page, 0)];
  // The panel is low: nothing of it lies over something else, and the row typed by hand is scrolled to.
  const ends = async (test: string) => {
    const box = await page.getByTestId(test).boundingBox();
    return box === null ? null : [box.y, box.y + box.height];
  };
  const [rows, typed] = [await ends("predict-rows"), await ends("predict-row")];
  expect(rows?.[1]).toBeLessThanOrEqual(typed?.[0] ?? Number.NaN);
  await page.getByTestId("predict-rows").locator('[data-row="0"] button').press("End");
  await expect.poll(async () => (await shownRow(page, 149))[3]).toBe("5,4");
  onScreen.push(await shownRow(page, 149));
  expect(await violations(page)).toEqual([]);

  // As CSV, and as Parquet with the table's own columns; each is opened, and says what is on screen.
  const csv = join(folder, "预测.csv");
  await pickSavePath(electron, csv);
  await page.getByTestId("predict-save").click();
  await expect(page.getByText("Predictions saved as 预测.csv: 150 rows.")).toBeVisible();
  const [head, ...saved] = (await readFile(csv, "utf8")).trimEnd().split("\n");
  expect(head).toBe("row,总价");
  const predicted = saved.map((line) => Number(line.split(",")[1]));
  expect(predicted).toHaveLength(150);
  for (const [place, [number, shown]] of onScreen.entries()) {
    const row = [0, 149][place] ?? 0;
    expect(number).toBe(String(row + 1));
    expect(Number(shown)).toBeCloseTo(predicted[row] ?? Number.NaN, 2);
  }
  const off = predicted.map((price, row) => Math.abs(price / (offers[row]?.price ?? 0) - 1));
  expect(off.reduce((sum, share) => sum + share, 0) / off.length).toBeLessThan(0.2);

  const parquet = join(folder, "预测.parquet");
  await page.getByTestId("predict-keep-columns").check();
  await pickSavePath(electron, parquet);
  await page.getByTestId("predict-save").click();
  await expect(page.getByText("Predictions saved as 预测.parquet: 150 rows.")).toBeVisible();
  const { format, columns, preview } = await addon.openTable(parquet);
  expect([format, columns.map(({ name, type }) => `${name}: ${type}`)]).toEqual([
    "parquet",
    ["row: number", "区域: category", "单元: category", "面积: number", "电梯: boolean", "总价: number"],
  ]);
  expect(preview[0]?.slice(0, 5)).toEqual(["1", "海淀", "1,1", "70.3", "true"]);
  for (const [row, cells] of preview.entries()) expect(Number(cells[5])).toBeCloseTo(predicted[row] ?? Number.NaN, 6);

  // One row by hand: its entrance is still a category, and is told as such.
  const field = page.getByTestId("predict-field-单元").locator("select");
  await field.selectOption("3,2");
  const answer = page.getByTestId("predict-answer");
  const shown = async () => Number((await answer.getByTestId("predict-number").innerText()).replaceAll("−", "-"));
  const before = await shown();
  await page.getByTestId("predict-field-面积").locator("input").first().fill("120");
  await expect.poll(shown).toBeGreaterThan(before);
});
