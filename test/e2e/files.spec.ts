import { chmod, copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";
import { expect, pickSavePath, test } from "../support/app";
import { violations } from "../support/axe";
import { card, select, wires } from "../support/canvas-gestures";
import { request } from "../support/desktop";

const samplePath = resolve("samples/why-batch-normalization.layerglass");

/** A project of the test's own. */
async function ownProject(folder: string): Promise<string> {
  const path = join(folder, "mine.layerglass");
  await copyFile(samplePath, path);
  return path;
}

/** As another program would: another learning rate, another label. */
async function changeBehind(path: string): Promise<string> {
  const text = (await readFile(path, "utf8"))
    .replace('"learning_rate": 0.1', '"learning_rate": 0.05')
    .replace('"label": "dropout_1"', '"label": "thinned"');
  await writeFile(path, text);
  return text;
}

const title = (page: Page) => page.locator(".document-name-text");
const dirty = (page: Page) => page.locator(".dirty-dot");
const question = (page: Page) => page.getByTestId("disk-conflict");

async function edit(page: Page): Promise<void> {
  await select(page, "dropout_2");
  await page.keyboard.press("b");
  await expect(dirty(page)).toBeVisible();
}

test("a file that another program changed is not overwritten without a word", async ({ launch, folder }) => {
  const path = await ownProject(folder);
  const { window: page, electron } = await launch(path);
  await expect(wires(page)).toHaveCount(13);
  await edit(page);
  const theirs = await changeBehind(path);
  await page.keyboard.press("Control+s");
  await expect(question(page)).toBeVisible();
  await question(page).getByRole("button", { name: "Compare" }).click();
  const changes = question(page).getByTestId("differences");
  await expect(changes.locator("tbody tr")).toHaveCount(3);
  await expect(changes).toContainText("thinned");
  await expect(changes.getByRole("row", { name: "Optimizer: Learning rate 0.05 0.1" })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(question(page)).toBeHidden();
  expect(await readFile(path, "utf8")).toBe(theirs);
  await expect(dirty(page)).toBeVisible();

  // Saved under another name, the other program's file stays.
  const elsewhere = join(folder, "elsewhere.layerglass");
  await pickSavePath(electron, elsewhere);
  await page.keyboard.press("Control+s");
  await question(page).getByRole("button", { name: "Save As…" }).click();
  await expect(title(page)).toHaveText("elsewhere");
  expect(await readFile(path, "utf8")).toBe(theirs);
  expect(await readFile(elsewhere, "utf8")).toContain('"learning_rate": 0.1,');
});

test("overwriting keeps a copy of what the other program wrote; reloading takes it", async ({ launch, folder }) => {
  const path = await ownProject(folder);
  const { window: page } = await launch(path);
  await expect(wires(page)).toHaveCount(13);
  await edit(page);
  const theirs = await changeBehind(path);
  await page.keyboard.press("Control+s");
  await question(page).getByRole("button", { name: "Overwrite" }).click();
  await expect(dirty(page)).toBeHidden();
  expect(await readFile(path, "utf8")).toContain('"bypassed": true');
  const [kept = ""] = await readdir(join(folder, "profile", "backups"));
  const [version = ""] = await readdir(join(folder, "profile", "backups", kept));
  expect(await readFile(join(folder, "profile", "backups", kept, version), "utf8")).toBe(theirs);

  await edit(page);
  await changeBehind(path);
  await page.keyboard.press("Control+s");
  await question(page).getByRole("button", { name: "Reload" }).click();
  await expect(dirty(page)).toBeHidden();
  await expect(card(page, "dropout_1")).toContainText("thinned");
  await expect(card(page, "dropout_2")).toHaveAttribute("data-bypassed", "true");
});

test("a change is noticed when the window gets the focus, and a file that is gone can be saved again", async ({
  launch,
  folder,
}) => {
  const path = await ownProject(folder);
  const { window: page } = await launch(path);
  await expect(wires(page)).toHaveCount(13);
  const banner = page.getByTestId("disk-banner");
  const focus = () => page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await focus();
  await expect(banner).toBeHidden();
  await changeBehind(path);
  await focus();
  await expect(banner).toContainText("mine.layerglass was changed by another program.");
  expect(await violations(page)).toEqual([]);
  await banner.getByRole("button", { name: "Reload" }).click();
  await expect(card(page, "dropout_1")).toContainText("thinned");
  await expect(banner).toBeHidden();

  // What is here counts: it waits to be saved, and is saved without another question.
  await writeFile(path, (await readFile(path, "utf8")).replace('"label": "thinned"', '"label": "thinner"'));
  await focus();
  await banner.getByRole("button", { name: "Keep mine" }).click();
  await expect(dirty(page)).toBeVisible();
  await focus();
  await page.keyboard.press("Control+s");
  await expect(dirty(page)).toBeHidden();
  await expect(banner).toBeHidden();
  expect(await readFile(path, "utf8")).toContain('"label": "thinned"');

  await rm(path);
  await focus();
  await expect(dirty(page)).toBeVisible();
  await expect(banner).toContainText("is no longer where it was");
  await banner.getByRole("button", { name: "Save" }).click();
  await expect(banner).toBeHidden();
  expect(await readFile(path, "utf8")).toContain("thinned");
});

test("a damaged file is not opened, and the version from before its last save is offered", async ({
  launch,
  folder,
}) => {
  const path = await ownProject(folder);
  const { window: page } = await launch(path);
  await expect(wires(page)).toHaveCount(13);
  await edit(page);
  await page.keyboard.press("Control+s");
  await expect(dirty(page)).toBeHidden();
  const text = await readFile(path, "utf8");
  await writeFile(path, text.slice(0, text.length / 2));
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await page.getByTestId("disk-banner").getByRole("button", { name: "Reload" }).click();
  await expect(page.locator(".toast-error")).toContainText(
    "mine.layerglass was not opened. It is damaged: its text is not a whole JSON document.",
  );
  await page
    .locator(".toast-error")
    .getByRole("button", { name: /^Open the version of/ })
    .click();
  await expect(card(page, "dropout_2")).toHaveAttribute("data-bypassed", "false");
  await expect(dirty(page)).toBeVisible();
  await page.keyboard.press("Control+s");
  await expect(dirty(page)).toBeHidden();
  // Where the person looks is their own; all else is as it was before the last save.
  const withoutView = (project: string) => project.replace(/"viewport": .*/, '"viewport": null');
  const sample = (await readFile(samplePath, "utf8")).replace("Why batch normalization", "mine");
  expect(withoutView(await readFile(path, "utf8"))).toBe(withoutView(sample));
});

test("a save that fails says why and offers another place, and the document stays unsaved", async ({
  launch,
  folder,
}) => {
  const path = await ownProject(folder);
  const { window: page, electron } = await launch(path);
  await expect(wires(page)).toHaveCount(13);
  await edit(page);
  await rm(path);
  await mkdir(path);
  await page.keyboard.press("Control+s");
  await expect(page.locator(".toast-error")).toContainText(
    "mine.layerglass was not saved. It is a folder, not a file.",
  );
  await expect(dirty(page)).toBeVisible();
  await pickSavePath(electron, join(folder, "other.layerglass"));
  await page.locator(".toast-error").getByRole("button", { name: "Save As…" }).click();
  await expect(title(page)).toHaveText("other");
  await expect(dirty(page)).toBeHidden();

  // Of a write-protected file in the person's language.
  await request(page, "change_settings", { language: "zh-CN" });
  await chmod(join(folder, "other.layerglass"), 0o444);
  await edit(page);
  await page.keyboard.press("Control+s");
  const notice = page.locator(".toast-error").filter({ hasText: "other.layerglass 未能保存。文件受写保护。" });
  await expect(notice.getByRole("button", { name: "另存为…" })).toBeVisible();
  await expect(dirty(page)).toBeVisible();
});
