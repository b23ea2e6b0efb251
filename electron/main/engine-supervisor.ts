import { app, MessageChannelMain, type UtilityProcess, utilityProcess, type WebContents } from "electron";
import type { HostControl } from "../../engine/contract";
import type { EngineStatus } from "../contract";
import { enginePortChannel } from "../contract/channels";
import { sendEvent } from "./channels";
import type { Resources } from "./resources";
import { RestartBudget } from "./restart-budget";

const serviceName = "Layerglass Engine";
/** Time the host has to end its sessions before it is killed. */
const graceMillis = 2_000;

/** Why a process went, in words, from Electron's reason. */
const reasonTexts: Readonly<Record<string, string>> = {
  killed: "it was killed",
  crashed: "it crashed",
  oom: "it ran out of memory",
  "abnormal-exit": "it ended with an error",
  "launch-failed": "it could not be started",
  "integrity-failure": "its files are damaged",
};

function control(child: UtilityProcess, message: HostControl, ports: Electron.MessagePortMain[] = []): void {
  child.postMessage(message, ports);
}

/**
 * Owns the engine host: starts it, hands each start's port to the window, restarts it after a crash as long as the
 * budget allows, and ends it within bounded time.
 */
export class EngineSupervisor {
  private child: UtilityProcess | null = null;
  private status: EngineStatus = { state: "starting" };
  private page: WebContents | null = null;
  private isStopping = false;
  private goneReason: string | null = null;
  private readonly budget = new RestartBudget();

  /** `checkpoints` names the folder for all runs' checkpoints once the app is ready. */
  constructor(
    private readonly resources: Pick<Resources, "engineHost" | "addon">,
    private readonly checkpoints: () => string,
  ) {
    app.on("child-process-gone", (_event, details) => {
      if (details.name === serviceName || details.serviceName === serviceName) this.goneReason = details.reason;
    });
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
      stdio: "inherit",
    });
    this.child = child;
    this.report({ state: "starting" });
    child.on("message", () => {
      if (this.child === child) this.report({ state: "ready" });
    });
    child.on("exit", (code) => {
      if (this.child !== child) return;
      this.child = null;
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

  /** The person asked: starts a host that is down, or replaces one that hangs. */
  restart(): void {
    this.budget.reset();
    const child = this.child;
    if (child === null) {
      this.start();
      return;
    }
    this.child = null;
    child.kill();
    this.start();
  }

  /** Ends the host: asked first, killed when it does not listen. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const child = this.child;
    if (child === null) return;
    this.child = null;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    control(child, { type: "shutdown" });
    const { pid } = child;
    const timer = setTimeout(() => {
      if (pid !== undefined) process.kill(pid, "SIGKILL");
    }, graceMillis);
    await ended;
    clearTimeout(timer);
  }

  private connect(): void {
    if (this.child === null || this.page === null || this.page.isDestroyed()) return;
    const { port1, port2 } = new MessageChannelMain();
    control(this.child, { type: "connect", checkpoints: this.checkpoints() }, [port2]);
    this.page.postMessage(enginePortChannel, null, [port1]);
  }

  private afterExit(code: number): void {
    if (this.isStopping || this.child !== null) return;
    const reason = reasonTexts[this.goneReason ?? ""] ?? `it ended by itself with code ${code}`;
    const restarting = this.budget.allowsRestart(Date.now());
    this.report({ state: "crashed", reason, restarting });
    if (restarting) this.start();
  }

  private report(status: EngineStatus): void {
    this.status = status;
    if (this.page !== null) sendEvent(this.page, "engine_status", status);
  }
}
