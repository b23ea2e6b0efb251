import { defineConfig } from "@playwright/test";

/** Checks through the window that take longer than an ordinary test: `npm run long-checks`. */
export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results/long",
  workers: 1,
  timeout: 0,
  expect: { timeout: 60_000 },
  reporter: [["list"]],
});
