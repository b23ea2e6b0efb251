/**
 * Main process → engine host. `connect` carries the window's port, a later one replacing the earlier, and the absolute
 * folder under which each run has one for its checkpoints.
 */
export type HostControl = { readonly type: "connect"; readonly checkpoints: string } | { readonly type: "shutdown" };

/** Engine host → main process: the addon is loaded and requests are answered. */
export interface HostReady {
  readonly type: "ready";
}
