/** A project whose table is not where it was: found by its content, or located by the person. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { referenceTrainingSetup } from "../../engine/model";
import { parseProject, projectVersion, serializeProject } from "../../engine/project";
import { chooseMenuItem, expect, pickFiles, test } from "../support/app";
import { violations } from "../support/axe";
import { chain } from "../support/reference-network";

const rows = Array.from({ length: 60 }, (_, row) => `${row % 7},${(row * 3) % 11},${row % 2 === 0 ? "yes" : "no"}`);
const table = `age,size,kind\n${rows.join("\n")}\n`;

/** A saved project whose table lies beside it as `people.csv`; its content's hash is the engine's to tell. */
function makeProject(folder: string, sha256: string): string {
  const path = join(folder, "people.layerglass");
  const columns = [
    { name: "age", role: "feature", encoding: "number" },
    { name: "size", role: "feature", encoding: "number" },
    { name: "kind", role: "target", encoding: "code" },
  ] as const;
  const graph = chain(["data"], ["dense", { units: 2 }], ["activation", { function: "softmax" }], ["output"]);
  const project = {
    ...{ name: "People", graph, layout: { positions: {}, viewport: null }, training: referenceTrainingSetup },
    data: { path: "people.csv", sha256, columns },
  };
  writeFileSync(path, serializeProject(project));
  return path;
}

const hashOf = async (text: string): Promise<string> => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Buffer.from(digest).toString("hex");
};

const dataOf = (path: string) => {
  const parsed = parseProject(readFileSync(path, "utf8"));
  return parsed.ok ? parsed.project.data : null;
};

const size = (page: Page) => page.getByTestId("data-size");

test("a table renamed into a folder beside the project is found by its content, said, and saved", async ({
  launch,
  folder,
}) => {
  const path = makeProject(folder, await hashOf(table));
  mkdirSync(join(folder, "moved"));
  writeFileSync(join(folder, "moved", "renamed.csv"), table);
  const { window: page } = await launch(path);
  await page.getByTestId("tab-data").click();
  await expect(page.getByTestId("data-found")).toContainText(join(folder, "moved", "renamed.csv"));
  await expect(size(page)).toContainText("60 rows × 3 columns");
  await expect(page.getByTestId("locate-data")).toHaveCount(0);
  await page.keyboard.press("Control+s");
  await expect.poll(() => dataOf(path)?.path).toBe("moved/renamed.csv");
});

test("a table that is nowhere: the node says Locate, and one with other columns is taken only after they were shown", async ({
  launch,
  folder,
}) => {
  const path = makeProject(folder, await hashOf(table));
  const before = readFileSync(path, "utf8");
  const { electron, window: page } = await launch(path);
  const locate = page.getByTestId("locate-data");
  await expect(locate).toHaveText("Locate…");

  const other = join(folder, "other.csv");
  writeFileSync(other, `size,kind,town\n${rows.map((row) => `${row.split(",")[1]},yes,Oslo`).join("\n")}\n`);
  await pickFiles(electron, other);
  await locate.click();
  const differences = page.getByTestId("data-other");
  await expect(differences).toContainText("other.csv is not the table this project was made with.");
  await expect(differences.getByRole("listitem")).toHaveText([
    "Not in it: age.",
    "New, and features if it is used: town.",
  ]);
  expect(await violations(page)).toEqual([]);
  await expect(locate).toBeVisible();
  await expect(page.getByTestId("undo-button")).toBeDisabled();
  expect(readFileSync(path, "utf8")).toBe(before);

  // One with the same columns is taken at once, whatever stands in them.
  const elsewhere = join(folder, "profile", "people of today.csv");
  writeFileSync(elsewhere, table.replace("0,0,yes", "5,5,yes"));
  await pickFiles(electron, elsewhere);
  await differences.getByRole("button", { name: "Choose another…" }).click();
  await expect(size(page)).toContainText("60 rows × 3 columns");
  await expect(differences).toHaveCount(0);
  await expect(locate).toHaveCount(0);
});

test("a table with other columns can be taken all the same, and undone; texts for numbers are named", async ({
  launch,
  folder,
}) => {
  const path = makeProject(folder, await hashOf(table));
  const texts = join(folder, "texts.csv");
  writeFileSync(texts, table.replaceAll(/^\d+,/gm, "old,").replace("old,0,yes", "young,0,yes"));
  const { electron, window: page } = await launch(path);
  await pickFiles(electron, texts);
  await page.getByTestId("locate-data").click();
  await expect(page.getByTestId("data-other").getByRole("listitem")).toHaveText(["Texts instead of numbers: age."]);
  await page.getByTestId("data-take-other").click();
  await expect(size(page)).toContainText("60 rows × 3 columns");
  await expect(page.getByTestId("data-other")).toHaveCount(0);
  renameSync(texts, join(folder, "gone.csv"));
  await page.getByTestId("undo-button").click();
  await expect(page.getByTestId("locate-data")).toBeVisible();
});

test("in a Chinese window a table that cannot be read is told in Chinese with its file and line, a project with its place", async ({
  launch,
  folder,
}) => {
  const path = makeProject(folder, await hashOf(table));
  writeFileSync(join(folder, "people.csv"), table);
  const { electron, window: page } = await launch(path);
  await page.evaluate(() => window.desktop?.request("change_settings", { language: "zh-CN" }));
  await expect(page.getByTestId("tab-data")).toContainText("数据");
  await page.getByTestId("tab-data").click();
  await expect(size(page)).toContainText("60");
  const open = async (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    await pickFiles(electron, join(folder, name));
  };

  await open("nul.csv", "age,size,kind\n1,2,yes\n3,4,n\0o\n5,6,yes\n");
  await chooseMenuItem(electron, "file.openData");
  const notice = page.locator(".notice", { hasText: "nul.csv" });
  await expect(notice).toHaveText(/^nul\.csv，第 3 行.*：文件中有空字节，不是文本。请重新把表格导出为 CSV。读法…$/);

  await open("single.csv", "age\nold\nyoung\n");
  await chooseMenuItem(electron, "file.openData");
  await expect(page.locator(".notice", { hasText: "single.csv" })).toHaveText(
    /^single\.csv，第 1 行：表格只有一列“age”，至少需要一个特征和一个目标。/,
  );
  await expect(size(page)).toContainText("60");

  // The project's own table, spoilt since it was read.
  writeFileSync(join(folder, "people.csv"), table.replace("yes", "\0yes"));
  await page.keyboard.press("F5");
  await expect(page.getByTestId("run-failure")).toHaveText(
    /^训练失败。 people\.csv，第 2 行.*：文件中有空字节，不是文本。/,
  );
  writeFileSync(join(folder, "people.csv"), table);

  const text = readFileSync(path, "utf8");
  const toast = page.locator(".toast-error");
  await open("value.layerglass", text.replace('"units": 2', '"units": [2]'));
  await chooseMenuItem(electron, "file.open");
  await expect(toast.last()).toContainText(
    /文件在 \$\.nodes\[\d\]\.parameters\.units 处损坏：现为 列表，应为数字、文本、/,
  );
  await open("version.layerglass", text.replace(/"version": \d+/, `"version": ${projectVersion + 1}`));
  await chooseMenuItem(electron, "file.open");
  await expect(toast.last()).toContainText(
    `它由更新版本的 Layerglass 创建（第 ${projectVersion + 1} 版）；此版本可读取第 ${projectVersion} 版及更早的文件。`,
  );
  await open("other.layerglass", "{}");
  await chooseMenuItem(electron, "file.open");
  await expect(toast.last()).toContainText("它不是 Layerglass 项目。");
});
