import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { ElectronApplication, Page } from "@playwright/test";
import type { Graph } from "../../engine/model";
import { type Project, parseProject } from "../../engine/project";
import { expect, pickFiles, pickSavePath, test } from "../support/app";
import {
  addByKeyboard,
  card,
  choose,
  drag,
  dropFromPalette,
  expectRun,
  expectStepBeyond,
  MANY_EPOCHS,
  middleOf,
  port,
  select,
  setManyEpochs,
  shownStep,
  type,
  wire,
  wires,
} from "../support/canvas-gestures";

const samplePath = resolve("samples/why-batch-normalization.layerglass");
const tablePath = resolve("samples/adult_codes.csv.gz");

async function readProject(path: string): Promise<Project> {
  const parsed = parseProject(await readFile(path, "utf8"));
  if (!parsed.ok) throw new Error(`${path} does not open: ${parsed.failure.code}`);
  return parsed.project;
}

/** A graph without the names of its wires, which depend on the order they were drawn in. */
function drawing({ nodes, wires: drawn }: Graph) {
  const ends = Object.values(drawn).map(({ from, to }) => `${from.node}.${from.port} → ${to.node}.${to.port}`);
  return { nodes, wires: ends.sort() };
}

/** Dense as in the sample; units as given. */
async function setDense(page: Page, node: string, units: string): Promise<void> {
  await select(page, node);
  await type(page, "parameter-units", units);
  await choose(page, "parameter-kernel_initializer", "uniform");
  await type(page, "parameter-kernel_range", "0.05");
}

async function drawNetwork(page: Page): Promise<void> {
  for (let presses = 0; presses < 4; presses += 1) await page.keyboard.press("Control+-");
  // A wire first, and the Scale dropped into it.
  await dropFromPalette(page, "data", { x: 70, y: 40 }, "data_1");
  await dropFromPalette(page, "dense", { x: 330, y: 50 }, "dense_1");
  await wire(page, "data_1", "dense_1");
  const from = await middleOf(port(page, "data_1", "output"));
  const to = await middleOf(port(page, "dense_1", "input"));
  const canvas = await page.getByTestId("canvas").boundingBox();
  if (!canvas) throw new Error("no canvas");
  const between = { x: (from.x + to.x) / 2 - canvas.x, y: (from.y + to.y) / 2 - canvas.y };
  await dropFromPalette(page, "scale", between, "scale_1");
  await expect(wires(page)).toHaveCount(2);
  await setDense(page, "dense_1", "64");

  // A wire let go over nothing asks what shall stand there.
  const loose = await middleOf(port(page, "dense_1", "output"));
  await drag(page, loose, { x: canvas.x + 70, y: canvas.y + 150 });
  const quickAdd = page.getByTestId("quick-add");
  await expect(quickAdd.getByRole("option").first()).toContainText("BatchNorm");
  await page.keyboard.press("Enter");
  await expect(card(page, "batch_norm_1")).toBeVisible();

  // On from here by keyboard alone.
  await addByKeyboard(page, "Activation", "activation_1");
  await addByKeyboard(page, "Dropout", "dropout_1");
  await expect(wires(page)).toHaveCount(5);
  await select(page, "activation_1");
  await choose(page, "parameter-function", "tanh");
  await select(page, "dropout_1");
  await type(page, "parameter-rate", "0.5");

  // The second block by mouse.
  const row = 270;
  await dropFromPalette(page, "dense", { x: 70, y: row }, "dense_2");
  await dropFromPalette(page, "batch_norm", { x: 200, y: row }, "batch_norm_2");
  await dropFromPalette(page, "activation", { x: 330, y: row }, "activation_2");
  await dropFromPalette(page, "dropout", { x: 460, y: row }, "dropout_2");
  await wire(page, "dropout_1", "dense_2");
  await wire(page, "dense_2", "batch_norm_2");
  await wire(page, "batch_norm_2", "activation_2");
  await wire(page, "activation_2", "dropout_2");
  await setDense(page, "dense_2", "64");
  await select(page, "activation_2");
  await choose(page, "parameter-function", "tanh");

  // The last by a click in the palette, then keyboard: found by name, connected with C.
  await dropFromPalette(page, "dense", { x: 70, y: row + 90 }, "dense_3");
  await setDense(page, "dense_3", "2");
  await select(page, "dense_3");
  await page.getByTestId("palette-batch_norm").click();
  await expect(card(page, "batch_norm_3")).toBeVisible();
  await addByKeyboard(page, "Activation", "activation_3");
  await addByKeyboard(page, "Output", "output_1");
  await select(page, "activation_3");
  await choose(page, "parameter-function", "softmax");
  await select(page, "output_1");
  await choose(page, "parameter-loss", "binary cross-entropy");
  await expect(wires(page)).toHaveCount(12);
  await select(page, "dropout_2");
  await page.keyboard.press("c");
  const targets = page.getByTestId("connect-picker");
  await expect(targets.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("dense_3");
  await page.keyboard.press("Enter");
  await expect(wires(page)).toHaveCount(13);
}

async function chooseTable(electron: ElectronApplication, page: Page): Promise<void> {
  await pickFiles(electron, tablePath);
  await page.getByTestId("tab-data").click();
  await page.getByTestId("data-open").click();
  await expect(page.getByTestId("data-size")).toContainText("48,842 rows × 15 columns · 14 network inputs");
  await choose(page, "data-target", "age");
  await expect(page.getByTestId("column-role-income")).toHaveValue("feature");
  // The role adds a target; the list of targets changes which column one is.
  await choose(page, "column-role-income", "Target");
  await expect(page.getByTestId("data-target")).toHaveValue("age");
  await expect(page.getByTestId("data-target-2")).toHaveValue("income");
  await choose(page, "column-role-age", "Feature");
  await expect(page.getByTestId("data-target")).toHaveValue("income");
  await expect(page.getByTestId("column-role-income")).toHaveValue("target");
  await expect(page.getByTestId("column-role-age")).toHaveValue("feature");
  await expect(page.getByTestId("data-class-balance")).toBeVisible();
  await page.getByTestId("tab-palette").click();
}

const irLines = async (page: Page) => {
  await page.getByTestId("tab-ir").click();
  await expect(page.getByTestId("ir-panel")).toBeVisible();
  const lines = await page.getByTestId("ir-panel").locator("pre").allTextContents();
  return lines.map((line) => line.trimEnd());
};

/** Cards with their places and words, wires with their shapes, as the window shows them. */
async function shownDrawing(page: Page) {
  const cards = await page.locator(".react-flow__node").evaluateAll((elements) =>
    elements.map((element) => {
      const { x, y, width } = element.getBoundingClientRect();
      const words = [".card-kind", ".card-caption", ".card-name", ".card-count"].map(
        (part) => element.querySelector(part)?.textContent ?? "",
      );
      return [element.getAttribute("data-id"), Math.round(x), Math.round(y), Math.round(width), ...words].join(" ");
    }),
  );
  const shapes = await wires(page).evaluateAll((elements) =>
    elements.map((element) => `${element.getAttribute("data-id")} ${element.textContent}`),
  );
  return { cards: cards.sort(), shapes: shapes.sort() };
}

/** Nodes whose card shows bars of a distribution. */
const paintedNodes = (page: Page) =>
  page.locator("[data-testid^=distribution-]").evaluateAll((elements) =>
    elements.flatMap((element) => {
      const canvas = element.querySelector("canvas");
      const context = canvas?.getContext("2d");
      if (!canvas || !context || canvas.height < 3) return [];
      // The lowest line is the axis, drawn without any values too.
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height - 2);
      const isPainted = data.some((value, index) => index % 4 === 3 && value > 0);
      return isPainted ? [element.getAttribute("data-testid")?.replace("distribution-", "") ?? ""] : [];
    }),
  );

async function expectChange(read: () => Promise<string | null>): Promise<void> {
  await expect.poll(read).toMatch(/\d/);
  const before = await read();
  await expect.poll(read).not.toBe(before);
  expect(await read()).toMatch(/\d/);
}

/** Trains with the keys, and sees every figure move, hold and move again. */
async function trainAndWatch(page: Page): Promise<void> {
  expect(await paintedNodes(page)).toEqual([]);
  await select(page, "batch_norm_1");
  await page.getByTestId("tab-layer").click();
  await page.keyboard.press("F5");
  await expectRun(page, "running");
  await expectStepBeyond(page, 0);
  await expectChange(() => page.getByTestId("stat-mean").textContent());
  await expectChange(() => page.getByTestId("stat-running_variance").textContent());
  await expectChange(() => page.getByTestId("loss-chart").locator(".chart-value").first().textContent());
  await expectChange(() => card(page, "dense_1").locator(".node-distribution-readout").textContent());
  const measured = ["scale", "dense", "batch_norm", "activation", "dropout"];
  await expect
    .poll(async () => (await paintedNodes(page)).map((node) => node.replace(/_\d$/, "")).sort())
    .toEqual(measured.flatMap((kind) => Array(kind === "scale" ? 1 : kind === "dropout" ? 2 : 3).fill(kind)).sort());

  await page.keyboard.press("F6");
  await expectRun(page, "paused");
  const held = await shownStep(page);
  // The last figures before the pause may still be on their way, however long that takes; then nothing moves.
  await expect(async () => {
    const mean = await page.getByTestId("stat-mean").textContent();
    await page.waitForTimeout(500);
    expect(await page.getByTestId("stat-mean").textContent()).toBe(mean);
  }).toPass();
  expect(await shownStep(page)).toBe(held);
  await page.keyboard.press("F6");
  await expectRun(page, "running");
  await expectStepBeyond(page, held);
  await page.keyboard.press("Shift+F5");
  await expectRun(page, "stopped");
}

test("from an empty canvas: the reference network drawn, trained, watched, saved and opened equal", async ({
  launch,
  folder,
}) => {
  const { electron, window: page } = await launch();
  await page.getByTestId("welcome-new").click();
  await expect(page.locator(".react-flow__node")).toHaveCount(0);
  await drawNetwork(page);
  await chooseTable(electron, page);
  const golden = (await readFile("test/golden/reference-network.ir.txt", "utf8")).trimEnd().split("\n");
  const lines = await irLines(page);
  expect(lines).toEqual(golden.map((line) => line.trimEnd()));
  await setManyEpochs(page);
  await trainAndWatch(page);

  const path = join(folder, "reference.layerglass");
  await pickSavePath(electron, path);
  await expect(page.getByTestId("dirty-dot")).toBeVisible();
  await page.keyboard.press("Control+s");
  await expect(page.getByTestId("dirty-dot")).toBeHidden();
  await expect(page.getByTestId("document-name")).toHaveText("reference");
  const saved = await readProject(path);
  const sample = await readProject(samplePath);
  expect(drawing(saved.graph)).toEqual(drawing(sample.graph));
  expect(saved.training).toEqual({ ...sample.training, epochs: MANY_EPOCHS });
  expect({ ...saved.data, path: resolve(dirname(path), saved.data?.path ?? "") }).toEqual({
    ...sample.data,
    path: tablePath,
  });
  const shown = await shownDrawing(page);
  const ended = new Promise((done) => electron.process().once("exit", done));
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await ended;

  const again = await launch();
  await again.window.locator(".welcome-recent").getByText("reference").click();
  await expect(again.window.locator(".react-flow__edge")).toHaveCount(13);
  await expect.poll(() => shownDrawing(again.window)).toEqual(shown);
  expect(await irLines(again.window)).toEqual(lines.map((line) => line.replace("epochs=20", "epochs=1e4")));
  await expect(again.window.getByTestId("dirty-dot")).toBeHidden();
  const copy = join(folder, "copy.layerglass");
  await pickSavePath(again.electron, copy);
  await again.window.keyboard.press("Control+Shift+s");
  await expect(again.window.getByTestId("document-name")).toHaveText("copy");
  expect(await readProject(copy)).toEqual({ ...saved, name: "copy" });
});
