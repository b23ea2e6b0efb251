import { randomUUID } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";
import { answerMessageBoxes, chooseMenuItem, expect, test } from "../support/app";
import { violations } from "../support/axe";
import { select, wires } from "../support/canvas-gestures";

const sample = resolve("samples/why-batch-normalization.layerglass");

const copiesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(join(folder, "profile", "recovery")).filter((name) => name.endsWith(".json"));
  } catch {
    return [];
  }
};

/** Leaves a copy behind as a crash would; `path` null is work that was never saved. */
function leave(folder: string, name: string, path: string | null, project = readFileSync(sample, "utf8")): void {
  const copies = join(folder, "profile", "recovery");
  mkdirSync(copies, { recursive: true });
  const keptAt = new Date().toISOString();
  const copy = { format: "layerglass-recovery", version: 1, name, path, fileVersion: "0".repeat(64), keptAt, project };
  writeFileSync(join(copies, `${randomUUID()}.json`), JSON.stringify(copy, null, 2));
}

const bypass = async (page: Page): Promise<void> => {
  await select(page, "dropout_1");
  await page.keyboard.press("b");
};

test("a copy follows the document: made by an edit, gone by undo, Save and Don't Save", async ({ launch, folder }) => {
  const path = join(folder, "work.layerglass");
  copyFileSync(sample, path);
  const { electron, window: page } = await launch(path);
  await expect(wires(page)).toHaveCount(13);
  await bypass(page);
  await expect.poll(() => copiesIn(folder).length).toBe(1);
  await page.keyboard.press("Control+z");
  await expect.poll(() => copiesIn(folder).length).toBe(0);
  await page.keyboard.press("Control+y");
  await expect.poll(() => copiesIn(folder).length).toBe(1);
  await page.keyboard.press("Control+s");
  await expect.poll(() => copiesIn(folder).length).toBe(0);
  await page.keyboard.press("b");
  await expect.poll(() => copiesIn(folder).length).toBe(1);
  const ended = new Promise<void>((done) => electron.process().once("exit", () => done()));
  await answerMessageBoxes(electron, 1);
  await electron.evaluate(({ app }) => app.quit());
  await ended;
  expect(copiesIn(folder)).toEqual([]);
});

test("the first page lists what was left behind: recovered it is dirty and goes by saving, damaged it is said so", async ({
  launch,
  folder,
}) => {
  const path = join(folder, "mine.layerglass");
  copyFileSync(sample, path);
  leave(folder, "mine", path);
  leave(folder, "Untitled", null);
  leave(folder, "broken", null, "{ cut");
  const { electron, window: page } = await launch();
  const entries = page.getByTestId("recovery-entry");
  await expect(entries).toHaveCount(3);
  await expect(page.locator('[data-testid="recovery-entry"][data-state="damaged"]')).toContainText("Damaged copy");
  const mine = entries.filter({ hasText: "mine" });
  await expect(mine).toContainText("14 nodes");
  await expect(mine).toContainText("The file was changed since this work began.");
  expect(await violations(page)).toEqual([]);

  await mine.getByRole("button", { name: "Recover mine" }).click();
  await expect(wires(page)).toHaveCount(13);
  await expect(page.getByTestId("undo-button")).toBeDisabled();
  await expect
    .poll(() => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle()))
    .toMatch(/mine/);
  await expect(page.getByTestId("recovery-banner")).toBeVisible();
  await page.getByTestId("recovery-banner").getByRole("button", { name: "Show…" }).click();
  const list = page.getByTestId("recovery-dialog");
  await expect(list.getByTestId("recovery-entry")).toHaveCount(2);
  await expect(list.getByRole("button", { name: "Recover Untitled" })).toBeFocused();
  await list.getByRole("button", { name: "Discard Damaged copy" }).click();
  await expect(page.getByRole("dialog")).toContainText("Discard this work?");
  await expect(page.getByRole("dialog").getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
  await expect.poll(() => copiesIn(folder).length).toBe(2);
  await list.getByRole("button", { name: "Later" }).click();
  await expect(page.getByTestId("recovery-banner")).toHaveCount(0);
  expect(copiesIn(folder)).toHaveLength(2);
});

test("opening the very file asks; Later keeps the copy and the file's own content", async ({ launch, folder }) => {
  const path = join(folder, "mine.layerglass");
  copyFileSync(sample, path);
  leave(folder, "mine", path);
  const { electron, window: page } = await launch(path);
  const question = page.getByTestId("recovery-question");
  await expect(question).toContainText("Unsaved changes to mine");
  await expect(question.getByRole("button", { name: "Recover" })).toBeFocused();
  expect(await violations(page)).toEqual([]);
  await question.getByRole("button", { name: "Later" }).click();
  await expect(question).toHaveCount(0);
  expect(copiesIn(folder)).toHaveLength(1);
  expect(readFileSync(path).equals(readFileSync(sample))).toBe(true);
  await chooseMenuItem(electron, "file.recover");
  await expect(page.getByTestId("recovery-dialog").getByTestId("recovery-entry")).toHaveCount(1);
});

test("a session that ends keeps the last edit and asks nobody", async ({ launch, folder }) => {
  test.skip(process.platform === "win32", "signals end no session there");
  const { electron, window: page } = await launch(sample);
  await expect(wires(page)).toHaveCount(13);
  const ended = new Promise<number | null>((done) => electron.process().once("exit", (code) => done(code)));
  await bypass(page);
  process.kill(electron.process().pid ?? 0, "SIGTERM");
  expect(await ended).toBe(0);
  const [copy = ""] = copiesIn(folder);
  expect(readFileSync(join(folder, "profile", "recovery", copy), "utf8")).toContain('\\"bypassed\\": true');
});

test("a copy that cannot be written is said once, and editing goes on", async ({ launch, folder }) => {
  const { window: page } = await launch(sample);
  await expect(wires(page)).toHaveCount(13);
  // A file where the folder should be fails for root, too.
  const place = join(folder, "profile", "recovery");
  rmSync(place, { recursive: true, force: true });
  writeFileSync(place, "");
  chmodSync(place, 0o400);
  await bypass(page);
  await expect(page.getByTestId("unprotected")).toBeVisible();
  await expect(page.locator(".toast-error")).toHaveCount(1);
  await page.keyboard.press("b");
  rmSync(place);
  await expect(page.getByTestId("unprotected")).toHaveCount(0);
  expect(copiesIn(folder).length).toBeLessThanOrEqual(1);
});
