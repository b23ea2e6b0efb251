import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ElectronApplication, Page } from "@playwright/test";
import { referenceTrainingSetup } from "../../engine/model";
import { serializeProject } from "../../engine/project";
import { answerMessageBoxes, engineProcessId, expect, test } from "../support/app";
import { expectRun, expectStepBeyond, setManyEpochs, shownStep, type, wires } from "../support/canvas-gestures";
import { chain } from "../support/reference-network";

const samplePath = resolve("samples/why-batch-normalization.layerglass");

/** What the app asked of the desktop since `watchDesktop`. */
interface DesktopCalls {
  readonly progress: { readonly value: number; readonly mode: string }[];
  readonly notifications: { readonly title: string; readonly body: string }[];
  readonly blockers: number[];
}

/** Notes the real calls to the taskbar, the power blocker and notifications. */
async function watchDesktop(electron: ElectronApplication): Promise<() => Promise<DesktopCalls & { awake: boolean }>> {
  const calls = await electron.evaluateHandle(({ BrowserWindow, Notification, powerSaveBlocker }) => {
    const seen = {
      progress: [] as { value: number; mode: string }[],
      notifications: [] as { title: string; body: string }[],
      blockers: [] as number[],
    };
    const [window] = BrowserWindow.getAllWindows();
    if (!window) throw new Error("there is no window");
    const setProgressBar = window.setProgressBar.bind(window);
    window.setProgressBar = (value, options) => {
      seen.progress.push({ value, mode: options?.mode ?? "none" });
      setProgressBar(value, options);
    };
    const start = powerSaveBlocker.start.bind(powerSaveBlocker);
    powerSaveBlocker.start = (kind) => {
      const id = start(kind);
      seen.blockers.push(id);
      return id;
    };
    // A machine without a notification service says it supports none; what would be shown is noted all the same.
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(this: Electron.Notification) {
      seen.notifications.push({ title: this.title, body: this.body });
    };
    return seen;
  });
  return async () => {
    const seen = await calls.jsonValue();
    const awake = await electron.evaluate(
      ({ powerSaveBlocker }, ids) => ids.some((id) => powerSaveBlocker.isStarted(id)),
      seen.blockers,
    );
    return { ...seen, awake };
  };
}

/** Has the window be out of sight, or in it, whatever the window manager of the test does. */
async function setFocused(electron: ElectronApplication, focused: boolean): Promise<void> {
  await electron.evaluate(({ BrowserWindow }, isFocused) => {
    for (const window of BrowserWindow.getAllWindows()) window.isFocused = () => isFocused;
  }, focused);
}

async function trainBeyond(page: Page, step: number): Promise<void> {
  await page.keyboard.press("F5");
  await expectRun(page, "running");
  await expectStepBeyond(page, step);
}

test("while a run trains the machine stays awake and the taskbar shows it; ended out of sight, it is told of", async ({
  launch,
}) => {
  const { electron, window: page } = await launch(samplePath);
  await expect(wires(page)).toHaveCount(13);
  const calls = await watchDesktop(electron);
  await setManyEpochs(page);
  await trainBeyond(page, 100);
  await expect.poll(async () => (await calls()).progress.at(-1)?.mode).toBe("normal");
  expect((await calls()).awake).toBe(true);
  await page.keyboard.press("F6");
  await expectRun(page, "paused");
  await expect.poll(async () => (await calls()).progress.at(-1)?.mode).toBe("paused");
  expect((await calls()).awake).toBe(false);
  await page.keyboard.press("F6");
  await expectRun(page, "running");
  await expect.poll(async () => (await calls()).awake).toBe(true);
  await page.keyboard.press("Shift+F5");
  await expectRun(page, "stopped");
  await expect.poll(async () => (await calls()).progress.at(-1)).toEqual({ value: -1, mode: "none" });
  expect((await calls()).awake).toBe(false);
  expect((await calls()).notifications).toEqual([]);

  await setFocused(electron, false);
  await type(page, "training-epochs", "1");
  await page.keyboard.press("F5");
  await expectRun(page, "finished");
  await expect.poll(async () => (await calls()).notifications.length).toBe(1);
  const [reported] = (await calls()).notifications;
  expect(reported?.title).toContain("Training finished — ");
  expect(reported?.body).toMatch(/^1 epochs, loss 0\.\d+$/);
});

/** A saved project that learns numbers far too fast: it leaves what float32 can hold within a few steps. */
function makeDivergingProject(folder: string): string {
  const table = `size,price\n${Array.from({ length: 64 }, (_, row) => `${row},${row * 7}`).join("\n")}\n`;
  writeFileSync(join(folder, "prices.csv"), table);
  const columns = [
    { name: "size", role: "feature", encoding: "number" },
    { name: "price", role: "target", encoding: "number" },
  ] as const;
  const sha256 = createHash("sha256").update(table).digest("hex");
  const project = {
    ...{ name: "Prices", layout: { positions: {}, viewport: null } },
    graph: chain(["data"], ["dense", { units: 1 }], ["output", { loss: "mean_squared_error" }]),
    training: { ...referenceTrainingSetup, optimizer: { ...referenceTrainingSetup.optimizer, learning_rate: 1e6 } },
    data: { path: "prices.csv", sha256, columns },
  };
  const path = join(folder, "prices.layerglass");
  writeFileSync(path, serializeProject(project));
  return path;
}

test("a run that fails out of sight is told of in the window's language", async ({ launch, folder }) => {
  const { electron, window: page } = await launch(makeDivergingProject(folder));
  await expect(wires(page)).toHaveCount(2);
  await page.evaluate(() => window.desktop?.request("change_settings", { language: "zh-CN" }));
  const calls = await watchDesktop(electron);
  await setFocused(electron, false);
  await page.keyboard.press("F5");
  await expectRun(page, "failed");
  await expect.poll(async () => (await calls()).notifications.length).toBe(1);
  const [reported] = (await calls()).notifications;
  expect(reported?.title).toContain("训练失败 — ");
  expect(reported?.body).toMatch(/不再是有限数。请降低学习率/);
  expect(reported?.body).not.toMatch(/[a-z]+ [a-z]+/i);
  const shown = page.getByTestId("run-failure");
  await expect(shown).toContainText("不再是有限数");
  await expect(shown).not.toContainText(/expected|found/);
});

test("a window killed while training is loaded again, and its run goes on with all its figures", async ({ launch }) => {
  test.skip(process.platform === "win32", "kills a process by signal");
  const { electron, window: page } = await launch(samplePath);
  await expect(wires(page)).toHaveCount(13);
  await setManyEpochs(page);
  await trainBeyond(page, 200);
  const before = await shownStep(page);
  const engine = await engineProcessId(electron);
  const crashed = page.waitForEvent("crash");
  await electron.evaluate(({ BrowserWindow }) => {
    const pid = BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId();
    if (pid !== undefined) process.kill(pid, "SIGKILL");
  });
  await crashed;
  // Playwright's handle died with the page: what the window shows is read through the main process.
  const shown = (selector: string, attribute: string | null): Promise<string> =>
    electron
      .evaluate(
        ({ BrowserWindow }, script) => {
          const contents = BrowserWindow.getAllWindows()[0]?.webContents;
          // A script asked of a page that is gone would never answer.
          if (!contents || contents.isCrashed() || contents.isLoading()) return "";
          return contents.executeJavaScript(script);
        },
        `(() => { const found = document.querySelector(${JSON.stringify(selector)});
          return (${attribute === null} ? found?.textContent : found?.getAttribute("${attribute}")) ?? ""; })()`,
      )
      .catch(() => "");
  const step = async (): Promise<number> => {
    const digits = (await shown('[data-testid="run-status-step"]', null)).split("/")[0]?.replaceAll(/\D/g, "") ?? "";
    return digits === "" ? Number.NaN : Number(digits);
  };
  await expect.poll(step, { timeout: 20_000 }).toBeGreaterThan(before);
  expect(await engineProcessId(electron)).toBe(engine);
  expect(await shown('[data-testid="run-status"]', "data-state")).toBe("running");
  await expect.poll(() => shown('[data-testid="loss-chart"] .chart-value', null)).toMatch(/\d/);
});

test("quitting while a run goes on asks: cancelled it trains on, agreed to it stops and the app ends", async ({
  launch,
}) => {
  const { electron, window: page } = await launch(samplePath);
  await expect(wires(page)).toHaveCount(13);
  await setManyEpochs(page);
  await page.keyboard.press("F5");
  await expectStepBeyond(page, 0);
  const ended = new Promise<void>((done) => electron.process().once("exit", () => done()));
  const question = page.getByRole("dialog").filter({ hasText: "Stop and close" });

  await electron.evaluate(({ app }) => app.quit());
  await expect(question).toBeVisible();
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(question).toHaveCount(0);
  await expectStepBeyond(page, await shownStep(page));

  await answerMessageBoxes(electron, 1);
  await electron.evaluate(({ app }) => app.quit());
  await question.getByRole("button", { name: "Stop and close" }).click();
  await ended;
});
