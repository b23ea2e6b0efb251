import { resolve } from "node:path";
import type { ElectronApplication, Page } from "@playwright/test";
import { chooseMenuItem, expect, test } from "../support/app";
import { violations } from "../support/axe";
import { command, expectRun, expectStepBeyond, setManyEpochs, wires } from "../support/canvas-gestures";

const samplePath = resolve("samples/why-batch-normalization.layerglass");

/** What the console complains of from now on, such as a style that the content policy refuses. */
function complaints(page: Page): readonly string[] {
  const found: string[] = [];
  page.on("console", (message) => message.type() === "error" && found.push(message.text()));
  page.on("pageerror", (error) => found.push(String(error)));
  return found;
}

/** Has the window try to open a project that is not there, of which it tells in an error. */
async function openAbsent(electron: ElectronApplication, name: string): Promise<void> {
  await electron.evaluate(({ BrowserWindow }, path) => {
    BrowserWindow.getAllWindows()[0]?.webContents.send("event/open_file", { path });
  }, `/nowhere/${name}.layerglass`);
}

/** Has the window tell in passing that another window crashed. */
async function tellCrash(electron: ElectronApplication): Promise<void> {
  await electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.send("event/crash_reported", { process: "window", reason: "killed" });
  });
}

test.describe("tooltips", () => {
  // One that closes is still there for a frame.
  const tooltip = (page: Page) => page.locator("[role=tooltip][data-open]");

  test("show on hover inside the window, and Escape hides them", async ({ launch }) => {
    const { window: page } = await launch(samplePath);
    const refused = complaints(page);
    const button = page.getByRole("banner").getByRole("button", { name: "right panel" });
    const before = await button.boundingBox();
    await button.hover();
    await expect(tooltip(page)).toHaveText("Show or hide right panelCtrl+Shift+B");
    const box = await tooltip(page).boundingBox();
    // On one line although the button is at the window's edge.
    expect(box?.height).toBeLessThan(30);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(await page.evaluate(() => window.innerWidth));
    // It takes no place in the row it belongs to.
    expect(await button.boundingBox()).toEqual(before);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(tooltip(page)).toHaveCount(0);
    expect(refused).toEqual([]);
  });

  test("show on keyboard focus, and in front of an open dialog", async ({ app }) => {
    const { window: page } = app;
    await page.getByTestId("welcome-new").click();
    await page.getByRole("button", { name: "Zoom out" }).focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await expect(page.getByRole("button", { name: "Zoom in" })).toBeFocused();
    await expect(tooltip(page)).toHaveText("Zoom inCtrl+=");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Shift+Tab");
    await expect(page.getByRole("button", { name: "Zoom out" })).toBeFocused();
    await expect(tooltip(page)).toHaveText("Zoom outCtrl+-");
    await command(page, "About");
    const about = page.getByTestId("about");
    await about.getByRole("button", { name: "Close" }).first().hover();
    // Inside it: outside, the dialog would cover it.
    await expect(about.locator(tooltip(page))).toHaveText("Close");
    expect(await violations(page)).toEqual([]);
  });
});

test.describe("toasts", () => {
  const toasts = (page: Page) => page.getByRole("region", { name: "Notifications" }).locator(".toast:visible");

  test("errors stay, the same is not stacked, four are shown, and dismissing shows the next", async ({ app }) => {
    const { electron, window: page } = app;
    const refused = complaints(page);
    await openAbsent(electron, "first");
    await expect(page.getByRole("alert")).toContainText("first.layerglass was not opened.");
    await openAbsent(electron, "first");
    await openAbsent(electron, "second");
    await expect(toasts(page)).toHaveCount(2);
    expect(await violations(page)).toEqual([]);
    for (const name of ["third", "fourth", "fifth"]) await openAbsent(electron, name);
    await expect(toasts(page).last()).toContainText("fifth");
    await expect(toasts(page)).toHaveCount(4);
    await expect(toasts(page).first()).toContainText("second");
    await toasts(page).last().getByRole("button", { name: "Dismiss" }).click();
    await expect(toasts(page)).toHaveCount(4);
    await expect(toasts(page).first()).toContainText("first");
    expect(refused).toEqual([]);
  });

  test("other news leaves after a while, but not under the pointer", async ({ app }) => {
    const { electron, window: page } = app;
    const news = toasts(page).filter({ has: page.getByRole("button", { name: "Show" }) });
    await tellCrash(electron);
    await expect(page.getByRole("region", { name: "Notifications" }).getByRole("status")).toHaveCount(1);
    await news.hover();
    await page.waitForTimeout(7_000);
    await expect(news).toHaveCount(1);
    await page.mouse.move(10, 10);
    await expect(news).toHaveCount(0);
    await tellCrash(electron);
    await news.getByRole("button", { name: "Show" }).click();
    await expect(page.getByTestId("crash-reports")).toBeVisible();
    await expect(news).toHaveCount(0);
  });

  test("F6 pauses and leaves the focus alone while a toast is shown", async ({ launch }) => {
    const { electron, window: page } = await launch(samplePath);
    await expect(wires(page)).toHaveCount(13);
    await setManyEpochs(page);
    await page.getByTestId("tab-curves").focus();
    await page.keyboard.press("F5");
    await expectRun(page, "running");
    await expectStepBeyond(page, 50);
    await tellCrash(electron);
    await expect(toasts(page)).toHaveCount(1);
    await page.keyboard.press("F6");
    await expectRun(page, "paused");
    await expect(page.getByTestId("tab-curves")).toBeFocused();
  });
});

test.describe("dialogs", () => {
  test("keep the focus inside, close one at a time by Escape, and give the focus back", async ({ app }) => {
    const { electron, window: page } = app;
    const refused = complaints(page);
    await page.getByTestId("welcome-new").click();
    await page.getByTestId("tab-palette").focus();
    await page.keyboard.press("Control+k");
    await expect(page.getByTestId("command-palette").getByRole("combobox")).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(page.getByTestId("tab-palette")).toBeFocused();

    await chooseMenuItem(electron, "help.about");
    const about = page.getByTestId("about");
    await expect(about.getByRole("button", { name: "Close" }).last()).toBeFocused();
    for (let press = 0; press < 12; press += 1) {
      await page.keyboard.press("Tab");
      await expect(about.locator(":focus")).toHaveCount(1);
    }
    await chooseMenuItem(electron, "help.crashReports");
    const above = page.getByTestId("crash-reports");
    await above.getByText("There are none").click();
    await page.keyboard.press("Escape");
    await expect(above).toHaveCount(0);
    await expect(about).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(about).toHaveCount(0);
    await expect(page.getByTestId("tab-palette")).toBeFocused();
    expect(refused).toEqual([]);
  });

  test("close by a press outside, but leave a toast above them to be read and dismissed", async ({ app }) => {
    const { electron, window: page } = app;
    await chooseMenuItem(electron, "help.about");
    const about = page.getByTestId("about");
    await about.getByRole("button", { name: "Copy versions" }).click();
    const copied = page.getByRole("status").filter({ hasText: "The versions were copied." });
    await copied.getByRole("button", { name: "Dismiss" }).click();
    await expect(copied).toHaveCount(0);
    await expect(about).toBeVisible();
    await page.mouse.click(20, 400);
    await expect(about).toHaveCount(0);
  });
});
