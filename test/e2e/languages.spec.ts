import { resolve } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "../support/app";
import { violations } from "../support/axe";
import { expectRun, expectStepBeyond, select, setManyEpochs, type, wires } from "../support/canvas-gestures";

const samplePath = resolve("samples/why-batch-normalization.layerglass");

/**
 * Latin words that are names in every language: the program's, files, kinds and functions as the literature calls them,
 * nodes, columns, symbols and keys.
 */
const NAMES = [
  /^(Layerglass|English|CSV|IR|MNIST|layerglass|gz|csv)$/,
  /^(BatchNorm|Dropout|Dense|Softmax|softmax|tanh|ReLU|relu|SGD|AdamW?|Nadam|RMSprop|Adagrad|Nesterov|AUC|RMSE|MAE|Keras|PyTorch|TensorFlow|Glorot|He|LeCun|sigmoid|log|out_features|min)$/,
  /^(Ctrl|Shift|Alt|Enter|Del|Tab|Esc|F\d+|[A-Z])$/,
  /^(data|scale|dense|batch_norm|activation|dropout|output)_$/,
];

/** Every word of three or more Latin letters that the page shows and that is no name of those, nor a column's. */
async function foreignWords(page: Page): Promise<readonly string[]> {
  const texts = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (element?.checkVisibility() && !element.closest("script, style")) found.push(node.textContent ?? "");
    }
    for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
      for (const name of ["aria-label", "title", "placeholder"]) found.push(element.getAttribute(name) ?? "");
    }
    return found;
  });
  // What the person or the table named: paths, the project, its file, the columns (longest first: one may hold another).
  const given = [
    ...(await page.locator(".column-name span, .document-name-text, .welcome-file-name").allTextContents()),
    "adult_codes",
    "income",
  ].sort((a, b) => b.length - a.length);
  const words = texts
    .filter((text) => !text.includes("/"))
    .flatMap((text) => {
      let rest = text;
      for (const name of given) rest = rest.replaceAll(name, " ");
      return rest.match(/[A-Za-z_]{3,}/g) ?? [];
    });
  return [...new Set(words)].filter((word) => !NAMES.some((name) => name.test(word))).sort();
}

interface Look {
  readonly language: "en" | "zh-CN";
  readonly languageName: string;
  readonly theme: "light" | "dark";
  readonly themeNames: Readonly<Record<"en" | "zh-CN", string>>;
}

/** Every optimizer and every schedule once. */
const settings = [
  ["adam", "constant"],
  ["adam_w", "inverse_time"],
  ["nadam", "step"],
  ["rms_prop", "exponential"],
  ["adagrad", "cosine"],
  ["sgd", "one_cycle"],
  ["sgd", "reduce_on_plateau"],
] as const;

const looks: readonly Look[] = [
  { language: "en", languageName: "English", theme: "light", themeNames: { en: "Light", "zh-CN": "浅色" } },
  { language: "zh-CN", languageName: "简体中文", theme: "dark", themeNames: { en: "Dark", "zh-CN": "深色" } },
];

/** Asks that axe-core objects to nothing on the page, and that no English is left on it in another language. */
async function inspectPage(page: Page, language: Look["language"], name: string): Promise<void> {
  expect.soft(await violations(page), `axe-core on ${name}`).toEqual([]);
  if (language !== "en") expect.soft(await foreignWords(page), `English left on ${name}`).toEqual([]);
}

async function changeLook(page: Page, { language, theme }: Pick<Look, "language" | "theme">): Promise<void> {
  await page.evaluate((settings) => window.desktop?.request("change_settings", settings), { language, theme });
  await expect(page.locator("html")).toHaveAttribute("lang", language);
  await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
}

for (const { language, languageName, theme, themeNames } of looks) {
  test(`every page in ${language} and ${theme}: one language, and nothing axe-core objects to`, async ({ app }) => {
    test.setTimeout(90_000);
    const { window: page } = app;
    const inspect = (name: string): Promise<void> => inspectPage(page, language, name);
    await page.getByTestId("language").getByText(languageName).click();
    await page.getByTestId("theme").getByText(themeNames[language]).click();
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
    await expect(page.getByTestId("welcome-new")).toContainText(language === "en" ? "New project" : "新建项目");
    await inspect("the welcome page");

    await page.getByTestId("welcome-new").click();
    await expect(page.getByTestId("canvas")).toBeVisible();
    await inspect("an empty canvas");

    await page.keyboard.press("Control+k");
    await expect(page.getByTestId("command-palette")).toBeVisible();
    await inspect("the command palette");
    await page.keyboard.press("Escape");
    await page.keyboard.press("F5");
    await page.getByTestId("tab-problems").click();
    await inspect("problems");
  });

  test(`the sample in ${language} and ${theme}`, async ({ launch }) => {
    test.setTimeout(90_000);
    const { window: page } = await launch(samplePath);
    const inspect = (name: string): Promise<void> => inspectPage(page, language, name);
    await changeLook(page, { language, theme });
    await expect(wires(page)).toHaveCount(13);
    await setManyEpochs(page);
    for (const [optimizer, schedule] of settings) {
      await page.getByTestId("training-optimizer").selectOption(optimizer);
      await page.getByTestId("training-schedule").selectOption(schedule);
      await inspect(`the training setup with ${optimizer} and ${schedule}`);
    }
    await page.getByTestId("training-optimizer").selectOption("sgd");
    for (const name of ["clip_norm-on", "clip_value-on", "early_stopping", "evaluate_training"]) {
      await page.getByTestId(`training-${name}`).check();
    }
    await inspect("the training setup with everything on");
    await page.getByTestId("training-early_stopping").uncheck();
    await page.getByTestId("tab-data").click();
    await expect(page.getByTestId("data-class-balance")).toBeVisible();
    await inspect("the data panel");
    await page.getByTestId("tab-palette").click();
    await select(page, "dense_1");
    await page.getByTestId("tab-inspector").click();
    await inspect("the canvas with a node's properties");
    await select(page, "batch_norm_1");
    await page.getByTestId("tab-layer").click();
    await page.keyboard.press("F5");
    await expectRun(page, "running");
    await expectStepBeyond(page, 100);
    await expect(page.getByTestId("stat-mean")).toHaveText(/\d/);
    await page.getByTestId("tab-metrics").click();
    await expect(page.getByTestId("confusion-matrix")).toBeVisible({ timeout: 30_000 });
    await page.keyboard.press("F6");
    await expectRun(page, "paused");
    await inspect("a layer in training and the metrics");
    await page.getByTestId("tab-curves").click();
    await inspect("the curves in training");
    await page.getByTestId("tab-training").click();
    await inspect("the locked training setup");
    await page.getByTestId("tab-analysis").click();
    await inspect("nothing analyzed");
    await page.getByTestId("analyze-button").click();
    await expect(page.getByTestId("loss-plane")).toBeVisible({ timeout: 60_000 });
    await inspect("an analysis");
    await page.keyboard.press("Shift+F5");
    await expectRun(page, "stopped");
    await inspect("a stopped run");
  });

  test(`a cross-validation in ${language} and ${theme}`, async ({ launch }) => {
    test.setTimeout(90_000);
    const { window: page } = await launch(samplePath);
    const inspect = (name: string): Promise<void> => inspectPage(page, language, name);
    await changeLook(page, { language, theme });
    await expect(wires(page)).toHaveCount(13);
    await page.getByTestId("tab-training").click();
    await type(page, "training-epochs", "1");
    await page.getByTestId("training-folds").click();
    await inspect("the question how many folds");
    await type(page, "folds-count", "2");
    await page.getByTestId("folds-start").click();
    await page.locator('[data-testid="folds-standing"][data-phase="finished"]').waitFor({ timeout: 60_000 });
    await inspect("the figures of its folds");
    await page.keyboard.press("Escape");
    await setManyEpochs(page);
    await page.getByTestId("training-folds").click();
    await inspect("figures out of date");
    await page.getByTestId("folds-start").click();
    await expect(page.locator('tr[data-state="present"] td')).toHaveText(/\d/);
    await inspect("a fold in training");
    await page.keyboard.press("Escape");
    await inspect("the status bar meanwhile");
    await page.getByTestId("folds-status").click();
    await page.getByTestId("folds-stop").click();
    await page.locator('[data-testid="folds-standing"][data-phase="stopped"]').waitFor();
    await inspect("one that was stopped");
  });
}
