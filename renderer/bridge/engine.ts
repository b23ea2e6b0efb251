import { desktop } from "./desktop";
import { EngineClient } from "./engine-client";

/** The engine host as this window sees it. */
export const engine = new EngineClient();

if (typeof window !== "undefined") {
  // Preload hands over a fresh port each time the host starts; only this window itself may do so.
  window.addEventListener("message", (event: MessageEvent<unknown>) => {
    const message = event.data;
    const announced =
      typeof message === "object" && message !== null && "type" in message && message.type === "engine_port";
    const port = event.ports[0];
    if (event.source === window && announced && port !== undefined) engine.connect(port);
  });
  desktop.on("engine_status", (status) => engine.reportStatus(status));
}
