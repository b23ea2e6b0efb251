import type { Analysis, HostFailure } from "../../engine/contract";
import { isEngineGone } from "./run-problem";
import type { RunStoreState } from "./run-store";

/** Where looking into a run stands. `analysis` is its newest result. */
export type AnalysisState =
  | { readonly kind: "idle"; readonly analysis: null }
  | { readonly kind: "busy"; readonly analysis: Analysis | null }
  | { readonly kind: "failed"; readonly analysis: Analysis | null; readonly problem: HostFailure }
  | { readonly kind: "shown"; readonly analysis: Analysis };

export const noAnalysis: AnalysisState = { kind: "idle", analysis: null };

/** Why a run cannot be looked into: there is none, it moves, it went with its engine, or it is a recording. */
export type AnalysisHindrance = "no_run" | "under_way" | "lost" | "recorded";

/** What keeps a run from being looked into; null when nothing does. */
export function analysisHindrance({
  state,
  failure,
  capabilities,
}: Pick<RunStoreState, "state" | "failure" | "capabilities">): AnalysisHindrance | null {
  if (state === "idle") return "no_run";
  if (!capabilities.analyze && !capabilities.continue) return "recorded";
  if (state === "starting" || state === "running") return "under_way";
  return state === "failed" && failure !== null && isEngineGone(failure) ? "lost" : null;
}
