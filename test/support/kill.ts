/** Ending processes of the app as only the kernel can, and what their edits came to. */
import { readdirSync, readFileSync } from "node:fs";
import type { ElectronApplication } from "@playwright/test";
import { engineProcessId } from "./app";

export type Victim = "renderer" | "engine" | "gpu" | "zygote" | "main" | "all";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function processes(): readonly Process[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      return [{ pid: Number(name), parent, command: readFileSync(`/proc/${name}/cmdline`, "utf8") }];
    } catch {
      return [];
    }
  });
}

/** A process and all that descend from it, itself first. */
export function family(root: number): readonly Process[] {
  const all = processes();
  const found = all.filter(({ pid }) => pid === root);
  for (const member of found) found.push(...all.filter(({ parent }) => parent === member.pid));
  return found;
}

/** Sends SIGKILL; one that is gone already needs none. */
export function kill(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself meanwhile.
    }
  }
}

/** Process ids to kill for each victim, all of them known beforehand so that the moment is exact. */
export async function victims(electron: ElectronApplication): Promise<Readonly<Record<Victim, readonly number[]>>> {
  const main = electron.process().pid ?? 0;
  const members = family(main);
  const ofType = (type: string): readonly number[] =>
    members.filter(({ command }) => command.includes(`--type=${type}`)).map(({ pid }) => pid);
  const renderer = await electron.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0,
  );
  return {
    renderer: [renderer],
    engine: [await engineProcessId(electron)],
    gpu: ofType("gpu-process"),
    zygote: ofType("zygote"),
    main: [main],
    all: members.map(({ pid }) => pid),
  };
}
