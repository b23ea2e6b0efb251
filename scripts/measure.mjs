/**
 * `npm run --silent measure`: the real app on the first sample, one JSON line a figure: start to usable window, Train
 * pressed to first number on screen, and the engine process's memory while it trains.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { allBundles } from "./setup/bundles.mjs";
import { appStarter } from "./setup/driven-app.mjs";
import { addonPath } from "./setup/native-addon.mjs";
import { prepare } from "./setup/prepare.mjs";
import { command, root, run, SetupError } from "./setup/shell.mjs";
import { hasDisplay, withDisplay } from "./setup/virtual-display.mjs";

const sample = join(root, "samples", "why-batch-normalization.layerglass");
const starts = 5;
const engineName = "Layerglass Engine";

/** @param {number[]} values */
function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/**
 * @param {string} measure
 * @param {number} value
 * @param {number} bar
 * @param {object} more
 */
function print(measure, value, bar, more) {
  const line = {
    measure,
    value: Math.round(value * 10) / 10,
    bar: Math.round(bar * 10) / 10,
    holds: value <= bar,
    ...more,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/**
 * Starts the app on the sample and waits until Train can be pressed.
 * @param {Awaited<ReturnType<typeof appStarter>>} start
 * @param {Record<string, string>} display
 * @param {string} profile
 */
async function startApp(start, display, profile) {
  const begun = performance.now();
  const electron = await start(display, profile, [sample]);
  const page = await electron.firstWindow();
  await page.locator("[data-testid=train-button]:enabled").waitFor({ state: "visible" });
  return { electron, page, millis: performance.now() - begun };
}

/**
 * Milliseconds from the click on Train, as the page receives it, to the frame that shows the first number.
 * @param {import("@playwright/test").Page} page
 */
async function trainToFirstNumber(page) {
  await page.evaluate(() => {
    const step = () => document.querySelector("[data-testid=run-status-step]")?.textContent ?? "";
    const before = step();
    const measured = new Promise((resolve) => {
      document.addEventListener(
        "click",
        () => {
          const pressed = performance.now();
          const look = () => {
            if (step() !== before && /\d/.test(step())) resolve(performance.now() - pressed);
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        },
        { capture: true, once: true },
      );
    });
    Object.assign(window, { measured });
  });
  await page.locator("[data-testid=train-button]").click();
  return page.evaluate(() => /** @type {Promise<number>} */ (Reflect.get(window, "measured")));
}

/**
 * Bytes of memory a process holds: all that is resident, and what is its own (not shared with other processes).
 * @param {number} pid
 */
async function residentBytes(pid) {
  if (process.platform !== "linux") {
    const { stdout } = await run("ps", ["-o", "rss=", "-p", String(pid)]);
    return { resident: Number(stdout) * 1024, own: null };
  }
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8");
  const field = (/** @type {string} */ name) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(rollup)?.[1] ?? 0) * 1024;
  return { resident: field("Rss"), own: field("Private_Clean") + field("Private_Dirty") };
}

/**
 * What the sample must take in memory: bytes of its encoded table, and its number of parameters.
 * @returns {Promise<{ data: number, parameters: number }>}
 */
async function sampleSize() {
  const compiled = await run(process.execPath, [join(root, "dist", "cli", "index.cjs"), "compile", sample, "--json"]);
  if (compiled.code !== 0) throw new SetupError(`The sample does not compile: ${compiled.stderr.trim()}`);
  /** @type {import("../engine/contract/index.ts").Ir} */
  const ir = JSON.parse(compiled.stdout);
  const table = JSON.parse(await readFile(sample, "utf8")).data.path;
  /** @type {import("../engine/contract/index.ts").NativeModule} */
  const engine = createRequire(import.meta.url)(addonPath);
  const { rows } = await engine.openTable(join(dirname(sample), table));
  let columns = 0;
  for (const { features } of ir.inputs) columns += features;
  for (const { width } of ir.targets) columns += width;
  let parameters = 0;
  for (const { shape } of ir.parameters) parameters += shape.reduce((product, width) => product * width, 1);
  return { data: rows * columns * 4, parameters };
}

await command(async () => {
  await prepare({ bundles: allBundles, addon: true, electron: true, display: !hasDisplay() });
  const { data, parameters } = await sampleSize();
  const start = await appStarter();
  const profile = await mkdtemp(join(tmpdir(), "layerglass-measure-"));
  try {
    await withDisplay(async (display) => {
      const startMillis = [];
      const firstNumberMillis = [];
      let peak = { resident: 0, own: /** @type {number | null} */ (0) };
      for (let taken = 0; taken < starts; taken += 1) {
        const { electron, page, millis } = await startApp(start, display, profile);
        startMillis.push(millis);
        firstNumberMillis.push(await trainToFirstNumber(page));
        const pid = await electron.evaluate(
          ({ app }, name) => app.getAppMetrics().find((metric) => metric.name === name)?.pid ?? 0,
          engineName,
        );
        for (let look = 0; look < 20; look += 1) {
          const found = await residentBytes(pid);
          if (found.resident > peak.resident) peak = found;
          await delay(100);
        }
        await electron.evaluate(({ app }) => app.exit(0)).catch(() => {});
      }
      const round = (/** @type {number[]} */ values) => values.map((value) => Math.round(value));
      print("start_to_usable_window_ms", median(startMillis), 2_500, { runs: round(startMillis) });
      print("train_to_first_number_ms", median(firstNumberMillis), 100, { runs: round(firstNumberMillis) });
      const megabyte = 1e6;
      // Four floats a parameter: the weight, its gradient and the optimizer's state.
      const bar = (data + 4 * parameters * 4) / megabyte + 120;
      print("engine_resident_mb", peak.resident / megabyte, bar, {
        own_mb: peak.own === null ? null : Math.round(peak.own / megabyte),
        data_mb: Math.round(data / 1e5) / 10,
        parameters,
      });
    });
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
});
