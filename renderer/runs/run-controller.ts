import type { EngineStatus } from "../../electron/contract";
import type {
  EpochSummary,
  HostRequests,
  InitialWeights,
  RunEventBatch,
  RunSnapshot,
  RunStarted,
} from "../../engine/contract";
import { type EngineClient, EngineFailure } from "../bridge";
import {
  checkpointCadence,
  epochOfStep,
  estimateSecondsLeft,
  idleRun,
  isActive,
  problemOfFailure,
  type RunProblem,
  type RunStore,
  type RunStoreState,
  type StreamFault,
  startedState,
} from "./run-store";
import type { StatisticsStore } from "./statistics-store";

const FAULTS_SHOWN = 20;

type RunEngine = Pick<EngineClient, "request" | "onEvents" | "onStatus" | "onSequenceFault">;

/** What the controller works with; the window's own parts, or a test's. */
export interface RunParts {
  readonly engine: RunEngine;
  readonly store: RunStore;
  readonly statistics: StatisticsStore;
  /** The document as it is now, with the absolute path of its data. */
  readonly takeSnapshot: () => RunSnapshot;
  /** What training starts from; null for fresh weights. */
  readonly initialWeights: () => InitialWeights | null;
  readonly newRunId: () => string;
}

/** Starts and steers runs, and feeds their events into the run store and the statistics store. */
export class RunController {
  private readonly parts: RunParts;
  /** Batches that overtook the answer to `start_run`; null once that answer is here. */
  private early: RunEventBatch[] | null = null;
  /** What the run started from. */
  private initial: InitialWeights | null = null;
  /** Trained so far, and since when it goes on (null while it does not); milliseconds. */
  private trained = { millis: 0, since: null as number | null };

  constructor(parts: RunParts) {
    this.parts = parts;
    parts.engine.onEvents((batch) => this.receive(batch));
    parts.engine.onSequenceFault((fault) => this.noteFault(fault));
    parts.engine.onStatus((status) => this.followEngine(status));
  }

  /** Trains the document as it is now. Does nothing while a run is active. */
  async train(): Promise<void> {
    const { store, statistics } = this.parts;
    if (isActive(store.getState().state)) return;
    const snapshot = this.parts.takeSnapshot();
    const run = this.parts.newRunId();
    const initial = this.parts.initialWeights();
    this.initial = initial;
    store.setState({ state: "starting", run, snapshot, failure: null, secondsLeft: null, faultCount: 0, faults: [] });
    const problem = await this.start(
      { ...snapshot, run, checkpoints: checkpointCadence, resume: null, initial },
      (started) => {
        statistics.begin(started);
        this.trained = { millis: 0, since: performance.now() };
        store.setState({ ...idleRun, run, snapshot, ...startedState(started) });
      },
    );
    if (problem) store.setState({ state: "failed", failure: problem });
  }

  /**
   * Goes on with a run whose engine ended, from its newest checkpoint; answers whether it does. The figures shown stay:
   * what the engine tells again of steps that were shown is the same to the bit.
   */
  async resumeFromCheckpoint(): Promise<boolean> {
    const { store, statistics } = this.parts;
    const { state, run, snapshot, checkpoint, failure } = store.getState();
    if (state !== "failed" || run === null || snapshot === null || checkpoint === null) return false;
    store.setState({ state: "starting", failure: null });
    const resumed = {
      ...snapshot,
      run,
      checkpoints: checkpointCadence,
      resume: checkpoint.path,
      initial: this.initial,
    };
    const problem = await this.start(resumed, (started) => {
      statistics.goOn(started);
      this.trained = { ...this.trained, since: performance.now() };
      store.setState({ ...startedState(started), outcome: null, warning: null });
    });
    // The offer stays while the engine is merely not there yet.
    if (problem) store.setState({ state: "failed", failure: problem.code.startsWith("engine_") ? failure : problem });
    return problem === null;
  }

  /** Asks for a run, enters its start, then takes in the batches that overtook the answer; tells why there is none. */
  private async start(
    request: HostRequests["start_run"]["request"],
    enter: (started: RunStarted) => void,
  ): Promise<RunProblem | null> {
    this.early = [];
    try {
      enter(await this.parts.engine.request("start_run", request));
      const { early } = this;
      this.early = null;
      for (const batch of early) this.apply(batch);
      return null;
    } catch (error) {
      this.early = null;
      return problemOfRequest(error);
    }
  }

  pause(): Promise<void> {
    return this.steer("pause_run", "running");
  }

  resume(): Promise<void> {
    return this.steer("resume_run", "paused");
  }

  /** Ends the run; what was learnt and drawn so far is kept. */
  async stop(): Promise<void> {
    const { state } = this.parts.store.getState();
    if (state === "running" || state === "paused") await this.steer("stop_run", state);
  }

  private async steer(request: "pause_run" | "resume_run" | "stop_run", from: RunStoreState["state"]): Promise<void> {
    const { state, run } = this.parts.store.getState();
    if (state !== from || run === null) return;
    try {
      await this.parts.engine.request(request, { run });
    } catch (error) {
      // When the host itself is gone, its status tells the story; anything else is told here.
      if (isActive(this.parts.store.getState().state)) {
        this.parts.store.setState({ failure: problemOfRequest(error) });
      }
    }
  }

  private receive(batch: RunEventBatch): void {
    if (batch.run !== this.parts.store.getState().run) return; // The tail of a run that was replaced.
    if (this.early !== null) this.early.push(batch);
    else this.apply(batch);
  }

  private apply(batch: RunEventBatch): void {
    const { store, statistics } = this.parts;
    try {
      statistics.append(batch);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.noteFault({ kind: "malformed", run: batch.run, message: error.message });
    }
    const before = store.getState();
    const state = batch.states.at(-1) ?? before.state;
    if (state !== before.state) this.followClock(state);
    const step = Math.max(before.step, batch.step);
    const progress = {
      step,
      epochs: before.epochs,
      stepsPerEpoch: before.stepsPerEpoch,
      trainingRows: before.trainingRows,
      rowsPerSecond: batch.rows_per_second > 0 ? batch.rows_per_second : this.meanRate(step),
    };
    store.setState({
      state,
      step,
      epoch: Math.min(before.epochs, epochOfStep(step, before.stepsPerEpoch)),
      rowsPerSecond: progress.rowsPerSecond,
      secondsLeft: isActive(state) ? estimateSecondsLeft(progress) : null,
      secondsTaken: isActive(state) ? null : this.trained.millis / 1000,
      epochSummaries: withNewer(before.epochSummaries, batch.epochs),
      checkpoint: batch.checkpoints.at(-1) ?? before.checkpoint,
      ...(batch.warnings.length > 0 && { warning: batch.warnings.map(problemOfFailure).at(-1) ?? null }),
      outcome: batch.outcome ?? before.outcome,
      ...(batch.failure !== null && { failure: problemOfFailure(batch.failure) }),
    });
  }

  /** Stops the run's clock in pauses and at its end. */
  private followClock(state: RunStoreState["state"]): void {
    const now = performance.now();
    const { millis, since } = this.trained;
    this.trained = {
      millis: since === null ? millis : millis + now - since,
      since: state === "running" ? now : null,
    };
  }

  /** Rows a second since the run began, for the time before the engine has measured its own speed. */
  private meanRate(step: number): number {
    const { millis, since } = this.trained;
    const { trainingRows, stepsPerEpoch } = this.parts.store.getState();
    const seconds = (millis + (since === null ? 0 : performance.now() - since)) / 1000;
    return seconds > 0 && stepsPerEpoch > 0 ? (step * trainingRows) / stepsPerEpoch / seconds : 0;
  }

  private noteFault(fault: StreamFault): void {
    const { store } = this.parts;
    if (fault.run !== store.getState().run) return;
    store.setState((state) => ({
      faultCount: state.faultCount + 1,
      faults: [...state.faults, fault].slice(-FAULTS_SHOWN),
    }));
  }

  /** Asks the new engine for the checkpoint to go on from: the old one may have written more than it could tell. */
  private async findCheckpoint(): Promise<void> {
    const { engine, store } = this.parts;
    const { state, run, failure } = store.getState();
    if (state !== "failed" || failure?.code !== "engine_crashed" || run === null) return;
    try {
      const { checkpoints } = await engine.request("list_checkpoints", { run });
      if (store.getState().run === run) store.setState({ checkpoint: checkpoints.at(-1) ?? null });
    } catch {
      // Nothing is offered; the engine's status says why.
      if (store.getState().run === run) store.setState({ checkpoint: null });
    }
  }

  /** A run does not survive its engine: it fails with the reason, and its curves stay. */
  private followEngine(status: EngineStatus): void {
    const { store } = this.parts;
    if (status.state === "ready") void this.findCheckpoint();
    if (status.state !== "crashed") return;
    const { state, failure } = store.getState();
    // A second notice brings the process's own reason after the port merely closed.
    const known = state === "failed" && failure?.code === "engine_crashed";
    if (!known && state !== "running" && state !== "paused") return;
    if (!known) this.followClock("failed");
    store.setState({
      state: "failed",
      secondsLeft: null,
      failure: {
        code: "engine_crashed",
        message: `The engine process ended while training (${status.reason}).`,
        mend: null,
        node: null,
        diagnostics: [],
      },
    });
  }
}

/** Epochs after the ones known: a run that goes on from a checkpoint tells some again. */
function withNewer(known: readonly EpochSummary[], told: readonly EpochSummary[]): readonly EpochSummary[] {
  const last = known.at(-1)?.epoch ?? 0;
  const newer = told.filter(({ epoch }) => epoch > last);
  return newer.length === 0 ? known : [...known, ...newer];
}

/** Why the engine did not do what was asked of it. */
export function problemOfRequest(error: unknown): RunProblem {
  if (!(error instanceof EngineFailure)) throw error;
  const node = error.diagnostics.find((diagnostic) => diagnostic.node !== undefined)?.node ?? null;
  return { code: error.code, message: error.message, mend: null, node, diagnostics: error.diagnostics };
}
