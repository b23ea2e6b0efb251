import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ElectronApplication, Page } from "@playwright/test";
import { engineProcessId, expect, test } from "../support/app";
import { expectRun, expectStepBeyond, select, setManyEpochs, shownStep, wires } from "../support/canvas-gestures";

const samplePath = resolve("samples/why-batch-normalization.layerglass");

/** Trains until steps are shown, then kills the engine as nothing but the kernel can. */
async function killWhileTraining(electron: ElectronApplication, page: Page): Promise<number> {
  await page.keyboard.press("F5");
  await expectRun(page, "running");
  await expectStepBeyond(page, 100);
  process.kill(await engineProcessId(electron), "SIGKILL");
  await expectRun(page, "failed");
  return shownStep(page);
}

const banner = (page: Page) => page.getByTestId("engine-banner");

test("an engine killed while training: the window lives, says why, keeps the curves, and trains again", async ({
  launch,
}) => {
  const { electron, window: page } = await launch(samplePath);
  await expect(wires(page)).toHaveCount(13);
  await setManyEpochs(page);
  await select(page, "batch_norm_1");
  await page.getByTestId("tab-layer").click();
  const steps = await killWhileTraining(electron, page);
  expect(steps).toBeGreaterThan(100);
  await expect(banner(page)).toContainText("The training engine stopped.");
  await expect(banner(page)).toContainText("Reason: it was killed.");
  await expect(page.getByTestId("run-failure")).toContainText("The run failed.");
  await expect(page.getByTestId("loss-chart").locator(".chart-value").first()).toHaveText(/\d/);
  await expect(page.getByTestId("stat-mean")).toHaveText(/\d/);
  expect(await shownStep(page)).toBe(steps);

  // The drawing goes on living meanwhile.
  await select(page, "dropout_1");
  await page.keyboard.press("b");
  await expect(page.getByTestId("undo-button")).toHaveAccessibleName("Undo Bypass 1 node");
  await page.keyboard.press("Control+z");

  await expect(banner(page)).toHaveAttribute("data-stage", "back");
  await expect(page.getByTestId("engine-status")).toHaveText("Engine ready");
  await page.keyboard.press("F5");
  await expectRun(page, "running");
  await expect(page.getByTestId("run-failure")).toHaveCount(0);
  await expectStepBeyond(page, 100);
  await banner(page).getByRole("button", { name: "Dismiss" }).click();
  await expect(banner(page)).toHaveCount(0);
  await page.keyboard.press("Shift+F5");
  await expectRun(page, "stopped");
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
  const saved = await shownStep(page);
  await expectStepBeyond(page, saved + 100);
  process.kill(await engineProcessId(electron), "SIGKILL");
  await expectRun(page, "failed");
  const reached = await shownStep(page);
  const epochs = await page.getByTestId("run-status").textContent();

  const resume = page.getByTestId("resume-checkpoint");
  await expect(resume).toHaveText(/^Resume from the last checkpoint \(epoch \d+, batch \d+\)$/);
  await resume.click();
  await expectRun(page, "running");
  await expect(banner(page)).toHaveCount(0);
  await expect(page.getByTestId("run-failure")).toHaveCount(0);
  const resumedAt = await shownStep(page);
  expect(resumedAt, `of ${epochs}`).toBeGreaterThan(100);
  await expectStepBeyond(page, reached + 100);
  await expect(page.getByTestId("loss-chart").locator(".chart-value").first()).toHaveText(/\d/);

  // Checkpoints are kept while this run can still be gone on with: until another is trained.
  const first = checkpointsIn(folder).map((name) => name.split(/[\\/]/)[0]);
  expect(new Set(first).size).toBe(1);
  await page.keyboard.press("Shift+F5");
  await expectRun(page, "stopped");
  await page.keyboard.press("F5");
  await expectRun(page, "running");
  await expect.poll(() => checkpointsIn(folder).some((name) => name.startsWith(first[0] ?? "?"))).toBe(false);
});

test("the third end within five minutes waits for the person, whose Restart brings it back", async ({ launch }) => {
  const { electron, window: page } = await launch(samplePath);
  await expect(wires(page)).toHaveCount(13);
  await setManyEpochs(page);
  for (let crash = 1; crash <= 2; crash += 1) {
    await killWhileTraining(electron, page);
    await expect(banner(page)).toHaveAttribute("data-stage", "back");
  }
  await killWhileTraining(electron, page);
  await expect(banner(page)).toHaveAttribute("data-stage", "down");
  await expect(page.getByTestId("engine-status")).toHaveText("Engine stopped");
  await page.waitForTimeout(1_500);
  await expect(banner(page)).toHaveAttribute("data-stage", "down");

  await page.getByTestId("restart-engine").click();
  await expect(banner(page)).toHaveAttribute("data-stage", "back");
  await page.keyboard.press("F5");
  await expectRun(page, "running");
  await expectStepBeyond(page, 100);
});
