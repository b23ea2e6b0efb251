/** A display to draw on where there is no screen. */
import { spawn } from "node:child_process";
import { SetupError } from "./shell.mjs";

/** Whether this session can show a window by itself. */
export function hasDisplay() {
  return process.platform !== "linux" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * Runs `body` with the environment a window needs: this session's display, or an Xvfb that lives as long as the body.
 * @template Answer
 * @param {(env: Record<string, string>) => Promise<Answer>} body
 * @returns {Promise<Answer>}
 */
export async function withDisplay(body) {
  if (hasDisplay()) return body({});
  const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1920x1080x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  try {
    const number = await new Promise((resolve, reject) => {
      server.on("error", () =>
        reject(new SetupError("Xvfb was not found. Install it with: sudo apt-get install -y xvfb")),
      );
      server.on("exit", () => reject(new SetupError("Xvfb ended before it was ready.")));
      server.stdio[3]?.once("data", (data) => resolve(String(data).trim()));
    });
    return await body({ DISPLAY: `:${number}` });
  } finally {
    server.removeAllListeners("exit");
    server.kill();
  }
}
