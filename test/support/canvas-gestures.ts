/** What a person does on the canvas and in the panels, with mouse and keyboard. */
import type { Locator, Page } from "@playwright/test";
import { expect } from "./app";

/** A place in a window or on the canvas, in CSS pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export const card = (page: Page, node: string): Locator => page.getByTestId(`node-${node}`);

/** A node's first port on one side. */
export function port(page: Page, node: string, side: "input" | "output"): Locator {
  const handle = side === "input" ? "target" : "source";
  return page.locator(`.react-flow__node[data-id="${node}"] .react-flow__handle.${handle}`).first();
}

/** Middle of something visible, in window pixels. */
export async function middleOf(target: Locator): Promise<Place> {
  const box = await target.boundingBox();
  if (!box) throw new Error(`${target} is not visible`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Presses at one place, moves as a hand would, and lets go at the other. */
export async function drag(page: Page, from: Place, to: Place): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
}

/** Drags a kind from the palette to a place on the canvas, counted from its corner; the new node is `node`. */
export async function dropFromPalette(page: Page, kind: string, at: Place, node: string): Promise<void> {
  await page.getByTestId(`palette-${kind}`).dragTo(page.getByTestId("canvas"), { targetPosition: at });
  await expect(card(page, node)).toBeVisible();
}

/** Drags from an output to an input. */
export async function drawWire(page: Page, from: string, to: string): Promise<void> {
  await drag(page, await middleOf(port(page, from, "output")), await middleOf(port(page, to, "input")));
}

/** Draws a wire that must be accepted. */
export async function wire(page: Page, from: string, to: string): Promise<void> {
  const before = await wires(page).count();
  await drawWire(page, from, to);
  await expect(wires(page)).toHaveCount(before + 1);
}

export const wires = (page: Page): Locator => page.locator(".react-flow__edge");

/** Chooses a command in the command palette by typing. */
export async function command(page: Page, typed: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await expect(page.getByTestId("command-palette").getByRole("combobox")).toBeFocused();
  await page.keyboard.type(typed);
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("command-palette")).toBeHidden();
}

/** Adds a node after the selected one, from the keyboard alone. */
export async function addByKeyboard(page: Page, label: string, node: string): Promise<void> {
  await command(page, `Add ${label}`);
  await expect(card(page, node)).toHaveAttribute("data-selected", "true");
  await expect(page.locator(`.react-flow__node[data-id="${node}"]`)).toBeFocused();
}

/** Clicks a card, so that it alone is selected. */
export async function select(page: Page, node: string): Promise<void> {
  await card(page, node).locator(".card-head").click();
  await expect(card(page, node)).toHaveAttribute("data-selected", "true");
}

/** Types into a field of the panel at the right and leaves it with Enter. */
export async function type(page: Page, field: string, text: string): Promise<void> {
  await page.getByTestId(field).fill(text);
  await page.getByTestId(field).press("Enter");
}

/** Chooses from a list as the keyboard does: by the beginning of a choice's name. */
export async function choose(page: Page, field: string, name: string): Promise<void> {
  const list = page.getByTestId(field);
  await list.focus();
  await page.keyboard.type(name);
  await expect(list.locator("option:checked")).toHaveText(name);
}

/** Epochs enough for a run that a test watches or breaks off. */
export const MANY_EPOCHS = 10_000;

/** Sets the run to go on until it is stopped. */
export async function setManyEpochs(page: Page): Promise<void> {
  await page.getByTestId("tab-training").click();
  await type(page, "training-epochs", String(MANY_EPOCHS));
}

/** Steps shown in the status bar. */
export async function shownStep(page: Page): Promise<number> {
  const text = await page.getByTestId("run-status-step").textContent();
  const digits = (text ?? "").split("/")[0]?.replaceAll(/\D/g, "") ?? "";
  return digits === "" ? Number.NaN : Number(digits);
}

export async function expectRun(page: Page, state: string): Promise<void> {
  await expect(page.getByTestId("run-status")).toHaveAttribute("data-state", state);
}

/** Waits until the steps shown are beyond a number. */
export async function expectStepBeyond(page: Page, step: number): Promise<void> {
  await expect.poll(() => shownStep(page)).toBeGreaterThan(step);
}
