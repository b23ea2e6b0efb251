import { readdir, readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Page } from "@playwright/test";
import type { EngineStatus } from "../../electron/contract";
import type { RunSnapshot } from "../../engine/contract";
import { isUnread, referenceTrainingSetup } from "../../engine/model";
import { parseProject } from "../../engine/project";
import { engineProcessId, expect, test } from "../support/app";
import { expectRun, expectStepBeyond, shownStep } from "../support/canvas-gestures";
import "../support/desktop";

declare global {
  interface Window {
    statusesSeen: EngineStatus[];
    enginePort: Promise<MessagePort>;
  }
}

/** Once the first host runs and the page has its port: notes every engine status, and the next port that arrives. */
async function watchEngine(page: Page): Promise<void> {
  await page.getByTestId("welcome-new").click();
  await expect(page.getByTestId("engine-status")).toHaveAttribute("data-state", "ready");
  await page.evaluate(() => {
    window.statusesSeen = [];
    window.desktop?.on("engine_status", (status) => window.statusesSeen.push(status));
    window.enginePort = new Promise((resolve) => {
      window.addEventListener("message", ({ data, ports }) => {
        if (data?.type === "engine_port" && ports[0]) resolve(ports[0]);
      });
    });
  });
}

const statuses = (page: Page) => page.evaluate(() => window.statusesSeen);

test("the engine host killed at once: the window lives, says why, and the new host answers", async ({ app }) => {
  await watchEngine(app.window);
  const before = await engineProcessId(app.electron);
  process.kill(before, "SIGKILL");
  await expect
    .poll(async () => {
      const seen = await statuses(app.window);
      // The first host's own report may come after its port.
      return seen.slice(seen.findIndex(({ state }) => state === "crashed"));
    })
    .toEqual([{ state: "crashed", reason: "killed", restarting: true }, { state: "starting" }, { state: "ready" }]);
  expect(await engineProcessId(app.electron)).not.toBe(before);
  const answer = await app.window.evaluate(async (training) => {
    const port = await window.enginePort;
    return new Promise<unknown>((resolve) => {
      port.addEventListener("message", ({ data }) => {
        if (data.id === 1_000_000) resolve(data);
      });
      port.start();
      const body = { graph: { nodes: {}, wires: {} }, data: null, training };
      port.postMessage({ id: 1_000_000, name: "compile", body });
    });
  }, referenceTrainingSetup);
  expect(answer).toMatchObject({ type: "answer", ok: true, body: { ir_text: null } });
});

test("after the third crash a restart waits for the person, and works when asked for", async ({ app }) => {
  await watchEngine(app.window);
  for (let crash = 1; crash <= 3; crash += 1) {
    process.kill(await engineProcessId(app.electron), "SIGKILL");
    const expected = crash < 3 ? "ready" : "crashed";
    const crashes = async () => {
      const seen = await statuses(app.window);
      return [seen.filter(({ state }) => state === "crashed").length, seen.at(-1)?.state];
    };
    await expect.poll(crashes).toEqual([crash, expected]);
  }
  expect((await statuses(app.window)).at(-1)).toEqual({ state: "crashed", reason: "killed", restarting: false });
  await app.window.evaluate(() => window.desktop?.request("restart_engine", null));
  await expect.poll(async () => (await statuses(app.window)).at(-1)).toEqual({ state: "ready" });
});

test("quitting ends the engine host in bounded time", async ({ app }) => {
  const engine = await engineProcessId(app.electron);
  await app.electron.close();
  expect(() => process.kill(engine, 0)).toThrow();
});

/** The first sample as a run that would go on for hours. */
async function endlessRun(): Promise<RunSnapshot> {
  const path = resolve("samples/why-batch-normalization.layerglass");
  const parsed = parseProject(await readFile(path, "utf8"));
  if (!parsed.ok || parsed.project.data === null || isUnread(parsed.project.data))
    throw new Error("the sample does not open");
  const { graph, data, training } = parsed.project;
  return { graph, data: { ...data, path: resolve(dirname(path), data.path) }, training: { ...training, epochs: 1e6 } };
}

async function trainingThreads(processId: number): Promise<number> {
  const tasks = `/proc/${processId}/task`;
  const threads = await readdir(tasks);
  const names = await Promise.all(threads.map((thread) => readFile(`${tasks}/${thread}/comm`, "utf8").catch(() => "")));
  return names.filter((name) => name.startsWith("layerglass")).length;
}

test("quitting ends an engine host that hears nothing, in bounded time", async ({ app }) => {
  test.skip(process.platform === "win32", "holds a process by SIGSTOP");
  const engine = await engineProcessId(app.electron);
  process.kill(engine, "SIGSTOP");
  await app.electron.close();
  expect(() => process.kill(engine, 0)).toThrow();
});

test("a page that loads anew finds the run of the one before, from its first batch on", async ({ app }) => {
  test.skip(process.platform !== "linux", "reads the threads of a process from /proc");
  await watchEngine(app.window);
  await app.window.evaluate(() => window.desktop?.request("restart_engine", null));
  const firstBatch = await app.window.evaluate(
    async (snapshot) => {
      const port = await window.enginePort;
      return new Promise<unknown>((done) => {
        port.addEventListener("message", ({ data }) => {
          if (data.type === "events" || data.ok === false) done(data);
        });
        port.start();
        port.postMessage({
          id: 1_000_000,
          name: "start_run",
          body: { ...snapshot, run: "probe", checkpoints: null, continue_from: null, initial: null },
        });
      });
    },
    await endlessRun(),
  );
  expect(firstBatch).toMatchObject({ type: "events", batch: { run: "probe", failure: null } });
  const engine = await engineProcessId(app.electron);
  expect(await trainingThreads(engine)).toBeGreaterThan(0);

  await app.window.reload();
  await expectRun(app.window, "running");
  await expectStepBeyond(app.window, (await shownStep(app.window)) + 50);
  expect(await engineProcessId(app.electron)).toBe(engine);
  expect(await trainingThreads(engine)).toBeGreaterThan(0);
  // The stop is the new page's to give.
  await app.window.keyboard.press("Shift+F5");
  await expectRun(app.window, "stopped");
  await expect.poll(() => trainingThreads(engine)).toBe(0);
});
