/** The engine's process: compiles, owns native sessions, relays their events. The only place of the app that loads the addon. */
import { createRequire } from "node:module";
import type { HostControl, HostReady, NativeModule } from "../../engine/contract";
import { CheckpointFolders } from "./checkpoint-folders";
import { TableCache } from "./table-cache";
import { WindowConnection } from "./window-connection";

// The main process knows where the addon lies and names it last.
const addonPath = process.argv.at(-1) ?? "";
const addon: NativeModule = createRequire(__filename)(addonPath);
const tables = new TableCache(addon);
let connection: WindowConnection | null = null;

process.parentPort.on("message", ({ data, ports }) => {
  const message: HostControl = data;
  const previous = connection;
  const port = ports[0];
  if (message.type === "connect" && port !== undefined) {
    connection = new WindowConnection(port, addon, tables, new CheckpointFolders(message.checkpoints));
    void previous?.close();
  } else if (message.type === "shutdown") {
    void Promise.resolve(previous?.close()).finally(() => process.exit(0));
  }
});

const ready: HostReady = { type: "ready" };
process.parentPort.postMessage(ready);
