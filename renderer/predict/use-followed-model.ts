import { useEffect } from "react";
import { engine } from "../bridge";
import { analysisHindrance, type RunStoreState, useRun, useShownRun } from "../runs";
import { predictActions } from "./predict-actions";
import { usePredict } from "./predict-store";

/** Why the run on screen cannot predict: there is none, it moves, it failed, it went with its engine, or it is a recording. */
export type PredictHindrance = "no_run" | "under_way" | "failed" | "lost" | "recorded";

/** What keeps a run from predicting; null when nothing does. */
export function predictHindrance(run: RunStoreState): PredictHindrance | null {
  const hindrance = analysisHindrance(run);
  if (hindrance !== null) return hindrance;
  if (run.state === "failed") return "failed";
  if (!run.capabilities.model) return "recorded";
  return run.step === 0 ? "no_run" : null;
}

// What another engine held is gone with it.
engine.onStatus(({ state }) => {
  if (state !== "ready") predictActions.drop();
});

/** Takes up the model that is wanted, and the shown run's anew whenever it comes to rest; answers what stands against it. */
export function useFollowedModel(): PredictHindrance | null {
  const run = useShownRun();
  const step = useRun((state) => state.step);
  const hindrance = useRun(predictHindrance);
  const wanted = usePredict((state) => state.wanted);
  const source = usePredict((state) => state.source);
  const usedStep = usePredict((state) => state.usedStep);
  useEffect(() => {
    if (wanted.kind === "file") {
      if (source === null) void predictActions.wantFile(wanted.path);
      return;
    }
    const isSame = source?.kind === "run" && source.run === run.id;
    if (hindrance === null && !(isSame && usedStep === step)) void predictActions.takeRun(run);
    // While the run goes on, what it had learnt when it rested still predicts.
    if (hindrance !== null && source !== null && !(isSame && hindrance === "under_way")) predictActions.drop();
  }, [run, step, hindrance, wanted, source, usedStep]);
  return wanted.kind === "file" ? null : hindrance;
}
