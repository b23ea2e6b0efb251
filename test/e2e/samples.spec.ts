/** The samples of the first page, each opened by a click, ready to train. */
import { chooseMenuItem, expect, test } from "../support/app";
import { violations } from "../support/axe";
import { command, wires } from "../support/canvas-gestures";

const samples = [
  { slug: "why-batch-normalization", name: "Why batch normalization", size: "48,842 rows × 15 columns", wires: 13 },
  { slug: "census-income", name: "Census income", size: "48,842 rows × 15 columns", wires: 10 },
  { slug: "handwritten-digits", name: "Handwritten digits", size: "10,000 rows × 785 columns", wires: 10 },
  { slug: "california-housing", name: "California house prices", size: "20,640 rows × 9 columns", wires: 9 },
  { slug: "diabetes", name: "Diabetes progression", size: "442 rows × 11 columns", wires: 9 },
];

test("each sample of the first page opens its project with its table read and nothing against training it", async ({
  app: { electron, window: page },
}) => {
  const shown = page.locator(".welcome-sample");
  await expect(shown).toHaveCount(samples.length);
  expect(await violations(page)).toEqual([]);
  for (const [place, sample] of samples.entries()) {
    // The article's network comes first; every other one is reached by the keyboard.
    await expect(shown.nth(place)).toHaveAttribute("data-testid", `sample-${sample.slug}`);
    if (place % 2 === 0) await shown.nth(place).click();
    else await shown.nth(place).press("Enter");
    await expect(page.locator(".document-name-text")).toHaveText(sample.name);
    await expect(wires(page)).toHaveCount(sample.wires);
    await page.getByTestId("tab-data").click();
    await expect(page.getByTestId("data-size")).toContainText(sample.size);
    await expect(page.getByTestId("train-button")).toBeEnabled();
    await page.getByTestId("tab-problems").click();
    await expect(page.locator('[data-testid^="problem-E"]')).toHaveCount(0);
    if (place % 2 === 0) await command(page, "Show welcome page");
    else await chooseMenuItem(electron, "file.samples");
    await expect(page.getByTestId("welcome")).toBeVisible();
    if (place % 2 === 1) await expect(shown.first()).toBeFocused();
  }
});
