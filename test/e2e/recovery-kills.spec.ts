import { copyFileSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "../support/app";
import { card, select } from "../support/canvas-gestures";
import { seededNumbers } from "../support/hostile-values";
import { family, kill, type Victim, victims } from "../support/kill";

const sample = resolve("samples/why-batch-normalization.layerglass");
const node = "dense_1";
const gridStep = 8;
const mostLostMillis = 2_000;

/** `LAYERGLASS_KILLS=50`: so many random moments, as the long check has them; otherwise a fixed few. */
const kills = Number(process.env.LAYERGLASS_KILLS ?? "0");
const everyVictim: readonly Victim[] = ["renderer", "engine", "gpu", "main", "all", "zygote"];

function moments(): readonly (readonly [Victim, number])[] {
  if (kills === 0)
    return [
      ["renderer", 700],
      ["main", 1_300],
      ["all", 400],
    ];
  const next = seededNumbers(20);
  return Array.from({ length: kills }, (_, index) => {
    const victim = everyVictim[index % everyVictim.length] ?? "all";
    return [victim, Math.round(100 + next() * 4_000)] as const;
  });
}

/** Where the node stands on the canvas, which counts the edits made: each moved it by one step. */
async function placeOf(page: Page): Promise<number> {
  const style = await page.locator(`.react-flow__node[data-id="${node}"]`).evaluate((card) => card.style.transform);
  return Number(/translate\(.*?,\s*(-?[\d.]+)px\)/.exec(style)?.[1]);
}

/** Moves the node a step down again and again; answers when the window is gone or time is up. */
async function editUntil(page: Page, isOver: () => boolean, times: number[]): Promise<void> {
  while (!isOver()) {
    const pressed = await Promise.race([
      page.keyboard.press("ArrowDown").then(
        () => true,
        () => false,
      ),
      delay(3_000, false),
    ]);
    if (!pressed) return;
    times.push(performance.now());
  }
}

test.skip(process.platform !== "linux", "processes are found in /proc");

for (const [index, [victim, moment]] of moments().entries()) {
  test(`${index + 1}: ${victim} killed after ${moment} ms of edits: at most two seconds of them are lost`, async ({
    launch,
    folder,
  }, info) => {
    const path = join(folder, "work.layerglass");
    copyFileSync(sample, path);
    const bytes = readFileSync(path);
    const { electron, window: page } = await launch(path);
    await select(page, node);
    await page.locator(`.react-flow__node[data-id="${node}"]`).focus();
    const start = await placeOf(page);
    const targets = await victims(electron);
    const main = electron.process().pid ?? 0;

    const times: number[] = [];
    let endedAt = Number.POSITIVE_INFINITY;
    const killing = delay(moment).then(() => {
      endedAt = performance.now();
      kill(targets[victim]);
    });
    await editUntil(page, () => performance.now() > endedAt, times);
    await killing;
    if (victim === "engine" || victim === "gpu" || victim === "zygote") {
      // The window may live on: what is done until everything ends counts as well.
      const until = endedAt + 700;
      await editUntil(page, () => performance.now() > until, times);
      endedAt = performance.now();
    }
    if (victim === "renderer") {
      // Asked of a page just as it goes, the question would never be answered: then it is asked again.
      const back = () =>
        electron.evaluate(async ({ BrowserWindow }) => {
          const page = BrowserWindow.getAllWindows()[0]?.webContents;
          const reported = page?.executeJavaScript(`document.querySelector(".toast-warning")?.textContent ?? ""`);
          return Promise.race([reported, new Promise((resolve) => setTimeout(resolve, 500, "no answer"))]);
        });
      await expect.poll(back).toContain("The window crashed and was loaded again.");
    }
    kill(family(main).map(({ pid }) => pid));
    kill(targets.all);
    await expect.poll(() => family(main).length).toBe(0);
    expect(readFileSync(path).equals(bytes)).toBe(true);

    const next = await launch();
    const entry = next.window.getByTestId("recovery-entry");
    const isEntryDue = times.some((time) => time < endedAt - mostLostMillis);
    if (isEntryDue) await expect(entry).toHaveCount(1);
    await expect(next.window.getByTestId("welcome")).toBeVisible();
    let kept = 0;
    if ((await entry.count()) > 0) {
      await entry.getByRole("button", { name: "Recover" }).click();
      await expect(card(next.window, node)).toBeVisible();
      kept = ((await placeOf(next.window)) - start) / gridStep;
    }
    const firstLost = times.filter((time) => time < endedAt)[kept];
    const lost = firstLost === undefined ? 0 : endedAt - firstLost;
    info.annotations.push({ type: "lost", description: `${victim}: ${Math.round(lost)} ms of ${times.length} edits` });
    console.log(`${victim} at ${moment} ms: ${times.length} edits, ${kept} kept, ${Math.round(lost)} ms lost`);
    expect(lost).toBeLessThanOrEqual(mostLostMillis);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    rmSync(join(folder, "profile", "recovery"), { recursive: true, force: true });
  });
}
