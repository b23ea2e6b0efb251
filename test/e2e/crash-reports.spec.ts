import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { chooseMenuItem, engineProcessId, expect, test } from "../support/app";
import { violations } from "../support/axe";
import { expectRun, expectStepBeyond, setManyEpochs, wires } from "../support/canvas-gestures";
import { request } from "../support/desktop";

const samplePath = resolve("samples/why-batch-normalization.layerglass");

test("an error that nothing caught is reported, told, and can be read, copied and deleted; the app goes on", async ({
  launch,
  folder,
}) => {
  const { electron, window: page } = await launch(samplePath);
  await expect(wires(page)).toHaveCount(13);
  await electron.evaluate(() => {
    setTimeout(() => {
      throw new Error("found nothing in /home/ada/secret/table.csv");
    }, 0);
  });
  await expect(page.locator(".toast")).toContainText("Something in the application failed.");
  await chooseMenuItem(electron, "help.crashReports");
  const report = page.getByTestId("crash-text");
  await expect(report).toHaveValue(/found nothing in …\/table\.csv/);
  await expect(report).not.toHaveValue(/ada/);
  expect(await violations(page)).toEqual([]);
  for (const [language, theme] of [
    ["en", "dark"],
    ["zh-CN", "light"],
  ] as const) {
    await request(page, "change_settings", { language, theme });
    await expect(page.getByTestId("crash-reports")).toBeVisible();
    expect(await violations(page)).toEqual([]);
  }
  await request(page, "change_settings", { language: "en" });
  await page.getByTestId("crash-copy").click();
  await expect(page.locator(".toast").last()).toContainText("The report was copied.");
  expect(await electron.evaluate(({ clipboard }) => clipboard.readText())).toContain('"process": "main"');
  await page.getByTestId("crash-delete").click();
  await expect(page.getByTestId("crash-reports")).toContainText("There are none: nothing has crashed.");
  expect(readdirSync(join(folder, "profile", "crash-reports"))).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("crash-reports")).toHaveCount(0);
});

test("quitting while training asks, and once agreed ends everything in bounded time", async ({ launch, folder }) => {
  mkdirSync(join(folder, "profile"), { recursive: true });
  writeFileSync(join(folder, "profile", "settings.json"), JSON.stringify({ notifications: false }));
  const { electron, window: page } = await launch(samplePath);
  await expect(wires(page)).toHaveCount(13);
  await setManyEpochs(page);
  await page.keyboard.press("F5");
  await expectRun(page, "running");
  await expectStepBeyond(page, 50);
  const engine = await engineProcessId(electron);
  const quit = () => electron.evaluate(({ app }) => setImmediate(() => app.quit()));
  await quit();
  const question = page.getByRole("dialog");
  await expect(question).toContainText("Training is still running");
  await question.getByRole("button", { name: "Cancel" }).click();
  await expectRun(page, "running");

  const ended = new Promise<number | null>((done) => electron.process().once("exit", (code) => done(code)));
  const dontSave = 1;
  await electron.evaluate(({ dialog }, response) => {
    dialog.showMessageBox = () => Promise.resolve({ response, checkboxChecked: false });
  }, dontSave);
  await quit();
  await question.getByRole("button", { name: "Stop and close" }).click();
  expect(await ended).toBe(0);
  expect(() => process.kill(engine, 0)).toThrow();
});
