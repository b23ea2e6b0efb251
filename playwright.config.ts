import { defineConfig } from "@playwright/test";
import { hasDisplay } from "./scripts/setup/virtual-display.mjs";

/** The real app, driven in its real window. */
export default defineConfig({
  testDir: "test/e2e",
  outputDir: "test-results/e2e",
  // Each test starts an app of its own, on a display of its worker's own: on a shared one two windows would fight for the
  // focus and the clipboard. What waits here most is one app starting, so that two cores serve two workers.
  workers: hasDisplay() ? 1 : 2,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [["list"], ["json", { outputFile: "test-results/playwright.json" }]],
});
