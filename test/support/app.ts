/** The real app for Playwright: started on a folder of its own, closed and cleaned up after each test. */
import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron, test as base, type ElectronApplication, expect, type Page } from "@playwright/test";
import { electronRuntime } from "../../scripts/setup/electron-runtime.mjs";
import { withDisplay } from "../../scripts/setup/virtual-display.mjs";

/** A running app: Playwright's handle on the main process, and its window once the page has loaded. */
export interface RunningApp {
  readonly electron: ElectronApplication;
  readonly window: Page;
}

export interface AppFixtures {
  /** A folder that is the test's own: settings in `profile/`, everything else at its will. */
  readonly folder: string;
  /** Starts the app with arguments such as a project's path; every one started is closed at the test's end. */
  readonly launch: (...args: string[]) => Promise<RunningApp>;
  /** One app without a project. */
  readonly app: RunningApp;
}

/** How the app is started from outside Playwright: its executable and all arguments before the project's. */
export function appCommand(folder: string): { readonly executable: string; readonly args: readonly string[] } {
  const runtime = electronRuntime();
  if (runtime === null) throw new Error("Electron's runtime is missing; run `npm run build` first.");
  return { executable: runtime.executable, args: [...runtime.arguments, `--user-data-dir=${join(folder, "profile")}`] };
}

/** Ends the app without its questions, which a test that left changes behind would otherwise have to answer. */
async function end(electron: ElectronApplication, child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await electron.evaluate(({ app }) => app.exit(0)).catch(() => {});
  const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await ended;
  clearTimeout(timer);
}

/** Waits until the page listens and has told its document's state, from which the title is made: `Untitled — Layerglass`. */
async function pageLinked(electron: ElectronApplication): Promise<void> {
  const title = () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle() ?? "");
  await expect.poll(title, { intervals: [20] }).toContain(" — ");
}

export const test = base.extend<AppFixtures, { display: undefined }>({
  // Whatever a test starts inherits it.
  display: [
    async ({}, use) => {
      await withDisplay(async (env) => {
        Object.assign(process.env, env);
        await use(undefined);
      });
    },
    { scope: "worker", auto: true },
  ],
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "layerglass-"));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  launch: async ({ folder }, use) => {
    const started: (readonly [ElectronApplication, ChildProcess])[] = [];
    await use(async (...args) => {
      const { executable, args: before } = appCommand(folder);
      const electron = await _electron.launch({ executablePath: executable, args: [...before, ...args] });
      started.push([electron, electron.process()]);
      const window = await electron.firstWindow();
      await pageLinked(electron);
      return { electron, window };
    });
    for (const [electron, child] of started) await end(electron, child);
  },
  app: async ({ launch }, use) => {
    await use(await launch());
  },
});

export { expect } from "@playwright/test";

/** Has the next open dialogs answer with these paths, as if the person had picked them. */
export async function pickFiles(electron: ElectronApplication, ...paths: string[]): Promise<void> {
  await electron.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: filePaths.length === 0, filePaths });
  }, paths);
}

/** Has the next save dialogs answer with this path; null is Cancel. */
export async function pickSavePath(electron: ElectronApplication, path: string | null): Promise<void> {
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: filePath === null, filePath: filePath ?? "" });
  }, path);
}

/** Answers every message box from now on with this button; the answer reads the messages shown since. */
export async function answerMessageBoxes(
  electron: ElectronApplication,
  button: number,
): Promise<() => Promise<string[]>> {
  const shown = await electron.evaluateHandle(({ dialog }, response) => {
    const messages: string[] = [];
    // Called with a window first, as the app does; Electron's overloads have the options alone as well.
    dialog.showMessageBox = (...given: unknown[]) => {
      const options = given.at(-1) as { readonly message: string };
      messages.push(options.message);
      return Promise.resolve({ response, checkboxChecked: false });
    };
    return messages;
  }, button);
  return () => shown.jsonValue();
}

/** Chooses an item of the native menu by its command id. */
export async function chooseMenuItem(electron: ElectronApplication, id: string): Promise<void> {
  await electron.evaluate(({ Menu }, itemId) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(itemId);
    if (!item) throw new Error(`the menu has no item ${itemId}`);
    item.click();
  }, id);
}

/** Process id of the engine host. */
export async function engineProcessId(electron: ElectronApplication): Promise<number> {
  return electron.evaluate(({ app }) => {
    const engine = app
      .getAppMetrics()
      .find((process) => process.name === "Layerglass Engine" || process.serviceName === "node.mojom.NodeService");
    if (!engine) throw new Error("the engine is not running");
    return engine.pid;
  });
}
