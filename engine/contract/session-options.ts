import type { CheckpointSettings } from "./generated";

/** How often a run is checkpointed, wherever that is; it also is once when it ends or is stopped. */
export type CheckpointCadence = Omit<CheckpointSettings, "directory">;
