import { app, MessageChannelMain, powerMonitor, type UtilityProcess, utilityProcess, type WebContents } from "electron";
import type { HostControl, HostReport, RunProgress } from "../../engine/contract";
import type { EngineStatus } from "../contract";
import { enginePortChannel } from "../contract/channels";
import { sendEvent } from "./channels";
import { Heartbeat, pingMillis } from "./heartbeat";
import type { Resources } from "./resources";
import { RestartBudget } from "./restart-budget";

const serviceName = "Layerglass Engine";
/** Time the host has to end its sessions before it is killed. */
const graceMillis = 2_000;

/** What the supervisor tells the app. */
export interface EngineEvents {
  /** How the newest run goes. */
  readonly onRun: (progress: RunProgress) => void;
  /** The host is gone, and with it every run, without having been asked to. */
  readonly onCrash: (reason: string, code: number, willRestart: boolean) => void;
  /** Text the host printed. */
  readonly onOutput: (text: string) => void;
}

function control(child: UtilityProcess, message: HostControl, ports: Electron.MessagePortMain[] = []): void {
  child.postMessage(message, ports);
}

/** Ends a process that may not listen: a stopped one hears no other signal. */
function endAtOnce({ pid }: UtilityProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}

/**
 * Owns the engine host: starts it, hands each start's port to the window, ends it when it answers no more, restarts it
 * after a crash as long as the budget allows, and ends it within bounded time.
 */
export class EngineSupervisor {
  private child: UtilityProcess | null = null;
  private status: EngineStatus = { state: "starting" };
  private page: WebContents | null = null;
  private isStopping = false;
  /** Electron's reason for the host's end, or `hung`. */
  private goneReason: string | null = null;
  private heartbeat: Heartbeat | null = null;
  private readonly budget = new RestartBudget();

  /** `places` names the folder for all runs' checkpoints and the file that counts looks at test rows once the app is ready. */
  constructor(
    private readonly resources: Pick<Resources, "engineHost" | "addon">,
    private readonly places: () => { readonly checkpoints: string; readonly testLooks: string },
    private readonly events: EngineEvents,
  ) {
    app.on("child-process-gone", (_event, details) => {
      if (details.name === serviceName || details.serviceName === serviceName) this.goneReason ??= details.reason;
    });
    setInterval(() => this.heartbeat?.tick(), pingMillis).unref();
    void app.whenReady().then(() => powerMonitor.on("resume", () => this.heartbeat?.woke()));
  }

  /** Process id of the running host. */
  get processId(): number | null {
    return this.child?.pid ?? null;
  }

  start(): void {
    if (this.child !== null || this.isStopping) return;
    this.goneReason = null;
    const child = utilityProcess.fork(this.resources.engineHost, [this.resources.addon], {
      serviceName,
      stdio: "pipe",
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (bytes: Buffer) => this.events.onOutput(bytes.toString("utf8")));
    }
    this.report({ state: "starting" });
    const heartbeat = new Heartbeat(
      () => control(child, { type: "ping" }),
      () => {
        this.goneReason = "hung";
        endAtOnce(child);
      },
    );
    this.heartbeat = heartbeat;
    child.on("message", (message: HostReport) => {
      if (this.child !== child) return;
      heartbeat.answered();
      if (message.type === "ready") this.report({ state: "ready" });
      if (message.type === "run") this.events.onRun(message.progress);
    });
    child.on("exit", (code) => {
      if (this.child !== child) return;
      this.child = null;
      this.heartbeat = null;
      // Electron tells the reason in an event of its own, in either order.
      setTimeout(() => this.afterExit(code), 20);
    });
    this.connect();
  }

  /** The page is ready to receive a port: after each load, and at once if it already was when the host starts. */
  attach(page: WebContents): void {
    this.page = page;
    this.connect();
    sendEvent(page, "engine_status", this.status);
  }

  /** The page is gone or loading anew: nothing is sent until it attaches again. */
  detach(page: WebContents): void {
    if (this.page === page) this.page = null;
  }

  /** The window closed for good: its runs end. */
  endRuns(): void {
    if (this.child !== null) control(this.child, { type: "end_runs" });
  }

  /** The person chose this file for the host to write, once. */
  allowWriting(path: string): void {
    if (this.child !== null) control(this.child, { type: "may_write", path });
  }

  /** The person asked: starts a host that is down, or replaces one that hangs. */
  restart(): void {
    this.budget.reset();
    const child = this.child;
    if (child === null) {
      this.start();
      return;
    }
    this.child = null;
    endAtOnce(child);
    this.start();
  }

  /** Ends the host: asked first, killed when it does not listen. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const child = this.child;
    if (child === null) return;
    this.child = null;
    this.heartbeat = null;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    control(child, { type: "shutdown" });
    const timer = setTimeout(() => endAtOnce(child), graceMillis);
    await ended;
    clearTimeout(timer);
  }

  private connect(): void {
    if (this.child === null || this.page === null || this.page.isDestroyed()) return;
    const { port1, port2 } = new MessageChannelMain();
    control(this.child, { type: "connect", places: this.places() }, [port2]);
    this.page.postMessage(enginePortChannel, null, [port1]);
  }

  private afterExit(code: number): void {
    if (this.isStopping || this.child !== null) return;
    const reason = this.goneReason ?? `exit ${code}`;
    const restarting = this.budget.allowsRestart(Date.now());
    this.events.onCrash(reason, code, restarting);
    this.report({ state: "crashed", reason, restarting });
    if (restarting) this.start();
  }

  private report(status: EngineStatus): void {
    this.status = status;
    if (this.page !== null) sendEvent(this.page, "engine_status", status);
  }
}
