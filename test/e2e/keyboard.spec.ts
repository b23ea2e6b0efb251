import { resolve } from "node:path";
import { expect, test } from "../support/app";

const SAMPLE = resolve("samples/why-batch-normalization.layerglass");

test("the canvas menu opens at its first item, moves by arrows, End and letters, and gives the focus back", async ({
  launch,
}) => {
  const { window: page } = await launch(SAMPLE);
  const errors: string[] = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  const card = page.getByTestId("node-dense_1");
  await card.click();
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  const before = await page.evaluate(() => document.activeElement?.outerHTML);
  await card.click({ button: "right" });
  const menu = page.getByRole("menu", { name: "Canvas menu" });
  await expect(menu).toBeVisible();
  await expect(menu.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("End");
  expect(await focused()).toContain("Delete");
  await page.keyboard.press("d");
  expect(await focused()).toContain("Duplicate");
  await page.keyboard.press("ArrowUp");
  expect(await focused()).toContain("Bypass");
  await page.keyboard.press("Escape");
  await expect(menu).toHaveCount(0);
  expect(await page.evaluate(() => document.activeElement?.outerHTML)).toBe(before);
  // Escape closed the menu and did nothing else.
  await expect(card).toBeVisible();

  await card.click({ button: "right" });
  await page.keyboard.press("b");
  await page.keyboard.press("Enter");
  await expect(menu).toHaveCount(0);
  await card.click({ button: "right" });
  await expect(menu).toContainText("Restore");
  await page.mouse.click(700, 120);
  await expect(menu).toHaveCount(0);
  expect(errors).toEqual([]);
});

test("tabs move by arrows, Home and End, and show their panel at once", async ({ launch }) => {
  const { window: page } = await launch(SAMPLE);
  await page.getByTestId("tab-curves").focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByTestId("tab-metrics")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("End");
  await expect(page.getByTestId("tab-ir")).toBeFocused();
  await expect(page.getByRole("tabpanel", { name: "IR" })).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByTestId("tab-curves")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Home");
  await expect(page.getByTestId("tab-curves")).toBeFocused();
});
