import { defineConfig } from "@playwright/test";

/** The real app, driven in its real window. */
export default defineConfig({
  testDir: "test/e2e",
  outputDir: "test-results/e2e",
  // Each test starts an app of its own; side by side they would fight for the two cores training needs.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [["list"], ["json", { outputFile: "test-results/playwright.json" }]],
});
