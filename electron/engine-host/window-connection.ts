import type { MessagePortMain } from "electron";
import { failureOfThrown, type HostMessage, type HostRequestName, type RunEventBatch } from "../../engine/contract";
import type { EngineServices } from "./engine-services";
import { RequestFailure } from "./host-failure";
import { type HostHandlers, hostHandlers } from "./request-handlers";
import { requestFault } from "./request-schemas";

interface IncomingRequest {
  readonly id: number;
  readonly name: HostRequestName;
  readonly body: never;
}

function isRequest(message: unknown, handlers: HostHandlers): message is IncomingRequest {
  if (typeof message !== "object" || message === null) return false;
  const { id, name, body } = message as Partial<Record<"id" | "name" | "body", unknown>>;
  return typeof id === "number" && typeof name === "string" && Object.hasOwn(handlers, name) && body !== undefined;
}

const badRequest = (found: string, request: string): RequestFailure => {
  const help = "report it, with the project";
  return new RequestFailure("bad_request", { found, expected: "a request of the contract", help, values: { request } });
};

/** One page's port: answers its requests and relays what runs tell until it is closed. Runs outlive it. */
export class WindowConnection {
  private readonly viewer = (batch: RunEventBatch): void => this.send({ type: "events", batch });

  constructor(
    private readonly port: MessagePortMain,
    private readonly services: EngineServices,
  ) {
    const handlers = hostHandlers(services, this.viewer);
    port.on("message", ({ data }) => void this.answer(data, handlers));
    port.on("close", () => services.release(this.viewer));
    port.start();
  }

  /** Lets go of the page and its port. */
  close(): void {
    this.services.release(this.viewer);
    this.port.close();
  }

  private async answer(message: unknown, handlers: HostHandlers): Promise<void> {
    if (!isRequest(message, handlers)) {
      const id = (message as { readonly id?: unknown } | null)?.id;
      const { failure } = badRequest("a request that the engine does not know", "");
      if (typeof id === "number") this.send({ type: "answer", id, ok: false, failure });
      return;
    }
    const { id, name, body } = message;
    const fault = requestFault(name, body);
    if (fault !== null) {
      const { failure } = badRequest(`a malformed ${name}: ${fault}`, name);
      this.send({ type: "answer", id, ok: false, failure });
      return;
    }
    try {
      const handler: (body: never) => unknown = handlers[name];
      this.send({ type: "answer", id, ok: true, body: await handler(body) });
    } catch (thrown) {
      const failure = failureOfThrown(thrown);
      // A fault of ours deserves its stack in the log; the others are the person's to fix.
      if (failure.code === "internal") console.error(thrown);
      this.send({ type: "answer", id, ok: false, failure });
    }
  }

  private send(message: HostMessage): void {
    this.port.postMessage(message);
  }
}
