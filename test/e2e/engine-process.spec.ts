import type { Page } from "@playwright/test";
import type { EngineStatus } from "../../electron/contract";
import { referenceTrainingSetup } from "../../engine/model";
import { engineProcessId, expect, test } from "../support/app";
import "../support/desktop";

declare global {
  interface Window {
    statusesSeen: EngineStatus[];
    enginePort: Promise<MessagePort>;
  }
}

/** From now on the page notes every engine status, and the next port that arrives. */
async function watchEngine(page: Page): Promise<void> {
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
    .poll(() => statuses(app.window))
    .toEqual([
      { state: "crashed", reason: "it was killed", restarting: true },
      { state: "starting" },
      { state: "ready" },
    ]);
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
  expect((await statuses(app.window)).at(-1)).toEqual({ state: "crashed", reason: "it was killed", restarting: false });
  await app.window.evaluate(() => window.desktop?.request("restart_engine", null));
  await expect.poll(async () => (await statuses(app.window)).at(-1)).toEqual({ state: "ready" });
});

test("quitting ends the engine host in bounded time", async ({ app }) => {
  const engine = await engineProcessId(app.electron);
  await app.electron.close();
  expect(() => process.kill(engine, 0)).toThrow();
});
