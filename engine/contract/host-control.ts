import type { Failure, RunState } from "./generated";

/**
 * Main process → engine host. `connect` carries the window's port, a later one replacing the earlier, and the absolute
 * folder under which each run has one for its checkpoints, and the file that counts looks at test rows. `ping` is answered from the event loop. `may_write` names a
 * file that the person chose to be written, once. `end_runs` comes when the window closed for good: nobody will ask for
 * its runs again.
 */
export type HostControl =
  | { readonly type: "connect"; readonly places: { readonly checkpoints: string; readonly testLooks: string } }
  | { readonly type: "ping" }
  | { readonly type: "may_write"; readonly path: string }
  | { readonly type: "end_runs" }
  | { readonly type: "shutdown" };

/** Where the newest run stands: told at each change of state, and twice a second at most while it goes on. */
export interface RunProgress {
  readonly run: string;
  readonly state: RunState;
  /** Share of all epochs that is done, 0 to 1. */
  readonly fraction: number;
  /** Epochs begun, and those set. */
  readonly epoch: number;
  readonly epochs: number;
  /** Training loss of the last epoch that ended; null before one has. */
  readonly loss: number | null;
  /** Why it failed; null unless it has. */
  readonly failure: Failure | null;
}

/**
 * Engine host → main process: `ready` once the addon is loaded and requests are answered, `pong` for each ping, and how
 * the run goes.
 */
export type HostReport =
  | { readonly type: "ready" }
  | { readonly type: "pong" }
  | { readonly type: "run"; readonly progress: RunProgress };
