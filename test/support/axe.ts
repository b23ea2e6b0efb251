import type { Page } from "@playwright/test";
import axe from "axe-core";

/** What axe-core finds wrong with the page as it is shown. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe: checker } = window as Window & { axe?: typeof import("axe-core") };
    if (!checker) throw new Error("axe-core is not on the page");
    const results = await checker.run(document, {
      resultTypes: ["violations"],
      // Chromium itself lets Tab reach a scrolling region that holds nothing to focus, such as a locked form.
      rules: { "scrollable-region-focusable": { enabled: false } },
    });
    return results.violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary?.split("\n")[1]?.trim() ?? ""}`),
    );
  });
  return found;
}
