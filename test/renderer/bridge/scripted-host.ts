import type { HostFailure, HostMessage, HostRequestMessage, RunEventBatch } from "../../../engine/contract";
import type { EngineClient, EnginePort } from "../../../renderer/bridge";

/** The far end of a real message channel, answering as a test says: an engine host without an engine. */
export class ScriptedHost {
  readonly received: HostRequestMessage[] = [];
  private readonly channel = new MessageChannel();
  private readonly waiting: ((message: HostRequestMessage) => void)[] = [];
  /** Called with each request; what it returns is the answer. Without one, requests stay open. */
  onRequest: ((message: HostRequestMessage) => unknown) | null = null;

  constructor() {
    this.channel.port1.onmessage = (event: MessageEvent<HostRequestMessage>) => {
      this.received.push(event.data);
      this.waiting.shift()?.(event.data);
      const answer = this.onRequest?.(event.data);
      if (answer !== undefined) this.answer(event.data.id, answer);
    };
  }

  /** The end the window holds. */
  get port(): EnginePort {
    return this.channel.port2;
  }

  connectTo(client: EngineClient): this {
    client.connect(this.port);
    return this;
  }

  /** The next request to arrive. */
  next(): Promise<HostRequestMessage> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
    });
  }

  answer(id: number, body: unknown): void {
    this.send({ type: "answer", id, ok: true, body });
  }

  fail(id: number, failure: HostFailure): void {
    this.send({ type: "answer", id, ok: false, failure });
  }

  events(batch: RunEventBatch): void {
    this.send({ type: "events", batch });
  }

  close(): void {
    this.channel.port1.close();
  }

  private send(message: HostMessage): void {
    this.channel.port1.postMessage(message);
  }
}

/** Lets every message already posted arrive. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0));
}

/** A batch without figures, to be filled in. */
export function emptyBatch(run: string, sequence: number): RunEventBatch {
  return {
    run,
    sequence,
    states: [],
    epochs: [],
    failure: null,
    outcome: null,
    checkpoints: [],
    warnings: [],
    epoch: 0,
    step: 0,
    rows_per_second: 0,
    records: [],
  };
}
