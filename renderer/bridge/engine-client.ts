import type { EngineStatus } from "../../electron/contract";
import {
  type FailureCode,
  type FailureKind,
  failure,
  failureCodes,
  failureText,
  type HostFailure,
  type HostMessage,
  type HostRequestMessage,
  type HostRequestName,
  type HostRequests,
  type RunEventBatch,
} from "../../engine/contract";
import type { Diagnostic } from "../../engine/model";
import { type SequenceFault, SequenceGuard } from "./sequence-guard";

/** Why a request to the engine failed: the host's own answer, or `engine_lost` / `engine_unavailable` from here. */
export class EngineFailure extends Error {
  constructor(readonly failure: HostFailure) {
    super(failureText(failure));
    this.name = "EngineFailure";
  }

  get code(): FailureCode {
    return this.failure.code;
  }

  /** What its code belongs to: `engine` where the engine's process itself is the reason. */
  get kind(): FailureKind {
    return failureCodes[this.code].kind;
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.failure.diagnostics ?? [];
  }
}

/** What a request answers; null where the engine refused it or ended. */
export async function unlessRefused<Answer>(request: Promise<Answer>): Promise<Answer | null> {
  try {
    return await request;
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    return null;
  }
}

function unavailable(reason: string): EngineFailure {
  const words = { found: `no running engine (${reason})`, expected: "one", help: "restart it, then try again" };
  return new EngineFailure(failure("engine_unavailable", { ...words, values: { reason } }));
}

/** The part of `MessagePort` the client uses, so that any real port (window's or Node's) fits. */
export interface EnginePort {
  postMessage(message: HostRequestMessage): void;
  addEventListener(type: "message", listener: (event: MessageEvent<HostMessage>) => void): void;
  addEventListener(type: "close", listener: () => void): void;
  start(): void;
  close(): void;
}

interface Pending {
  readonly name: HostRequestName;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (failure: EngineFailure) => void;
}

type Listener<Value> = (value: Value) => void;

/**
 * Requests, events and status of the engine host over a port that is replaced whenever the host restarts.
 * While no port is there but one is expected, requests wait; when the host has died for good, they fail at once.
 */
export class EngineClient {
  private port: EnginePort | null = null;
  private nextId = 1;
  private readonly pending = new Map<number, Pending>();
  private waiting: HostRequestMessage[] = [];
  private currentStatus: EngineStatus = { state: "starting" };
  private readonly guard = new SequenceGuard();
  private readonly eventListeners = new Set<Listener<RunEventBatch>>();
  private readonly faultListeners = new Set<Listener<SequenceFault>>();
  private readonly statusListeners = new Set<Listener<EngineStatus>>();

  get status(): EngineStatus {
    return this.currentStatus;
  }

  /** Sends a request; rejects with `EngineFailure`, never with anything else. */
  request<Name extends HostRequestName>(
    name: Name,
    body: HostRequests[Name]["request"],
  ): Promise<HostRequests[Name]["answer"]> {
    return new Promise<HostRequests[Name]["answer"]>((resolve, reject) => {
      if (this.port === null && this.currentStatus.state === "crashed" && !this.currentStatus.restarting) {
        reject(unavailable(this.currentStatus.reason));
        return;
      }
      const id = this.nextId++;
      this.pending.set(id, {
        name,
        resolve: (answer) => resolve(answer as HostRequests[Name]["answer"]),
        reject,
      });
      // The message is one member of the union by construction of `Name` and `body`.
      const message = { id, name, body } as HostRequestMessage;
      if (name === "start_run" && body !== null && "run" in body && typeof body.run === "string")
        this.guard.announce(body.run);
      if (this.port === null) this.waiting.push(message);
      else this.port.postMessage(message);
    });
  }

  /**
   * Has all that a run told come as events, from its first batch on, and then what it tells live. Rejects like `request`;
   * resolves once live.
   */
  async attach(run: string): Promise<void> {
    this.guard.announce(run);
    for (let from = 0, live = false; !live; ) {
      const piece = await this.request("replay_run", { run, from });
      for (const batch of piece.batches) {
        // A record that was thinned leaves numbers out: nothing is missing.
        this.guard.announce(run, batch.sequence);
        this.deliver(batch);
        from = batch.sequence + 1;
      }
      live = piece.live;
    }
  }

  /** Batches of runs this window started or attached to, in order. Returns the unsubscriber. */
  onEvents(listener: Listener<RunEventBatch>): () => void {
    return subscribe(this.eventListeners, listener);
  }

  /** Batches that went missing, came twice or belong to nobody: to be shown, never swallowed. */
  onSequenceFault(listener: Listener<SequenceFault>): () => void {
    return subscribe(this.faultListeners, listener);
  }

  /** Status changes of the host; read `status` for the present one. */
  onStatus(listener: Listener<EngineStatus>): () => void {
    return subscribe(this.statusListeners, listener);
  }

  /** Takes over a port to a host that has just started; everything asked of the previous host is lost. */
  connect(port: EnginePort): void {
    const previous = this.port;
    if (previous !== null) {
      this.port = null;
      previous.close();
      this.abandon("an engine that was restarted before it answered");
      this.setStatus({ state: "crashed", reason: "restarted", restarting: true });
    }
    this.port = port;
    port.addEventListener("message", (event) => {
      if (this.port === port) this.receive(event.data);
    });
    port.addEventListener("close", () => {
      if (this.port === port) this.lose("an engine process that ended before it answered");
    });
    port.start();
    const held = this.waiting;
    this.waiting = [];
    for (const message of held) port.postMessage(message);
    this.setStatus({ state: "ready" });
  }

  /** What the main process says about the host; a crash also ends everything pending. */
  reportStatus(status: EngineStatus): void {
    if (status.state === "ready" && this.port === null) return; // The port says so itself, once it is here.
    if (status.state === "starting" && this.port !== null) return;
    if (status.state === "crashed") {
      this.port?.close();
      this.port = null;
      this.abandon(`an engine process that ended: ${status.reason}`);
      if (!status.restarting) this.refuseWaiting(status.reason);
    }
    this.setStatus(status);
  }

  private receive(message: HostMessage): void {
    if (message.type === "events") {
      this.deliver(message.batch);
      return;
    }
    const pending = this.pending.get(message.id);
    if (pending === undefined) return; // Answered after its asker was told that the host was lost.
    this.pending.delete(message.id);
    if (message.ok) pending.resolve(message.body);
    else pending.reject(new EngineFailure(message.failure));
  }

  private deliver(batch: RunEventBatch): void {
    const { deliver, fault } = this.guard.check(batch);
    if (fault !== null) emit(this.faultListeners, fault);
    if (deliver) emit(this.eventListeners, batch);
  }

  /** The port closed by itself: the host is gone even if the main process has not said so yet. */
  private lose(reason: string): void {
    this.port = null;
    this.abandon(reason);
    if (this.currentStatus.state === "ready") {
      this.setStatus({ state: "crashed", reason: "connection_closed", restarting: true });
    }
  }

  /** Rejects what was sent and not answered; what still waits for a port goes to the next host. */
  private abandon(found: string): void {
    this.guard.clear();
    const held = new Set(this.waiting.map((request) => request.id));
    for (const request of this.waiting) {
      if (request.name === "start_run") this.guard.announce(request.body.run);
    }
    for (const [id, pending] of [...this.pending]) {
      if (held.has(id)) continue;
      this.pending.delete(id);
      pending.reject(new EngineFailure(failure("engine_lost", { found, expected: "an answer", help: "try again" })));
    }
  }

  private refuseWaiting(reason: string): void {
    for (const request of this.waiting) {
      const pending = this.pending.get(request.id);
      this.pending.delete(request.id);
      pending?.reject(unavailable(reason));
    }
    this.waiting = [];
  }

  private setStatus(status: EngineStatus): void {
    this.currentStatus = status;
    emit(this.statusListeners, status);
  }
}

function subscribe<Value>(listeners: Set<Listener<Value>>, listener: Listener<Value>): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function emit<Value>(listeners: ReadonlySet<Listener<Value>>, value: Value): void {
  for (const listener of [...listeners]) listener(value);
}
