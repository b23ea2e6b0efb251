import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ElectronApplication, Page } from "@playwright/test";
import { engineProcessId, expect, test } from "../support/app";
import { violations } from "../support/axe";
import { expectRun, expectStepBeyond, select, setManyEpochs, shownStep, wires } from "../support/canvas-gestures";

const samplePath = resolve("samples/why-batch-normalization.layerglass");

/** Trains until steps are shown. */
async function trainBeyond(page: Page, step: number): Promise<void> {
  await page.keyboard.press("F5");
  await expectRun(page, "running");
  await expectStepBeyond(page, step);
}

/** Kills the engine as nothing but the kernel can. */
async function kill(electron: ElectronApplication): Promise<void> {
  process.kill(await engineProcessId(electron), "SIGKILL");
}

const banner = (page: Page) => page.getByTestId("engine-banner");

test("in Chinese no English tells why the engine ended", async ({ launch, folder }) => {
  mkdirSync(join(folder, "profile"), { recursive: true });
  writeFileSync(join(folder, "profile", "settings.json"), JSON.stringify({ language: "zh-CN" }));
  const { electron, window: page } = await launch(samplePath);
  await expect(wires(page)).toHaveCount(13);
  await kill(electron);
  await expect(banner(page)).toContainText("被强制终止");
  expect(await banner(page).textContent()).not.toMatch(/[A-Za-z]{2}/);
  await page.getByTestId("engine-report").click();
  await expect(page.getByTestId("crash-list").locator("option").first()).toContainText("被强制终止");
});

test("an engine killed while training: the window lives, says why, and training goes on by itself", async ({
  launch,
}) => {
  const { electron, window: page } = await launch(samplePath);
  await expect(wires(page)).toHaveCount(13);
  await setManyEpochs(page);
  await select(page, "batch_norm_1");
  await page.getByTestId("tab-layer").click();
  await trainBeyond(page, 100);
  const steps = await shownStep(page);
  await kill(electron);
  await expect(banner(page)).toContainText("The training engine stopped.");
  await expect(banner(page)).toContainText("Reason: it was killed.");
  await expect(page.getByTestId("engine-back")).toHaveText(
    /^It was restarted, and training (went on from epoch \d+, batch \d+\.|began again from the start: .*)$/,
  );
  await expectRun(page, "running");
  await expect(page.getByTestId("engine-status")).toHaveText("Engine ready");
  await expect(page.getByTestId("run-failure")).toHaveCount(0);
  await expect(page.getByTestId("stat-mean")).toHaveText(/\d/);
  await expectStepBeyond(page, steps + 100);

  // The report is there to be read, by keyboard too.
  await page.getByTestId("engine-report").click();
  const report = page.getByTestId("crash-text");
  await expect(report).toHaveValue(/"process": "engine",\s+"reason": "killed"/);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(report).toHaveCount(0);
  await banner(page).getByRole("button", { name: "Dismiss" }).click();
  await expect(banner(page)).toHaveCount(0);
  await page.keyboard.press("Shift+F5");
  await expectRun(page, "stopped");
});

test("an engine that stops answering is ended and started again, and training goes on", async ({ launch }) => {
  test.skip(process.platform === "win32", "holds a process by SIGSTOP");
  const { electron, window: page } = await launch(samplePath);
  await expect(wires(page)).toHaveCount(13);
  await setManyEpochs(page);
  await trainBeyond(page, 100);
  const held = await engineProcessId(electron);
  process.kill(held, "SIGSTOP");
  await expect(banner(page)).toContainText("Reason: it stopped answering.", { timeout: 30_000 });
  await expect(banner(page)).toHaveAttribute("data-stage", "back");
  expect(() => process.kill(held, 0)).toThrow();
  const reached = await shownStep(page);
  await expectRun(page, "running");
  await expectStepBeyond(page, reached + 100);
});

/** Files in the folders of checkpoints, by run. */
function checkpointsIn(folder: string): readonly string[] {
  const root = join(folder, "profile", "checkpoints");
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".safetensors"));
}

test("a run whose engine was killed goes on from its last checkpoint, and its curves with it", async ({
  launch,
  folder,
}) => {
  const { electron, window: page } = await launch(samplePath);
  await expect(wires(page)).toHaveCount(13);
  await setManyEpochs(page);
  await page.keyboard.press("F5");
  await expectRun(page, "running");
  await expect.poll(() => checkpointsIn(folder).length, { timeout: 15_000 }).toBeGreaterThan(0);
  await expectStepBeyond(page, (await shownStep(page)) + 100);
  await kill(electron);
  await expect(page.getByTestId("engine-back")).toHaveText(/went on from epoch \d+, batch \d+\.$/);
  await expectRun(page, "running");
  const reached = await shownStep(page);
  await expectStepBeyond(page, reached + 100);
  await expect(page.getByTestId("loss-chart").locator(".chart-value").first()).toHaveText(/\d/);

  // Checkpoints are kept as long as their run, whatever is trained beside it: until it is let go.
  const first = checkpointsIn(folder).map((name) => name.split(/[\\/]/)[0]);
  expect(new Set(first).size).toBe(1);
  await page.keyboard.press("Shift+F5");
  await expectRun(page, "stopped");
  await page.keyboard.press("F5");
  await expectRun(page, "running");
  const isKept = () => checkpointsIn(folder).some((name) => name.startsWith(first[0] ?? "?"));
  expect(isKept()).toBe(true);
  await page.getByTestId("run-let-go-1").click();
  await expect.poll(isKept).toBe(false);
});

test("the third end within five minutes waits for the person, who goes on from the last checkpoint", async ({
  launch,
  folder,
}) => {
  const { electron, window: page } = await launch(samplePath);
  await expect(wires(page)).toHaveCount(13);
  await setManyEpochs(page);
  await trainBeyond(page, 100);
  await expect.poll(() => checkpointsIn(folder).length, { timeout: 15_000 }).toBeGreaterThan(0);
  for (let crash = 1; crash <= 2; crash += 1) {
    await kill(electron);
    await expect(banner(page)).toHaveAttribute("data-stage", "back");
    await expectRun(page, "running");
    await expectStepBeyond(page, (await shownStep(page)) + 50);
  }
  await kill(electron);
  await expect(banner(page)).toHaveAttribute("data-stage", "down");
  await expectRun(page, "failed");
  await expect(page.getByTestId("engine-status")).toHaveText("Engine stopped");
  const reached = await shownStep(page);

  await page.getByTestId("restart-engine").click();
  await expect(banner(page)).toHaveAttribute("data-stage", "back");
  const resume = page.getByTestId("resume-checkpoint");
  await expect(resume).toHaveText(/^Resume from the last checkpoint \(epoch \d+, batch \d+\)$/);
  await expectRun(page, "failed");
  await resume.click();
  await expectRun(page, "running");
  await expect(banner(page)).toHaveCount(0);
  await expectStepBeyond(page, reached + 100);
});
