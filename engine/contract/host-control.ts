/** Main process → engine host. `connect` carries the window's port; a later one replaces the earlier. */
export type HostControl = { readonly type: "connect" } | { readonly type: "shutdown" };

/** Engine host → main process: the addon is loaded and requests are answered. */
export interface HostReady {
  readonly type: "ready";
}
