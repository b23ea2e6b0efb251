/** The window's only way out: `desktop` (the main process) and `engine` (the engine host's port), both typed. */
export * from "./desktop";
export * from "./engine";
export * from "./engine-client";
export * from "./sequence-guard";
