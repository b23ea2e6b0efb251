import { copyFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { ElectronApplication } from "@playwright/test";
import { chooseMenuItem, expect, test } from "../support/app";

const sample = resolve("samples/why-batch-normalization.layerglass");

/** Keeps every message box open until it is answered, and counts how many stood at once. */
async function holdMessageBoxes(electron: ElectronApplication) {
  const held = await electron.evaluateHandle(({ dialog }) => {
    const state = { standing: 0, most: 0, asked: 0, answer: (_button: number): void => {} };
    // Called with a window first, as the app does; Electron's overloads have the options alone as well.
    dialog.showMessageBox = () =>
      new Promise((resolve) => {
        state.standing += 1;
        state.asked += 1;
        state.most = Math.max(state.most, state.standing);
        state.answer = (response) => {
          state.standing -= 1;
          resolve({ response, checkboxChecked: false });
        };
      });
    return state;
  });
  return {
    counts: () => held.evaluate(({ standing, most, asked }) => ({ standing, most, asked })),
    answer: (button: number) => held.evaluate((state, response) => state.answer(response), button),
  };
}

/** A second start with a project, as the first one hears of it. */
async function startAgainWith(electron: ElectronApplication, path: string): Promise<void> {
  await electron.evaluate(({ app }, file) => {
    app.emit("second-instance", {}, ["layerglass", file], "/");
  }, path);
}

test("several projects opened while a question stands: one question, then the newest project, and the rest is said", async ({
  app,
  folder,
}) => {
  const paths = ["first", "second", "third"].map((name) => join(folder, `${name}.layerglass`));
  for (const path of paths) await copyFile(sample, path);
  const { electron, window } = app;
  await window.getByTestId("welcome-new").click();
  await window.getByTestId("palette-dense").click();
  const title = () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle());
  await expect.poll(title).toContain("•");

  const boxes = await holdMessageBoxes(electron);
  for (const path of paths) await startAgainWith(electron, path);
  await chooseMenuItem(electron, "file.open");
  await startAgainWith(electron, paths[2] ?? "");
  await expect.poll(boxes.counts).toEqual({ standing: 1, most: 1, asked: 1 });

  const dontSave = 1;
  await boxes.answer(dontSave);
  await expect.poll(title).toBe("third — Layerglass");
  await expect(
    window.getByText("second.layerglass was not opened: another project was asked for after it."),
  ).toBeVisible();
  expect(await boxes.counts()).toEqual({ standing: 0, most: 1, asked: 1 });
});

test("a project opened while Save As stands waits until the file is written", async ({ app, folder }) => {
  const path = join(folder, "other.layerglass");
  await copyFile(sample, path);
  const { electron, window } = app;
  await window.getByTestId("welcome-new").click();
  const title = () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle());
  const held = await electron.evaluateHandle(({ dialog }) => {
    const state = { asked: 0, choose: (_path: string): void => {} };
    dialog.showSaveDialog = () =>
      new Promise((resolve) => {
        state.asked += 1;
        state.choose = (filePath) => resolve({ canceled: false, filePath });
      });
    return state;
  });
  await chooseMenuItem(electron, "file.saveAs");
  await expect.poll(() => held.evaluate(({ asked }) => asked)).toBe(1);
  await chooseMenuItem(electron, "file.saveAs");
  await startAgainWith(electron, path);
  await window.evaluate(() => new Promise(requestAnimationFrame));
  expect(await title()).toBe("Untitled — Layerglass");
  await held.evaluate((state, target) => state.choose(target), join(folder, "mine.layerglass"));
  await expect.poll(title).toBe("other — Layerglass");
  expect(await held.evaluate(({ asked }) => asked)).toBe(1);
});

test("several projects opened at the start: the newest opens, and of each other it is said that it did not", async ({
  launch,
  folder,
}) => {
  const paths = ["first", "second", "third"].map((name) => join(folder, `${name}.layerglass`));
  for (const path of paths) await copyFile(sample, path);
  const { electron, window } = await launch(...paths);
  const title = () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle());
  await expect.poll(title).toBe("third — Layerglass");
  for (const name of ["first", "second"]) {
    const reported = `${name}.layerglass was not opened: another project was asked for after it.`;
    await expect(window.getByText(reported)).toBeVisible();
  }
});
