import type { CheckpointInfo, RunSnapshot, RunStarted } from "../../../engine/contract";
import { emptyGraph, referenceTrainingSetup } from "../../../engine/model";
import { EngineClient } from "../../../renderer/bridge";
import { RunRegistry } from "../../../renderer/runs";
import { declarationOf, stepRecords } from "../../support/declared-stream";
import { emptyBatch, type ScriptedHost } from "../bridge/scripted-host";

/** What a run that a test tells by hand trains. */
export const snapshot: RunSnapshot = { graph: emptyGraph, data: null, training: referenceTrainingSetup };

/** How it starts. */
export function startedAs(run: string): RunStarted {
  return {
    run,
    declaration: declarationOf([{ operation: 0, node: "dense_1", op: "dense", features: 4 }]),
    steps_per_epoch: 100,
    epochs: 20,
    training_rows: 1600,
    validation_rows: 400,
    parameters: 10,
    test_rows: 0,
    missing_rows: 3,
    first_step: 0,
  };
}

/** A checkpoint of run-1 after some steps. */
export function checkpoint(step: number): CheckpointInfo {
  return { name: `checkpoint-${step}.safetensors`, epoch: 0, batch: step, step, bytes: 1000, saved_at_unix_millis: 0 };
}

/** A batch with the loss of one step. */
export function lossBatch(run: string, sequence: number, step: number) {
  return {
    ...emptyBatch(run, sequence),
    step: step + 1,
    rows_per_second: 1600,
    records: [stepRecords([step], [0.5], [0.75])],
  };
}

/** A window's runs over a real channel to a scripted host; they are `run-1`, `run-2`, … or of another name. */
export function runWindow(host: ScriptedHost, name = "run", maximumBytes?: number) {
  const engine = new EngineClient();
  let count = 0;
  const runs = new RunRegistry({
    engine,
    takeSnapshot: () => snapshot,
    initialWeights: () => null,
    newRunId: () => `${name}-${++count}`,
    schedule: () => {},
    ...(maximumBytes !== undefined && { maximumBytes }),
  });
  host.connectTo(engine);
  return { engine, runs, host };
}
