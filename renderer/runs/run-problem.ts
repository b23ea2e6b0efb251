import { EngineFailure } from "../bridge";
import type { RunProblem } from "./run-store";

/** Why the engine did not do what was asked of it. */
export function problemOfRequest(error: unknown): RunProblem {
  if (!(error instanceof EngineFailure)) throw error;
  const node = error.diagnostics.find((diagnostic) => diagnostic.node !== undefined)?.node ?? null;
  return { code: error.code, message: error.message, help: null, node, diagnostics: error.diagnostics };
}
