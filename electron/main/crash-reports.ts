import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, freemem, release, totalmem } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { CrashReport } from "../contract";

const reportsKept = 20;
const logLines = 60;
const idPattern = /^[0-9A-Za-z-]{1,80}$/;

const reportSchema = z.object({
  time: z.string(),
  process: z.enum(["main", "window", "engine"]),
  reason: z.string(),
});

/** What is known of a process that ended or an error nobody caught. */
export interface Crash {
  readonly process: CrashReport["process"];
  /** In words. */
  readonly reason: string;
  readonly code: number | null;
  readonly stack: string | null;
}

/** What reports say of the app beside the crash. */
export interface ReportFacts {
  readonly version: string;
  readonly project: string;
  readonly training: boolean;
  readonly log: readonly string[];
}

/** Home folders tell who the person is, and what lies in them what they work on. */
function withoutPaths(line: string): string {
  return line.replace(/(?:[A-Za-z]:\\|\/)(?:[^\s:'"()]+[\\/])+([^\s\\/:'"()]+)/g, "…/$1");
}

/**
 * Reports of crashes as readable JSON in a folder of their own, the newest few. They stay on this machine. They hold
 * neither tables nor drawings, and of paths only the last name.
 */
export class CrashReports {
  constructor(
    readonly folder: string,
    private readonly facts: () => ReportFacts,
  ) {}

  /** Writes a report and removes the oldest beyond the limit; null when the disk takes none. */
  write(crash: Crash): CrashReport | null {
    const { version, project, training, log } = this.facts();
    const time = new Date().toISOString();
    const { electron, chrome, node } = process.versions;
    const content = {
      time,
      process: crash.process,
      reason: withoutPaths(crash.reason),
      code: crash.code,
      stack: crash.stack?.split("\n").map(withoutPaths) ?? null,
      app: { version, electron, chrome, node, uptimeSeconds: Math.round(process.uptime()) },
      machine: {
        system: `${process.platform} ${release()}`,
        architecture: process.arch,
        processor: cpus()[0]?.model ?? "",
        cores: cpus().length,
        memoryMegabytes: Math.round(totalmem() / 2 ** 20),
        memoryFreeMegabytes: Math.round(freemem() / 2 ** 20),
      },
      work: { project, training },
      log: log.slice(-logLines).map(withoutPaths),
    };
    const text = `${JSON.stringify(content, null, 2)}\n`;
    try {
      mkdirSync(this.folder, { recursive: true });
      const id = this.freeId(`${time.replace(/[:.]/g, "-")}-${crash.process}`);
      writeFileSync(this.pathOf(id), text);
      for (const { id: old } of this.list().slice(reportsKept)) this.remove(old);
      return { id, time, process: crash.process, reason: content.reason, text };
    } catch (failure) {
      console.error("A crash report could not be written:", failure);
      return null;
    }
  }

  /** Newest first; files that are no reports are left out. */
  list(): readonly CrashReport[] {
    let names: readonly string[] = [];
    try {
      names = readdirSync(this.folder);
    } catch {
      return [];
    }
    const reports: CrashReport[] = [];
    for (const name of names
      .filter((name) => name.endsWith(".json"))
      .sort()
      .reverse()) {
      try {
        const text = readFileSync(join(this.folder, name), "utf8");
        reports.push({ id: name.slice(0, -".json".length), text, ...reportSchema.parse(JSON.parse(text)) });
      } catch {
        // Half written, or not ours.
      }
    }
    return reports;
  }

  remove(id: string): void {
    rmSync(this.pathOf(id), { force: true });
  }

  /** Where a report lies. Throws for an id that could name anything else. */
  pathOf(id: string): string {
    if (!idPattern.test(id)) throw new Error(`no report is called ${id}`);
    return join(this.folder, `${id}.json`);
  }

  /** Two crashes within one millisecond are two reports. */
  private freeId(wanted: string): string {
    const taken = new Set(this.list().map(({ id }) => id));
    for (let number = 1; ; number += 1) {
      const id = number === 1 ? wanted : `${wanted}-${number}`;
      if (!taken.has(id)) return id;
    }
  }
}
