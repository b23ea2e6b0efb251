/** The real engine host in this process, at the far end of a real message channel. */
import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MessagePortMain } from "electron";
import { EngineServices } from "../../electron/engine-host/engine-services";
import { WindowConnection } from "../../electron/engine-host/window-connection";
import type { HostMessage, RunProgress } from "../../engine/contract";
import type { EngineClient } from "../../renderer/bridge";
import { addon } from "./native-addon";

/** A port as Electron's main process has it, over one of this process. */
class MainPort extends EventEmitter {
  constructor(private readonly port: MessagePort) {
    super();
  }
  postMessage(message: HostMessage): void {
    this.port.postMessage(message);
  }
  start(): void {
    this.port.onmessage = ({ data }) => this.emit("message", { data, ports: [] });
  }
  close(): void {
    this.port.close();
    this.emit("close");
  }
}

/** An engine host with its places in a folder of its own. */
export class RealHost {
  /** What it told the main process. */
  readonly progress: RunProgress[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), "layerglass-host-"));
  private readonly services = new EngineServices(
    addon,
    { checkpoints: join(this.folder, "checkpoints"), testLooks: join(this.folder, "test-looks.json") },
    (progress) => this.progress.push(progress),
  );
  private readonly connections: WindowConnection[] = [];

  /** Connects a window's client, as the page does that is loaded next. */
  connectTo(client: EngineClient): this {
    const { port1, port2 } = new MessageChannel();
    // The class is Electron's; the host uses these of its members alone.
    const port: Pick<MessagePortMain, "postMessage" | "start" | "close"> & EventEmitter = new MainPort(port1);
    for (const before of this.connections.splice(0)) before.close();
    this.connections.push(new WindowConnection(port as MessagePortMain, this.services));
    client.connect(port2);
    return this;
  }

  /** Ends its runs and takes its folder away. */
  async close(): Promise<void> {
    await this.services.close();
    for (const connection of this.connections) connection.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
