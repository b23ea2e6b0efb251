/** The engine's process: compiles, owns native sessions, relays their events. The only place of the app that loads the addon. */
import { createRequire } from "node:module";
import type { HostControl, HostReport, NativeModule } from "../../engine/contract";
import { EngineServices } from "./engine-services";
import { WindowConnection } from "./window-connection";

// The main process knows where the addon lies and names it last.
const addonPath = process.argv.at(-1) ?? "";
const addon: NativeModule = createRequire(__filename)(addonPath);
let services: EngineServices | null = null;
let connection: WindowConnection | null = null;

const reportMain = (report: HostReport): void => process.parentPort.postMessage(report);

process.parentPort.on("message", ({ data, ports }) => {
  const message: HostControl = data;
  const port = ports[0];
  if (message.type === "ping") reportMain({ type: "pong" });
  else if (message.type === "connect" && port !== undefined) {
    services ??= new EngineServices(addon, message.places, (progress) => reportMain({ type: "run", progress }));
    connection?.close();
    connection = new WindowConnection(port, services);
  } else if (message.type === "may_write") services?.writable.allow(message.path);
  else if (message.type === "end_runs") void services?.endRuns();
  else if (message.type === "shutdown") void Promise.resolve(services?.close()).finally(() => process.exit(0));
});

reportMain({ type: "ready" });
