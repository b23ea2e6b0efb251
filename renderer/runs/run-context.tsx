import { createContext, type ReactNode, useContext } from "react";
import { useStore } from "zustand";
import { useDocument } from "../document";
import type { AnalysisState } from "./analysis";
import type { Run } from "./run";
import type { RegistryState, RunRegistry } from "./run-registry";
import type { RunStoreState } from "./run-store";
import { sameSetup } from "./same-setup";

interface RunView {
  readonly registry: RunRegistry;
  /** What is shown where no other is given. */
  readonly run: Run;
}

const RunViewContext = createContext<RunView | null>(null);

interface RunsProviderProps {
  readonly registry: RunRegistry;
  readonly children: ReactNode;
}

/** Gives everything inside the runs of a registry, and the run that it shows. */
export function RunsProvider({ registry, children }: RunsProviderProps) {
  const run = useStore(registry.store, ({ shown }) => shown);
  return <RunViewContext value={{ registry, run }}>{children}</RunViewContext>;
}

function useRunView(): RunView {
  const view = useContext(RunViewContext);
  if (view === null) throw new Error("A part that shows a run stands outside of RunsProvider.");
  return view;
}

/** The run to show here. */
export function useShownRun(): Run {
  return useRunView().run;
}

/** A part of the state of the run to show here. */
export function useRun<Value>(selector: (state: RunStoreState) => Value): Value {
  return useStore(useShownRun().store, selector);
}

/** What was found on looking into the run to show here. */
export function useAnalysis(): AnalysisState {
  return useStore(useShownRun().analysis);
}

/** The registry of the runs around here, and a part of its state. */
export function useRuns<Value>(selector: (state: RegistryState) => Value): readonly [Value, RunRegistry] {
  const { registry } = useRunView();
  return [useStore(registry.store, selector), registry];
}

/** Whether the document has moved on from what the shown run trains; false when there is no run. */
export function useChangedSinceRun(): boolean {
  const snapshot = useRun((state) => state.snapshot);
  return useDocument((document) => snapshot !== null && !sameSetup(snapshot, document));
}
