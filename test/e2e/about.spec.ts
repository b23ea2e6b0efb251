import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { chooseMenuItem, expect, test } from "../support/app";
import { violations } from "../support/axe";

test.beforeAll(async () => {
  test.setTimeout(120_000);
  await promisify(execFile)(process.execPath, [join(process.cwd(), "scripts", "notices.mjs")]);
});

test("About tells versions and licences, by menu and keyboard, and copies the versions", async ({ app }) => {
  const page = app.window;
  await chooseMenuItem(app.electron, "help.about");
  const about = page.getByTestId("about");
  const versions = await app.electron.evaluate(({ app: electron }) => ({
    app: electron.getVersion(),
    electron: process.versions.electron,
    chrome: process.versions.chrome,
  }));
  await expect(about).toContainText(versions.app);
  await expect(about).toContainText(versions.electron ?? "no version");
  await expect(about).toContainText(versions.chrome ?? "no version");
  expect(await violations(page)).toEqual([]);

  await about.getByRole("searchbox").fill("serde bogus");
  await expect(about).toContainText("No package matches.");
  await about.getByRole("searchbox").fill("zustand");
  await expect(about.getByTestId("about-notice-text")).toHaveValue(/^zustand [\d.]+ — MIT[\s\S]*Permission is hereby/);

  await about.getByRole("button", { name: "Copy versions" }).click();
  const copied = () => app.electron.evaluate(({ clipboard }) => clipboard.readText());
  await expect.poll(copied).toMatch(new RegExp(`^Layerglass ${versions.app}\nElectron ${versions.electron}\n`));
  await page.keyboard.press("Escape");
  await expect(about).toHaveCount(0);
});

test("looking for updates opens one page in the system's browser, and only when told to", async ({ app }) => {
  const opened = await app.electron.evaluateHandle(({ shell }) => {
    const addresses: string[] = [];
    shell.openExternal = async (address) => {
      addresses.push(address);
    };
    return addresses;
  });
  await chooseMenuItem(app.electron, "help.checkForUpdates");
  await expect(app.window.getByRole("dialog")).toContainText("makes no network connections");
  await app.window.getByRole("button", { name: "Cancel" }).click();
  expect(await opened.jsonValue()).toEqual([]);
  await chooseMenuItem(app.electron, "help.checkForUpdates");
  await app.window.getByRole("button", { name: "Open in browser" }).click();
  await expect.poll(() => opened.jsonValue()).toEqual(["https://github.com/layerglass/layerglass/releases"]);
});

test("About is whole in Chinese", async ({ app }) => {
  await app.window.getByTestId("language").locator('label:has(input[value="zh-CN"])').click();
  await app.window.getByTestId("theme").locator('label:has(input[value="dark"])').click();
  await chooseMenuItem(app.electron, "help.about");
  const about = app.window.getByTestId("about");
  await expect(about).toContainText("第三方软件");
  await expect(about).toContainText("复制版本信息");
  expect(await violations(app.window)).toEqual([]);
});
