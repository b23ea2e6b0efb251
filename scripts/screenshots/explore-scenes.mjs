/** Scenes of looking into a sample's table. */

/**
 * A sample's Data panel, wide enough to read.
 * @param {import("./scenes.mjs").Stage} stage
 * @param {string} sample
 * @param {"scales" | "pairs" | "images"} view
 */
async function lookInto({ open }, sample, view) {
  const page = await open();
  await page.getByTestId(`sample-${sample}`).click();
  await page.locator('[data-testid="engine-status"][data-state="ready"]').waitFor();
  await page.getByTestId("tab-data").click();
  await page.getByTestId("data-size").waitFor();
  await page.locator(`[data-testid="data-view"] input[value="${view}"]`).check({ force: true });
  await page.getByTestId(view).waitFor();
  return page;
}

/** Columns raw and scaled on one axis. @type {import("./scenes.mjs").Scene} */
export async function scales(stage) {
  const page = await lookInto(stage, "california-housing", "scales");
  await page.getByTestId("scales-rows").waitFor();
  return page;
}

/** Two numbers as a density, coloured by the target. @type {import("./scenes.mjs").Scene} */
export async function pairs(stage) {
  const page = await lookInto(stage, "california-housing", "pairs");
  await page.getByTestId("pair-first").selectOption("Longitude");
  await page.getByTestId("pair-second").selectOption("Latitude");
  await page.getByTestId("pair-plot").waitFor();
  return page;
}

/** Rows of pixels as images. @type {import("./scenes.mjs").Scene} */
export async function images(stage) {
  const page = await lookInto(stage, "handwritten-digits", "images");
  await page.locator('[data-testid="image-grid"] [data-row="0"] figcaption').waitFor();
  return page;
}
