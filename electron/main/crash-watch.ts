import { join } from "node:path";
import { format } from "node:util";
import { app, clipboard, shell, type WebContents } from "electron";
import type { DocumentState } from "../contract";
import { type RequestHandlers, sendEvent } from "./channels";
import { type Crash, CrashReports } from "./crash-reports";
import { ProcessLog } from "./process-log";

/** What the watch asks of its surroundings. */
export interface CrashWatchContext {
  readonly document: () => DocumentState;
  /** The page while it listens. */
  readonly page: () => WebContents | null;
}

/** Lets nothing end or fail unseen: keeps a log of main and the engine host, and a report of each crash. */
export class CrashWatch {
  private readonly log: ProcessLog;
  private readonly reports: CrashReports;
  /** Told to the page as soon as it listens. */
  private untold: Crash | null = null;

  constructor(private readonly context: CrashWatchContext) {
    const userData = app.getPath("userData");
    this.log = new ProcessLog(join(userData, "logs", "layerglass.log"));
    this.reports = new CrashReports(join(userData, "crash-reports"), () => {
      const { name, training } = context.document();
      return { version: app.getVersion(), project: name, training, log: this.log.last(100) };
    });
    this.log.add("main", `Layerglass ${app.getVersion()} starts on Electron ${process.versions.electron}`);
    this.copyConsole();
    // What nobody caught must not end the app, whose window may hold unsaved work; it is reported and the app goes on.
    process.on("uncaughtException", (error) => this.uncaught("an error that nothing caught", error));
    process.on("unhandledRejection", (reason) => this.uncaught("a rejected promise that nothing caught", reason));
  }

  /** Text the engine host printed. */
  engineSaid(text: string): void {
    process.stderr.write(text);
    this.log.add("engine", text);
  }

  /** The window's process may end under this page. */
  watchPage(page: WebContents): void {
    page.on("render-process-gone", (_event, { reason, exitCode }) => {
      if (reason !== "clean-exit") this.report({ process: "window", reason, code: exitCode, stack: null });
    });
  }

  /** The page listens. */
  pageReady(): void {
    const crash = this.untold;
    this.untold = null;
    if (crash !== null) this.notifyPage(crash);
  }

  report(crash: Crash): void {
    this.log.add("main", `the ${crash.process} process: ${crash.reason} (code ${crash.code ?? "none"})`);
    this.reports.write(crash);
    // The engine's end has a banner of its own.
    if (crash.process !== "engine") this.notifyPage(crash);
  }

  get requests(): Pick<
    RequestHandlers,
    "list_crash_reports" | "delete_crash_report" | "copy_crash_report" | "show_crash_report"
  > {
    return {
      list_crash_reports: () => this.reports.list(),
      delete_crash_report: ({ id }) => {
        this.reports.remove(id);
        return null;
      },
      copy_crash_report: ({ id }) => {
        const report = this.reports.list().find((known) => known.id === id);
        if (report !== undefined) clipboard.writeText(report.text);
        return null;
      },
      show_crash_report: ({ id }) => {
        shell.showItemInFolder(this.reports.pathOf(id));
        return null;
      },
    };
  }

  private notifyPage(crash: Crash): void {
    const page = this.context.page();
    if (page === null || page.isCrashed()) this.untold = crash;
    else sendEvent(page, "crash_reported", { process: crash.process, reason: crash.reason });
  }

  private uncaught(what: string, thrown: unknown): void {
    const error = thrown instanceof Error ? thrown : new Error(format(thrown));
    // A terminal that was closed is no crash, and writing of it would fail the same way.
    if ("code" in error && error.code === "EPIPE") return;
    console.error(`${what}:`, error);
    this.report({ process: "main", reason: `${what}: ${error.message}`, code: null, stack: error.stack ?? null });
  }

  private copyConsole(): void {
    for (const level of ["log", "info", "warn", "error"] as const) {
      const print = console[level].bind(console);
      console[level] = (...said: unknown[]) => {
        print(...said);
        this.log.add("main", format(...said));
      };
    }
  }
}
