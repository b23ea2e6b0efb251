import type { StoreApi } from "zustand";
import type {
  CheckpointCadence,
  CheckpointInfo,
  EpochSummary,
  HostFailure,
  RunCapabilities,
  RunOutcome,
  RunSnapshot,
  RunStarted,
  RunState,
  TestLook,
} from "../../engine/contract";
import type { SequenceFault } from "../bridge";

/** Where a run stands: `idle` before it began, `starting` until the engine answered. */
export type RunPhase = "idle" | "starting" | RunState;

/** A fault in the stream of figures: lost or foreign batches, or one whose arrays do not fit. */
export type StreamFault =
  | SequenceFault
  | { readonly kind: "malformed"; readonly run: string; readonly message: string };

export interface RunStoreState {
  readonly state: RunPhase;
  /** What can be asked of it. */
  readonly capabilities: RunCapabilities;
  /** Id of the run; null before the first. */
  readonly run: string | null;
  /** What is being trained; later edits do not reach it. */
  readonly snapshot: RunSnapshot | null;
  /** Epoch being trained, from 1; 0 before the first step. */
  readonly epoch: number;
  readonly epochs: number;
  /** Training steps taken since the run began. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  readonly rowsPerSecond: number;
  /** Estimated seconds of training left; null while unknown or over. */
  readonly secondsLeft: number | null;
  /** Seconds the run trained until it ended, pauses left out; null until then. */
  readonly secondsTaken: number | null;
  readonly failure: HostFailure | null;
  /** How the run ended, once it has without a failure. */
  readonly outcome: RunOutcome | null;
  readonly epochSummaries: readonly EpochSummary[];
  /** Whether the engine has begun it: what it declared is there. */
  readonly hasBegun: boolean;
  readonly trainingRows: number;
  readonly validationRows: number;
  readonly parameters: number;
  /** Rows left out because a used cell was missing. */
  readonly missingRows: number;
  /** Rows kept for a test. */
  readonly testRows: number;
  /** What is known of looks at them. */
  readonly test: TestStanding;
  /** The newest checkpoint; null before the first. */
  readonly checkpoint: CheckpointInfo | null;
  /** Where the run last went on after its engine had ended; null when it never did, or began again from its start. */
  readonly wentOnFrom: { readonly epoch: number; readonly batch: number } | null;
  /** How often the run went on, or began again, after its engine had ended. */
  readonly revivals: number;
  /** What last went wrong beside the training, which goes on. */
  readonly warning: HostFailure | null;
  /** Faults of the stream since the run began: how many, and the newest few. */
  readonly faultCount: number;
  readonly faults: readonly StreamFault[];
}

/** How a run's test rows stand: whether somebody looked, and what was seen. */
export interface TestStanding {
  /** Looks at the same rows by other runs; null until it was asked. */
  readonly looksBefore: number | null;
  readonly look: TestLook | null;
  readonly isBusy: boolean;
  readonly problem: HostFailure | null;
}

export const untested: TestStanding = { looksBefore: null, look: null, isBusy: false, problem: null };

export const idleRun: RunStoreState = {
  state: "idle",
  capabilities: { control: true, continue: true, analyze: true, model: true },
  run: null,
  snapshot: null,
  epoch: 0,
  epochs: 0,
  step: 0,
  stepsPerEpoch: 0,
  rowsPerSecond: 0,
  secondsLeft: null,
  secondsTaken: null,
  failure: null,
  outcome: null,
  epochSummaries: [],
  hasBegun: false,
  trainingRows: 0,
  validationRows: 0,
  parameters: 0,
  missingRows: 0,
  testRows: 0,
  test: untested,
  checkpoint: null,
  wentOnFrom: null,
  revivals: 0,
  warning: null,
  faultCount: 0,
  faults: [],
};

/** A few seconds of work to lose at most; checkpoints of a run are kept until another is trained or the app ends. */
export const checkpointCadence: CheckpointCadence = {
  every_seconds: 3,
  every_epochs: null,
  history_bytes: 256 * 2 ** 20,
};

export type RunStore = StoreApi<RunStoreState>;

/** Whether a run holds the engine: the training setup is locked meanwhile. */
export function isActive(state: RunPhase): boolean {
  return state === "starting" || state === "running" || state === "paused";
}

/** What a run's start tells, as store state. */
export function startedState(started: RunStarted): Partial<RunStoreState> {
  return {
    state: "running",
    epochs: started.epochs,
    stepsPerEpoch: started.steps_per_epoch,
    hasBegun: true,
    trainingRows: started.training_rows,
    validationRows: started.validation_rows,
    parameters: started.parameters,
    missingRows: started.missing_rows,
    testRows: started.test_rows,
    step: started.first_step,
    epoch: epochOfStep(started.first_step, started.steps_per_epoch),
  };
}

/** Epoch of the step last taken, from 1; 0 before the first step. */
export function epochOfStep(step: number, stepsPerEpoch: number): number {
  return stepsPerEpoch > 0 ? Math.ceil(step / stepsPerEpoch) : 0;
}

/** Seconds until the last epoch is done at the present speed; null when the speed is unknown. */
export function estimateSecondsLeft(progress: {
  readonly step: number;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly trainingRows: number;
  readonly rowsPerSecond: number;
}): number | null {
  const { step, epochs, stepsPerEpoch, trainingRows, rowsPerSecond } = progress;
  if (!(rowsPerSecond > 0) || stepsPerEpoch <= 0) return null;
  const epochsLeft = Math.max(0, epochs - step / stepsPerEpoch);
  return (epochsLeft * trainingRows) / rowsPerSecond;
}
