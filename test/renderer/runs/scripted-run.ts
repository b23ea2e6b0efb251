import { create } from "zustand";
import { type CheckpointInfo, HISTOGRAM_BINS, type RunSnapshot, type RunStarted } from "../../../engine/contract";
import { emptyGraph, referenceTrainingSetup } from "../../../engine/model";
import { EngineClient } from "../../../renderer/bridge";
import { idleRun, RunController, type RunStoreState, StatisticsStore } from "../../../renderer/runs";
import { emptyBatch, type ScriptedHost } from "../bridge/scripted-host";

/** What a run that a test tells by hand trains. */
export const snapshot: RunSnapshot = { graph: emptyGraph, data: null, training: referenceTrainingSetup };

/** How it starts. */
export function startedAs(run: string): RunStarted {
  return {
    run,
    probes: [{ operation: 0, node: "dense_1", op: "dense", features: 4 }],
    steps_per_epoch: 100,
    epochs: 20,
    training_rows: 1600,
    validation_rows: 400,
    parameters: 10,
    histogram_edges: new Float64Array(HISTOGRAM_BINS + 1),
    missing_rows: 3,
    first_step: 0,
  };
}

/** A checkpoint of run-1 after some steps. */
export function checkpoint(step: number): CheckpointInfo {
  const path = `/checkpoints/run-1/checkpoint-${step}.safetensors`;
  return { path, epoch: 0, batch: step, step, bytes: 1000, saved_at_unix_millis: 0 };
}

/** A batch with the loss of one step. */
export function lossBatch(run: string, sequence: number, step: number) {
  return {
    ...emptyBatch(run, sequence),
    step: step + 1,
    rows_per_second: 1600,
    step_steps: Float64Array.of(step),
    step_losses: Float32Array.of(0.5),
    step_accuracies: Float32Array.of(0.75),
    step_merged: Uint32Array.of(1),
  };
}

/** A window's run control over a real channel to a scripted host; its runs are `run-1`, `run-2`, … or of another name. */
export function runWindow(host: ScriptedHost, name = "run") {
  const engine = new EngineClient();
  const store = create<RunStoreState>(() => idleRun);
  const statistics = new StatisticsStore(() => {});
  let runs = 0;
  const controller = new RunController({
    engine,
    store,
    statistics,
    takeSnapshot: () => snapshot,
    initialWeights: () => null,
    newRunId: () => `${name}-${++runs}`,
  });
  host.connectTo(engine);
  return { engine, store, statistics, controller, host };
}
