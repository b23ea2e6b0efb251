import { resolve } from "node:path";
import type { Page } from "@playwright/test";
import { expect, type RunningApp, test } from "../support/app";
import { request } from "../support/desktop";

const SAMPLE = resolve("samples/why-batch-normalization.layerglass");

const sides = ["left", "right", "bottom"] as const;
type Side = (typeof sides)[number];

async function sizeTo(app: RunningApp, width: number, height: number): Promise<void> {
  await app.electron.evaluate(
    ({ BrowserWindow }, [wide, high]) => BrowserWindow.getAllWindows()[0]?.setContentSize(wide ?? 0, high ?? 0),
    [width, height],
  );
  await expect.poll(() => app.window.evaluate(() => innerWidth)).toBe(width);
}

const bar = (page: Page, side: Side) => page.getByTestId(`${side}-bar`);

async function extent(page: Page, side: Side): Promise<number> {
  const box = await page.getByTestId(`${side}-pane`).boundingBox();
  return Math.round((side === "bottom" ? box?.height : box?.width) ?? 0);
}

async function drag(page: Page, side: Side, x: number, y: number): Promise<void> {
  const box = await bar(page, side).boundingBox();
  if (!box) throw new Error(`no ${side} bar`);
  const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + x / 2, from.y + y / 2);
  await page.mouse.move(from.x + x, from.y + y);
  await page.mouse.up();
}

test("at 1440 × 900 the Data panel shows its Use column whole, in both languages", async ({ launch }) => {
  const app = await launch(SAMPLE);
  await sizeTo(app, 1440, 900);
  for (const language of ["en", "zh-CN"] as const) {
    await request(app.window, "change_settings", { language });
    await app.window.locator(`html[lang="${language}"]`).waitFor();
    await app.window.getByTestId("tab-data").click();
    await app.window.locator(".column-use").first().waitFor();
    const cut = await app.window.evaluate(() => {
      const pane = document.querySelector('[data-testid="left-pane"]')?.getBoundingClientRect();
      const scroll = document.querySelector(".column-scroll");
      const cells = [...document.querySelectorAll(".column-use, .column-use select")];
      const right = Math.max(...cells.map((cell) => cell.getBoundingClientRect().right));
      return {
        beyondPane: right > (pane?.right ?? 0),
        scrolls: (scroll?.scrollWidth ?? 0) - (scroll?.clientWidth ?? 0),
      };
    });
    expect(cut, language).toEqual({ beyondPane: false, scrolls: 0 });
  }
});

test("panels are dragged and moved by keys, stay so after a restart, and a double-click resets them", async ({
  launch,
}) => {
  const first = await launch(SAMPLE);
  await sizeTo(first, 1440, 900);
  const before = {
    left: await extent(first.window, "left"),
    right: await extent(first.window, "right"),
    bottom: await extent(first.window, "bottom"),
  };
  await drag(first.window, "left", 70, 0);
  await drag(first.window, "right", -90, 0);
  await drag(first.window, "bottom", 0, -60);
  expect(await extent(first.window, "left")).toBeCloseTo(before.left + 70, -1);
  expect(await extent(first.window, "right")).toBeCloseTo(before.right + 90, -1);
  expect(await extent(first.window, "bottom")).toBeCloseTo(before.bottom + 60, -1);
  const dragged = await extent(first.window, "right");
  await bar(first.window, "right").focus();
  await first.window.keyboard.press("ArrowLeft");
  const wider = await extent(first.window, "right");
  expect(wider).toBeGreaterThan(dragged);
  await expect(bar(first.window, "right")).toHaveAttribute("aria-valuenow", /\d/);
  const chosen = { left: await extent(first.window, "left"), bottom: await extent(first.window, "bottom") };
  // Another tab of another size, and back.
  await first.window.getByTestId("tab-data").click();
  expect(await extent(first.window, "left")).not.toBe(chosen.left);
  await first.window.getByTestId("tab-palette").click();
  expect(await extent(first.window, "left")).toBe(chosen.left);
  await first.electron.close();

  const second = await launch(SAMPLE);
  await sizeTo(second, 1440, 900);
  expect(await extent(second.window, "left")).toBe(chosen.left);
  expect(await extent(second.window, "right")).toBe(wider);
  expect(await extent(second.window, "bottom")).toBe(chosen.bottom);
  // A panel put away comes back as it was.
  const toggle = second.window.getByTestId("panel-right");
  await toggle.click();
  await expect(bar(second.window, "right")).toHaveCount(0);
  await toggle.click();
  expect(await extent(second.window, "right")).toBe(wider);
  for (const side of sides) await bar(second.window, side).dblclick();
  expect(await extent(second.window, "left")).toBe(before.left);
  expect(await extent(second.window, "right")).toBe(before.right);
  // A share of the window as it opened, which was larger this time.
  expect(await extent(second.window, "bottom")).toBe(234);
  expect(await request(second.window, "settings", null)).toHaveProperty("panelSizes", {});
});
