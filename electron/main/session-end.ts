import { app, type BrowserWindow, powerMonitor } from "electron";

/** Signals by which a session, a terminal or a service manager ends a program (SIGKILL cannot be heard). */
const endSignals = ["SIGTERM", "SIGHUP"] as const;

/**
 * Runs `lastWork` once when the system ends the session, asking nobody, and leaves when it is done. Called once the app is
 * ready: Chromium takes the signals for itself while it starts.
 */
export function onSessionEnd(lastWork: () => Promise<void>): (window: BrowserWindow) => void {
  let isEnding = false;
  const end = (): void => {
    if (isEnding) return;
    isEnding = true;
    void lastWork()
      .catch((failure: unknown) => console.error("The session ended in disorder:", failure))
      .finally(() => app.exit(0));
  };
  for (const signal of endSignals) process.on(signal, end);
  powerMonitor.on("shutdown", end);
  // Windows tells it to each window.
  return (window) => void window.on("session-end", end);
}
