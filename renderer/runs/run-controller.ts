import type { EngineStatus } from "../../electron/contract";
import type {
  EpochSummary,
  HostRequests,
  InitialWeights,
  RunEventBatch,
  RunSnapshot,
  RunStarted,
  RunUnderWay,
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

type RunEngine = Pick<EngineClient, "request" | "attach" | "onEvents" | "onStatus" | "onSequenceFault">;

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
  /** What the run did when its engine ended and was started again by itself: it is to go on doing so. */
  private revival: "running" | "paused" | null = null;

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
    return this.parts.store.getState().checkpoint !== null && (await this.goOn());
  }

  /** Goes on from the newest checkpoint or, where there is none yet, once more from the start, which is the same run. */
  private async goOn(): Promise<boolean> {
    const { store, statistics } = this.parts;
    const { state, run, snapshot, checkpoint, failure, revivals } = store.getState();
    if (state !== "failed" || run === null || snapshot === null) return false;
    store.setState({ state: "starting", failure: null });
    const resumed = {
      ...snapshot,
      run,
      checkpoints: checkpointCadence,
      resume: checkpoint?.path ?? null,
      initial: this.initial,
    };
    const problem = await this.start(resumed, (started) => {
      statistics.goOn(started);
      this.trained = { ...this.trained, since: performance.now() };
      const wentOnFrom = checkpoint && { epoch: checkpoint.epoch, batch: checkpoint.batch };
      store.setState({ ...startedState(started), outcome: null, warning: null, wentOnFrom, revivals: revivals + 1 });
    });
    // The offer stays while the engine is merely not there yet.
    if (problem) store.setState({ state: "failed", failure: problem.code.startsWith("engine_") ? failure : problem });
    return problem === null;
  }

  /**
   * Attaches to the run the engine has, when this page is new to it: its state and all its figures come as if the page had
   * been there from the start. Does nothing when the window has a run of its own.
   */
  async attach(): Promise<void> {
    const { engine, store, statistics } = this.parts;
    if (store.getState().state !== "idle") return;
    let known: RunUnderWay | null;
    try {
      known = await engine.request("current_run", null);
    } catch {
      return; // The engine's status tells why.
    }
    if (known === null || store.getState().state !== "idle") return;
    const { run, started, snapshot, initial, trained_millis, lost } = known;
    const askedAt = performance.now();
    this.initial = initial;
    statistics.begin(started);
    store.setState({ ...idleRun, run, snapshot, ...startedState(started) });
    try {
      await engine.attach(run);
    } catch (error) {
      const problem = problemOfRequest(error);
      if (!problem.code.startsWith("engine_")) store.setState({ state: "failed", failure: problem });
      return;
    }
    const { state } = store.getState();
    const since = state === "running" ? performance.now() : null;
    const missed = since === null ? 0 : since - askedAt;
    this.trained = { millis: trained_millis + missed, since };
    if (!isActive(state)) store.setState({ secondsTaken: trained_millis / 1000 });
    if (!lost) return;
    this.fail("its process ended while the window was loading", state === "paused" ? "paused" : "running");
    await this.revive();
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
    const { run } = store.getState();
    if (run === null) return;
    try {
      const { checkpoints } = await engine.request("list_checkpoints", { run });
      if (store.getState().run === run) store.setState({ checkpoint: checkpoints.at(-1) ?? null });
    } catch {
      // Nothing is offered; the engine's status says why.
      if (store.getState().run === run) store.setState({ checkpoint: null });
    }
  }

  /** A new engine is there: finds where its run can go on, and goes on where the engine was started again by itself. */
  private async revive(): Promise<void> {
    const { store } = this.parts;
    const isOver = (): boolean => {
      const { state, failure } = store.getState();
      return state !== "failed" || failure?.code !== "engine_crashed";
    };
    if (isOver()) return;
    const { run } = store.getState();
    await this.findCheckpoint();
    const { revival } = this;
    if (revival === null || isOver() || store.getState().run !== run) return;
    if ((await this.goOn()) && revival === "paused") await this.pause();
  }

  /** A run does not survive its engine: it fails with the reason, and its curves stay until it goes on. */
  private followEngine(status: EngineStatus): void {
    if (status.state === "ready") void this.revive();
    if (status.state !== "crashed") return;
    const { state, failure } = this.parts.store.getState();
    // A second notice brings the process's own reason after the port merely closed.
    const known = state === "failed" && failure?.code === "engine_crashed";
    if (!known && state !== "running" && state !== "paused") return;
    const revival = state === "running" || state === "paused" ? state : this.revival;
    if (!known) this.followClock("failed");
    this.fail(status.reason, status.restarting ? revival : null);
  }

  private fail(reason: string, revival: "running" | "paused" | null): void {
    this.revival = revival;
    this.parts.store.setState({
      state: "failed",
      secondsLeft: null,
      failure: {
        code: "engine_crashed",
        message: `The engine process ended while training (${reason}).`,
        help: null,
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
  return { code: error.code, message: error.message, help: null, node, diagnostics: error.diagnostics };
}
