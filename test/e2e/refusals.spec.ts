import { resolve } from "node:path";
import type { ElectronApplication, Page } from "@playwright/test";
import { answerMessageBoxes, expect, test } from "../support/app";
import {
  addByKeyboard,
  card,
  drag,
  drawWire,
  dropFromPalette,
  expectRun,
  expectStepBeyond,
  middleOf,
  port,
  select,
  setManyEpochs,
  type,
  wire,
  wires,
} from "../support/canvas-gestures";

const samplePath = resolve("samples/why-batch-normalization.layerglass");

/** Ids of all nodes and wires drawn. */
const drawn = (page: Page) =>
  page
    .locator(".react-flow__node, .react-flow__edge")
    .evaluateAll((elements) => elements.map((element) => element.getAttribute("data-id")).sort());

/** What the Edit menu offers to undo and redo. */
async function menuSteps(electron: ElectronApplication): Promise<readonly [undo: string, redo: string]> {
  const labels = await electron.evaluate(({ Menu }) =>
    ["edit.undo", "edit.redo"].map((id) => Menu.getApplicationMenu()?.getMenuItemById(id)?.label ?? ""),
  );
  return [labels[0] ?? "", labels[1] ?? ""];
}

async function newCanvas(page: Page): Promise<void> {
  await page.getByTestId("welcome-new").click();
  await expect(page.getByTestId("canvas")).toBeVisible();
}

test("wrong wires are refused with their reason, and nothing changes", async ({ app: { window: page } }) => {
  await newCanvas(page);
  await dropFromPalette(page, "data", { x: 130, y: 60 }, "data_1");
  await dropFromPalette(page, "dense", { x: 130, y: 180 }, "dense_1");
  await dropFromPalette(page, "dense", { x: 480, y: 180 }, "dense_2");
  await wire(page, "dense_1", "dense_2");
  const before = await drawn(page);
  const refused = page.getByTestId("refusal");

  await drawWire(page, "dense_2", "dense_1");
  await expect(refused).toHaveText("dense_2 already depends on dense_1: this wire would close a cycle.");
  await drawWire(page, "data_1", "dense_2");
  await expect(refused).toHaveText("The input of dense_2 is taken. Delete its wire first.");
  await drawWire(page, "dense_1", "dense_1");
  await expect(refused).toHaveText("A node cannot feed itself.");
  await drag(page, await middleOf(port(page, "data_1", "output")), await middleOf(port(page, "dense_2", "output")));
  await expect(refused).toHaveText("Both ends are outputs. A wire leads from an output to an input.");
  expect(await drawn(page)).toEqual(before);

  // By keyboard the same targets are listed with their reason, and cannot be picked.
  await select(page, "dense_2");
  await page.keyboard.press("c");
  const target = page.getByTestId("connect-dense_1");
  await expect(target).toContainText("would close a cycle");
  await expect(target).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("connect-picker")).toBeHidden();
  expect(await drawn(page)).toEqual(before);
});

test("bad values are refused in their field, and never reach the network", async ({ app: { window: page } }) => {
  await newCanvas(page);
  await page.getByTestId("palette-dense").click();
  await page.getByTestId("palette-dropout").click();
  const refusals = [
    ["dense_1", "parameter-units", "0", "Must be at least 1."],
    ["dense_1", "parameter-units", "−1", "Must be at least 1."],
    ["dense_1", "parameter-units", "1.5", "Enter a whole number."],
    ["dense_1", "parameter-units", "many", "“many” is not a number."],
    ["dense_1", "parameter-units", "", "Enter a number."],
    ["dropout_1", "parameter-rate", "1.5", "Must be less than 1."],
    ["dropout_1", "parameter-rate", "-0.1", "Must be at least 0."],
  ] as const;
  for (const [node, field, text, message] of refusals) {
    await select(page, node);
    const caption = await card(page, node).locator(".card-caption").textContent();
    const good = await page.getByTestId(field).inputValue();
    await type(page, field, text);
    await expect(page.getByTestId("inspector").getByRole("alert")).toHaveText(message);
    await expect(page.getByTestId(field)).toHaveAttribute("aria-invalid", "true");
    await expect(card(page, node).locator(".card-caption")).toHaveText(caption ?? "");
    await page.getByTestId(field).press("Escape");
    await expect(page.getByTestId(field)).toHaveValue(good);
    await expect(page.getByTestId("inspector").getByRole("alert")).toHaveCount(0);
  }
  await page.getByTestId("tab-training").click();
  const setup = [
    ["training-optimizer.learning_rate", "0", "Must be greater than 0."],
    ["training-validation_split", "1", "Must be less than 1."],
    ["training-batch_size", "0", "Must be at least 1."],
    ["training-epochs", "2.5", "Enter a whole number."],
  ] as const;
  for (const [field, text, message] of setup) {
    const good = await page.getByTestId(field).inputValue();
    await type(page, field, text);
    await expect(page.getByTestId("training-panel").getByRole("alert")).toHaveText(message);
    await page.getByTestId(field).press("Escape");
    await expect(page.getByTestId(field)).toHaveValue(good);
  }
});

test("every gesture can be undone and done again, and the menu names it", async ({
  app: { electron, window: page },
}) => {
  await newCanvas(page);
  const history: { readonly step: string; readonly after: unknown }[] = [];
  const state = async () => ({
    drawn: await drawn(page),
    cards: await page.locator(".card").allInnerTexts(),
    places: await page.locator(".react-flow__node").evaluateAll((all) =>
      // Where it stands, not how far in front: that follows the selection.
      all.map((each) => `${each.getAttribute("data-id")} ${/transform: [^;]*/.exec(each.getAttribute("style") ?? "")}`),
    ),
    bypassed: await page.locator(".card[data-bypassed=true]").count(),
  });
  const empty = await state();
  const did = async (step: string): Promise<void> => {
    await expect.poll(async () => (await menuSteps(electron))[0]).toBe(`Undo ${step}`);
    history.push({ step, after: await state() });
  };

  await dropFromPalette(page, "data", { x: 130, y: 60 }, "data_1");
  await did("Add data_1");
  await dropFromPalette(page, "dense", { x: 560, y: 60 }, "dense_1");
  await did("Add dense_1");
  await wire(page, "data_1", "dense_1");
  await did("Connect data_1 to dense_1");
  await dropFromPalette(page, "dropout", { x: 344, y: 66 }, "dropout_1");
  await did("Insert dropout_1 into wire");
  await type(page, "parameter-rate", "0.25");
  await did("Change Rate p of dropout_1");
  await type(page, "node-label", "thin out");
  await did("Rename dropout_1");
  await select(page, "dropout_1");
  await page.keyboard.press("b");
  await did("Bypass 1 node");
  const head = await middleOf(card(page, "dense_1").locator(".card-kind"));
  await drag(page, head, { x: head.x - 40, y: head.y + 160 });
  await did("Move 1 node");
  await select(page, "dense_1");
  await page.keyboard.press("Control+d");
  await expect(card(page, "dense_2")).toBeVisible();
  await did("Duplicate 1 node");
  await page.keyboard.press("Delete");
  await did("Delete 1 node");
  // A wire's curve passes through the middle of its ports.
  const from = await middleOf(port(page, "dropout_1", "output"));
  const to = await middleOf(port(page, "dense_1", "input"));
  await page.mouse.click((from.x + to.x) / 2, (from.y + to.y) / 2);
  await page.keyboard.press("Delete");
  await did("Delete 1 wire");

  for (let index = history.length - 1; index >= 0; index -= 1) {
    await page.keyboard.press("Control+z");
    await expect.poll(async () => (await menuSteps(electron))[1]).toBe(`Redo ${history[index]?.step}`);
    expect(await state(), `before ${history[index]?.step}`).toEqual(history[index - 1]?.after ?? empty);
  }
  for (const { step, after } of history) {
    await page.keyboard.press("Control+y");
    await expect.poll(async () => (await menuSteps(electron))[0]).toBe(`Undo ${step}`);
    expect(await state(), step).toEqual(after);
  }
  expect((await menuSteps(electron))[1]).toBe("Redo");
});

test("a node deleted from the middle heals its wire; one bypassed with B still trains", async ({ launch }) => {
  const { electron, window: page } = await launch(samplePath);
  await expect(wires(page)).toHaveCount(13);
  await setManyEpochs(page);
  await select(page, "dropout_1");
  await page.keyboard.press("Delete");
  await expect(card(page, "dropout_1")).toHaveCount(0);
  await expect(wires(page)).toHaveCount(12);
  const healed = await wires(page).evaluateAll((all) => all.map((each) => each.getAttribute("aria-label") ?? ""));
  expect(healed.some((label) => label.includes("activation_1") && label.includes("dense_2"))).toBe(true);

  await select(page, "batch_norm_2");
  await page.keyboard.press("b");
  await expect(card(page, "batch_norm_2")).toHaveAttribute("data-bypassed", "true");
  await page.getByTestId("tab-ir").click();
  await expect(page.getByTestId("ir-panel")).not.toContainText("batch_norm_2");
  await page.keyboard.press("F5");
  await expectRun(page, "running");
  await expectStepBeyond(page, 0);
  await page.keyboard.press("Shift+F5");
  await expectRun(page, "stopped");

  // Unsaved work is asked about before the window goes.
  const shown = await answerMessageBoxes(electron, 2);
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(async () => (await shown()).length).toBe(1);
  await expect(card(page, "dense_2")).toBeVisible();
});

test("an unfinished network does not train: its problems are shown, with a fix that applies", async ({
  app: { window: page },
}) => {
  await newCanvas(page);
  await addByKeyboard(page, "Dense", "dense_1");
  await page.keyboard.press("F5");
  await expect(page.getByTestId("problems-list")).toBeVisible();
  await expect(page.getByTestId("run-status")).toHaveAttribute("data-state", "idle");
  const problems = page.locator("[data-testid^=problem-E]");
  await expect(problems.first()).toContainText("To fix it:");
});
