import type { StoreApi } from "zustand";
import { type Analysis, WHOLE_ANALYSIS } from "../../engine/contract";
import type { EngineClient } from "../bridge";
import { problemOfRequest } from "./run-controller";
import type { RunProblem, RunStore, RunStoreState } from "./run-store";

/** Where looking into the window's run stands. `analysis` is the run's newest result, kept until another run starts. */
export type AnalysisState =
  | { readonly kind: "idle"; readonly analysis: null }
  | { readonly kind: "busy"; readonly analysis: Analysis | null }
  | { readonly kind: "failed"; readonly analysis: Analysis | null; readonly problem: RunProblem }
  | { readonly kind: "shown"; readonly analysis: Analysis };

export const noAnalysis: AnalysisState = { kind: "idle", analysis: null };

/** Why a run cannot be looked into: there is none, it moves, or it went with its engine. */
export type AnalysisHindrance = "no_run" | "under_way" | "lost";

/** What keeps the window's run from being looked into; null when nothing does. */
export function analysisHindrance({
  state,
  failure,
}: Pick<RunStoreState, "state" | "failure">): AnalysisHindrance | null {
  if (state === "idle") return "no_run";
  if (state === "starting" || state === "running") return "under_way";
  return state === "failed" && failure?.code.startsWith("engine_") ? "lost" : null;
}

/** What the controller works with; the window's own parts, or a test's. */
export interface AnalysisParts {
  readonly engine: Pick<EngineClient, "request">;
  readonly runs: RunStore;
  readonly store: StoreApi<AnalysisState>;
}

/** Has the engine look into the window's run while it rests, and forgets what it told once another run starts. */
export class AnalysisController {
  constructor(private readonly parts: AnalysisParts) {
    parts.runs.subscribe((now, before) => {
      if (now.run !== before.run) parts.store.setState(noAnalysis, true);
    });
  }

  /** Computes everything there is; does nothing while that goes on, or while the run cannot be looked into. */
  async analyze(): Promise<void> {
    const { engine, runs, store } = this.parts;
    const { run } = runs.getState();
    const { kind, analysis } = store.getState();
    if (run === null || kind === "busy" || analysisHindrance(runs.getState()) !== null) return;
    const busy: AnalysisState = { kind: "busy", analysis };
    store.setState(busy, true);
    let told: AnalysisState;
    try {
      told = { kind: "shown", analysis: await engine.request("analyze_run", { run, request: WHOLE_ANALYSIS }) };
    } catch (error) {
      told = { kind: "failed", analysis, problem: problemOfRequest(error) };
    }
    // Otherwise another run has started meanwhile, and what was told is of the one before it.
    if (store.getState() === busy) store.setState(told, true);
  }
}
