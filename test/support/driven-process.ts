/** The app as people start it, driven through Chromium's own debugging port: a packaged app lets nothing else in. */
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";

/** A running app and its window's page. */
export interface DrivenProcess {
  readonly child: ChildProcess;
  readonly page: Page;
  /** What it wrote to its standard error so far. */
  readonly errors: () => string;
  /** Ends it and waits for its end. */
  readonly close: () => Promise<void>;
}

/** Starts the app with these arguments and connects to its window. */
export async function driveProcess(executable: string, args: readonly string[]): Promise<DrivenProcess> {
  const child = spawn(executable, ["--remote-debugging-port=0", ...args], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let written = "";
  const address = await new Promise<string>((resolve, reject) => {
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      written += text;
      const found = /DevTools listening on ws:\/\/([^/\s]+)/.exec(written)?.[1];
      if (found !== undefined) resolve(`http://${found}`);
    });
    child.once("exit", (code) => reject(new Error(`the app ended with ${code} before it listened:\n${written}`)));
  });
  // Electron has no contexts to set defaults on.
  const browser: Browser = await chromium.connectOverCDP(address, { noDefaults: true });
  const context = browser.contexts()[0];
  if (!context) throw new Error("the app has no window");
  const page = context.pages()[0] ?? (await context.waitForEvent("page"));
  return {
    child,
    page,
    errors: () =>
      written
        .split("\n")
        .filter((line) => line.trim() !== "" && !line.includes("DevTools listening"))
        .join("\n"),
    close: async () => {
      await browser.close().catch(() => {});
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** A process of the app and what it holds. */
export interface ProcessMemory {
  readonly pid: number;
  /** `browser` for the main process, else Chromium's or Electron's word: renderer, gpu-process, utility, zygote. */
  readonly kind: string;
  /** Proportional set size in bytes: shared pages are counted by the share of each who holds them. */
  readonly bytes: number;
}

/** Every process under one, itself included, with its memory; Linux only. */
export function memoryBelow(root: number): readonly ProcessMemory[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const fields = readFileSync(`/proc/${name}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
      parents.set(Number(name), Number(fields[1]));
    } catch {
      // Gone meanwhile.
    }
  }
  const isBelow = (pid: number): boolean => pid === root || (parents.has(pid) && isBelow(parents.get(pid) ?? 0));
  const found: ProcessMemory[] = [];
  for (const pid of parents.keys()) {
    if (!isBelow(pid)) continue;
    try {
      // Chromium's helpers write their words in one, with spaces.
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split(/[\0 ]/);
      const type = words.find((word) => word.startsWith("--type="))?.slice("--type=".length);
      const service = words.find((word) => word.startsWith("--utility-sub-type="))?.split("=")[1];
      const kind = type === undefined ? "browser" : service === undefined ? type : `${type} ${basename(service)}`;
      const bytes = Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0) * 1024;
      if (bytes > 0) found.push({ pid, kind, bytes });
    } catch {
      // Gone meanwhile.
    }
  }
  return found;
}
