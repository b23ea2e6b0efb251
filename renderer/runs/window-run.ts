import { create } from "zustand";
import { engine } from "../bridge";
import { documentActions, useDocument } from "../document";
import { AnalysisController, type AnalysisState, noAnalysis } from "./analysis-controller";
import { chosenWeights } from "./initial-weights";
import { RunController } from "./run-controller";
import { useRun } from "./run-store";
import { sameSetup } from "./same-setup";
import { StatisticsStore } from "./statistics-store";

/** Figures of the window's run, for charts. */
export const statistics = new StatisticsStore((callback) => {
  requestAnimationFrame(() => callback());
});

const controller = new RunController({
  engine,
  store: useRun,
  statistics,
  takeSnapshot: () => documentActions.runSnapshot(),
  initialWeights: () => chosenWeights()?.weights ?? null,
  newRunId: () => crypto.randomUUID(),
});

/** Steers the window's run; each is safe to call in any state and does nothing where it makes no sense. */
export const runActions = {
  attach: (): Promise<void> => controller.attach(),
  train: (): Promise<void> => controller.train(),
  pause: (): Promise<void> => controller.pause(),
  resume: (): Promise<void> => controller.resume(),
  resumeFromCheckpoint: (): Promise<boolean> => controller.resumeFromCheckpoint(),
  stop: (): Promise<void> => controller.stop(),
};

/** What was found on looking into the window's run. */
export const useAnalysis = create<AnalysisState>(() => noAnalysis);

const analyst = new AnalysisController({ engine, runs: useRun, store: useAnalysis });

/** Looks into the window's run; does nothing while it makes no sense. */
export const analyzeRun = (): Promise<void> => analyst.analyze();

/** Whether the document has moved on from what the shown run trains; false when there is no run. */
export function useChangedSinceRun(): boolean {
  const snapshot = useRun((state) => state.snapshot);
  return useDocument((document) => snapshot !== null && !sameSetup(snapshot, document));
}
