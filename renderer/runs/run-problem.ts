import { failureCodes, type HostFailure } from "../../engine/contract";
import { EngineFailure } from "../bridge";

/** Why the engine did not do what was asked of it. */
export function problemOfRequest(error: unknown): HostFailure {
  if (!(error instanceof EngineFailure)) throw error;
  return error.failure;
}

/** Whether the engine's process itself is the reason. */
export function isEngineGone({ code }: Pick<HostFailure, "code">): boolean {
  return failureCodes[code].kind === "engine";
}
