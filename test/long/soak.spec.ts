import { spawn } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";
import { appCommand, expect, test } from "../support/app";
import { card, choose, command, drag, expectRun, middleOf, select, type, wires } from "../support/canvas-gestures";
import { driveProcess, memoryBelow } from "../support/driven-process";

/** Minutes of use; the whole check is thirty. */
const minutes = Number(process.env.LAYERGLASS_SOAK_MINUTES ?? 30);
/** Minutes after which memory counts: caches, compiled code and the first charts are there by then. */
const warmUpMinutes = Math.min(4, minutes / 3);
/** A process may hold this much more at the end than after warming up. */
const growthShare = 0.15;
const growthBytes = 24e6;

const sample = resolve("samples/why-batch-normalization.layerglass");

/** What opens another project in the running app, as a double click does: a second start. */
async function openByStart(executable: string, args: readonly string[], path: string): Promise<void> {
  const second = spawn(executable, [...args, path], { stdio: "ignore" });
  const code = await new Promise((ended) => second.once("exit", ended));
  expect(code).toBe(0);
}

/** Trains to the end; the status may still show the end of the run before. */
async function train(page: Page): Promise<void> {
  const begun = page.waitForFunction(
    () => document.querySelector<HTMLElement>("[data-testid=run-status]")?.dataset.state === "running",
  );
  await page.keyboard.press("F5");
  await begun;
  await expectRun(page, "finished");
}

/** A minute of somebody's work on one project: edits and undo, training with and without, looking, saving. */
async function use(page: Page): Promise<void> {
  await page.getByTestId("tab-training").click();
  await type(page, "training-epochs", "6");
  for (const node of ["dropout_1", "dense_2", "activation_1"]) {
    await select(page, node);
    const head = await middleOf(card(page, node).locator(".card-kind"));
    await drag(page, head, { x: head.x + 24, y: head.y + 12 });
    await page.keyboard.press("Control+z");
  }
  await select(page, "dropout_2");
  await page.keyboard.press("Control+d");
  await page.keyboard.press("Delete");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await train(page);
  for (const node of ["batch_norm_1", "batch_norm_2", "batch_norm_3"]) {
    await select(page, node);
    await page.keyboard.press("b");
  }
  await train(page);
  for (let undo = 0; undo < 3; undo += 1) await page.keyboard.press("Control+z");
  await page.getByTestId("tab-layer").click();
  for (const node of ["batch_norm_1", "activation_1", "dense_3"]) await select(page, node);
  for (const tab of ["metrics", "analysis", "problems", "ir", "curves"]) await page.getByTestId(`tab-${tab}`).click();
  await page.getByTestId("tab-data").click();
  await page.getByTestId("tab-palette").click();
  await command(page, "Fit");
  await page.getByTestId("tab-training").click();
  await choose(page, "training-optimizer", "RMSprop");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+s");
  await expect(page.locator(".dirty-dot")).toBeHidden();
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

test(`${minutes} minutes of use: memory stays flat and nothing is logged as an error`, async () => {
  const folder = await mkdtemp(join(tmpdir(), "layerglass-soak-"));
  const development = appCommand(folder);
  const packaged = process.env.LAYERGLASS_PACKAGED_APP;
  const executable = packaged ?? development.executable;
  const args = packaged === undefined ? development.args : development.args.filter((word) => word.startsWith("--"));
  const projects: string[] = [];
  for (const name of ["first", "second"]) {
    await mkdir(join(folder, name));
    const path = join(folder, name, `${name}.layerglass`);
    await copyFile(sample, path);
    await copyFile(join(sample, "..", "adult_codes.csv.gz"), join(folder, name, "adult_codes.csv.gz"));
    projects.push(path);
  }
  const begun = Date.now();
  const elapsed = () => (Date.now() - begun) / 60_000;
  const samples: { readonly minute: number; readonly kind: string; readonly pid: number; readonly bytes: number }[] =
    [];
  const logged: string[] = [];
  let cycles = 0;
  let starts = 0;
  while (elapsed() < minutes) {
    // Half the time is one sitting, so that slow growth shows; the rest ends and starts again.
    const until = starts === 0 ? minutes / 2 : Math.min(minutes, elapsed() + minutes / 10);
    const app = await driveProcess(executable, [...args, projects[0] ?? ""]);
    starts += 1;
    app.page.on("console", (message) => {
      if (message.type() === "error") logged.push(`page: ${message.text()}`);
    });
    app.page.on("pageerror", (failure) => logged.push(`page: ${failure.message}`));
    let isFirst = true;
    while (elapsed() < until || isFirst) {
      const path = projects[cycles % 2] ?? "";
      if (!isFirst) await openByStart(executable, args, path);
      isFirst = false;
      await expect(wires(app.page)).toHaveCount(13);
      await use(app.page);
      cycles += 1;
      if (starts > 1) continue;
      const minute = Number(elapsed().toFixed(2));
      for (const { kind, pid, bytes } of memoryBelow(app.child.pid ?? 0)) samples.push({ minute, kind, pid, bytes });
    }
    logged.push(
      ...app
        .errors()
        .split("\n")
        .filter((line) => /:ERROR:|Error:|error:/.test(line)),
    );
    await app.close();
  }

  const report = process.env.LAYERGLASS_SOAK_REPORT ?? join(folder, "memory.json");
  await writeFile(report, JSON.stringify(samples));
  const grown: string[] = [];
  console.log(`${cycles} cycles, ${starts} starts in ${elapsed().toFixed(1)} minutes; samples in ${report}`);
  for (const pid of new Set(samples.map((each) => each.pid))) {
    const own = samples.filter((each) => each.pid === pid && each.minute > warmUpMinutes);
    // A process that came late, such as a second helper of Chromium's, has no beginning to be compared with.
    if (own.length < 6) continue;
    const third = Math.floor(own.length / 3);
    const [early, late] = [own.slice(0, third), own.slice(-third)].map((part) =>
      median(part.map(({ bytes }) => bytes)),
    );
    const line = `${own[0]?.kind} ${pid}: ${((early ?? 0) / 1e6).toFixed(1)} MB → ${((late ?? 0) / 1e6).toFixed(1)} MB`;
    console.log(line);
    if ((late ?? 0) > (early ?? 0) * (1 + growthShare) + growthBytes) grown.push(line);
  }
  // What Chromium misses of a desktop without system services; a real fault of the page comes by its console.
  const chromiumOwn = /bus\.cc|object_proxy\.cc|gpu|dbus|vaapi|GLES|viz|ssl|Vulkan|angle|passthrough/i;
  expect(logged.filter((line) => !chromiumOwn.test(line))).toEqual([]);
  expect(grown).toEqual([]);
  expect(await readFile(projects[0] ?? "", "utf8")).toContain('"format": "layerglass"');
});
