import { createStore, type StoreApi } from "zustand/vanilla";
import type { EngineStatus } from "../../electron/contract";
import {
  type EpochSummary,
  failure,
  type HostFailure,
  type HostRequests,
  type InitialWeights,
  type RunEventBatch,
  type RunSnapshot,
  type RunStarted,
  type RunUnderWay,
  WHOLE_ANALYSIS,
} from "../../engine/contract";
import type { EngineClient } from "../bridge";
import { type AnalysisState, analysisHindrance, noAnalysis } from "./analysis";
import { isEngineGone, problemOfRequest } from "./run-problem";
import {
  checkpointCadence,
  epochOfStep,
  estimateSecondsLeft,
  idleRun,
  isActive,
  type RunStore,
  type RunStoreState,
  type StreamFault,
  startedState,
  type TestStanding,
} from "./run-store";
import type { StatisticsStore } from "./statistics-store";

const FAULTS_SHOWN = 20;

/** What a run speaks to: the window's engine, or a test's. */
export type RunEngine = Pick<EngineClient, "request" | "attach">;

/** What a run is made of. */
export interface RunParts {
  readonly engine: RunEngine;
  readonly id: string;
  /** Counts the window's runs from 1: its name until it has another. */
  readonly number: number;
  /** What it trains; null for the run that stands for none. */
  readonly snapshot: RunSnapshot | null;
  /** What it starts from; null for fresh weights. */
  readonly initial: InitialWeights | null;
  readonly statistics: StatisticsStore;
}

/** One training: what it trains, where it stands, its figures, its checkpoints, and how it is steered. */
export class Run {
  readonly id: string;
  readonly number: number;
  readonly store: RunStore;
  readonly statistics: StatisticsStore;
  /** What was found on looking into it. */
  readonly analysis: StoreApi<AnalysisState> = createStore<AnalysisState>(() => noAnalysis);
  private readonly engine: RunEngine;
  private readonly initial: InitialWeights | null;
  /** Batches that overtook the answer to `start_run`; null once that answer is here. */
  private early: RunEventBatch[] | null = null;
  /** Trained so far, and since when it goes on (null while it does not); milliseconds. */
  private trained = { millis: 0, since: null as number | null };
  /** What the run did when its engine ended and was started again by itself: it is to go on doing so. */
  private revival: "running" | "paused" | null = null;

  constructor({ engine, id, number, snapshot, initial, statistics }: RunParts) {
    this.engine = engine;
    this.id = id;
    this.number = number;
    this.initial = initial;
    this.statistics = statistics;
    this.store = createStore<RunStoreState>(() => ({ ...idleRun, snapshot, run: snapshot === null ? null : id }));
  }

  /** Where it stands now. */
  get state(): RunStoreState {
    return this.store.getState();
  }

  /** Has the engine train it; called once. */
  async train(): Promise<void> {
    const { snapshot } = this.state;
    if (snapshot === null || this.state.state !== "idle") return;
    this.store.setState({ state: "starting" });
    const { id: run, initial } = this;
    const problem = await this.start(
      { ...snapshot, run, checkpoints: checkpointCadence, continue_from: null, initial },
      (started) => {
        this.statistics.begin(started);
        this.trained = { millis: 0, since: performance.now() };
        this.store.setState({ ...idleRun, run, snapshot, ...startedState(started) });
      },
    );
    if (problem) this.store.setState({ state: "failed", failure: problem });
  }

  /**
   * Goes on with a run whose engine ended, from its newest checkpoint; answers whether it does. The figures shown stay:
   * what the engine tells again of steps that were shown is the same to the bit.
   */
  async continueFromCheckpoint(): Promise<boolean> {
    return this.state.checkpoint !== null && (await this.goOn());
  }

  /** Goes on from the newest checkpoint or, where there is none yet, once more from the start, which is the same run. */
  private async goOn(): Promise<boolean> {
    const { state, snapshot, checkpoint, failure, revivals } = this.state;
    if (state !== "failed" || snapshot === null) return false;
    this.store.setState({ state: "starting", failure: null });
    const continued = {
      ...snapshot,
      run: this.id,
      checkpoints: checkpointCadence,
      continue_from: checkpoint?.name ?? null,
      initial: this.initial,
    };
    const problem = await this.start(continued, (started) => {
      this.statistics.goOn(started);
      this.trained = { ...this.trained, since: performance.now() };
      const wentOnFrom = checkpoint && { epoch: checkpoint.epoch, batch: checkpoint.batch };
      this.store.setState({
        ...startedState(started),
        outcome: null,
        warning: null,
        wentOnFrom,
        revivals: revivals + 1,
      });
    });
    // The offer stays while the engine is merely not there yet.
    if (problem) {
      this.store.setState({ state: "failed", failure: isEngineGone(problem) ? failure : problem });
    }
    return problem === null;
  }

  /** Takes up a run that the engine has and this page does not know: all its figures come as if it had been there from the start. */
  async attach({ started, snapshot, trained_millis, lost, capabilities }: RunUnderWay): Promise<void> {
    const askedAt = performance.now();
    this.statistics.begin(started);
    this.store.setState({ ...idleRun, run: this.id, snapshot, capabilities, ...startedState(started) });
    try {
      await this.engine.attach(this.id);
    } catch (error) {
      const problem = problemOfRequest(error);
      if (!isEngineGone(problem)) this.store.setState({ state: "failed", failure: problem });
      return;
    }
    const { state } = this.state;
    const since = state === "running" ? performance.now() : null;
    const missed = since === null ? 0 : since - askedAt;
    this.trained = { millis: trained_millis + missed, since };
    if (!isActive(state)) this.store.setState({ secondsTaken: trained_millis > 0 ? trained_millis / 1000 : null });
    // A record that ends before its run did, of a run that nobody trains any more.
    else if (!capabilities.control && !lost) this.store.setState({ state: "stopped", secondsLeft: null });
    if (!lost) return;
    this.fail("its process ended while the window was loading", state === "paused" ? "paused" : "running");
    await this.revive();
  }

  /** Computes everything there is to know of a run that rests; does nothing while that goes on, or while it cannot be looked into. */
  async analyze(): Promise<void> {
    const { kind, analysis } = this.analysis.getState();
    if (kind === "busy" || analysisHindrance(this.state) !== null) return;
    this.analysis.setState({ kind: "busy", analysis }, true);
    let found: AnalysisState;
    try {
      const request = { run: this.id, request: WHOLE_ANALYSIS };
      found = { kind: "shown", analysis: await this.engine.request("analyze_run", request) };
    } catch (error) {
      found = { kind: "failed", analysis, problem: problemOfRequest(error) };
    }
    this.analysis.setState(found, true);
  }

  /** Asks how often the run's test rows were looked at, and what was seen of this run. */
  async askTest(): Promise<void> {
    if (this.state.testRows === 0 || this.state.test.look !== null) return;
    await this.followTest(async () => {
      const { looks_before, look } = await this.engine.request("test_rows", { run: this.id });
      return { looksBefore: looks_before, look };
    });
  }

  /** Looks at the test rows of a run that is over, once. */
  async lookAtTest(): Promise<void> {
    const { test, state } = this.state;
    if (test.isBusy || test.look !== null || isActive(state)) return;
    await this.followTest(async () => {
      const look = await this.engine.request("look_at_test", { run: this.id });
      return { look, looksBefore: look.looks_before };
    });
  }

  private async followTest(ask: () => Promise<Partial<TestStanding>>): Promise<void> {
    const enter = (test: Partial<TestStanding>) =>
      this.store.setState((state) => ({ test: { ...state.test, ...test } }));
    enter({ isBusy: true, problem: null });
    try {
      enter({ isBusy: false, ...(await ask()) });
    } catch (error) {
      enter({ isBusy: false, problem: problemOfRequest(error) });
    }
  }

  /** Asks for a run, enters its start, then takes in the batches that overtook the answer; tells why there is none. */
  private async start(
    request: HostRequests["start_run"]["request"],
    enter: (started: RunStarted) => void,
  ): Promise<HostFailure | null> {
    this.early = [];
    try {
      enter(await this.engine.request("start_run", request));
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
    const { state } = this.state;
    if (state === "running" || state === "paused") await this.steer("stop_run", state);
  }

  private async steer(request: "pause_run" | "resume_run" | "stop_run", from: RunStoreState["state"]): Promise<void> {
    if (this.state.state !== from) return;
    try {
      await this.engine.request(request, { run: this.id });
    } catch (error) {
      // When the host itself is gone, its status tells the story; anything else is told here.
      if (isActive(this.state.state)) this.store.setState({ failure: problemOfRequest(error) });
    }
  }

  /** Takes in what the engine reports of it. */
  receive(batch: RunEventBatch): void {
    if (this.early !== null) this.early.push(batch);
    else this.apply(batch);
  }

  private apply(batch: RunEventBatch): void {
    const { store, statistics } = this;
    try {
      statistics.append(batch);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.addFault({ kind: "malformed", run: batch.run, message: error.message });
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
      ...(batch.warnings.length > 0 && { warning: batch.warnings.at(-1) ?? null }),
      outcome: batch.outcome ?? before.outcome,
      ...(batch.failure !== null && { failure: batch.failure }),
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
    const { trainingRows, stepsPerEpoch } = this.state;
    const seconds = (millis + (since === null ? 0 : performance.now() - since)) / 1000;
    return seconds > 0 && stepsPerEpoch > 0 ? (step * trainingRows) / stepsPerEpoch / seconds : 0;
  }

  /** Counts a fault of the stream. */
  addFault(fault: StreamFault): void {
    this.store.setState((state) => ({
      faultCount: state.faultCount + 1,
      faults: [...state.faults, fault].slice(-FAULTS_SHOWN),
    }));
  }

  /** Asks the new engine for the checkpoint to go on from: the old one may have written more than it could report. */
  private async findCheckpoint(): Promise<void> {
    try {
      const { checkpoints } = await this.engine.request("list_checkpoints", { run: this.id });
      this.store.setState({ checkpoint: checkpoints.at(-1) ?? null });
    } catch {
      // Nothing is offered; the engine's status says why.
      this.store.setState({ checkpoint: null });
    }
  }

  /** A new engine is there: finds where its run can go on, and goes on where the engine was started again by itself. */
  private async revive(): Promise<void> {
    const isOver = (): boolean => this.state.state !== "failed" || this.state.failure?.code !== "engine_crashed";
    if (isOver()) return;
    await this.findCheckpoint();
    const { revival } = this;
    if (revival === null || isOver()) return;
    if ((await this.goOn()) && revival === "paused") await this.pause();
  }

  /** A run does not survive its engine: it fails with the reason, and its curves stay until it goes on. */
  followEngine(status: EngineStatus): void {
    if (status.state === "ready") void this.revive();
    if (status.state !== "crashed") return;
    const { state, failure } = this.state;
    // A second notice brings the process's own reason after the port merely closed.
    const known = state === "failed" && failure?.code === "engine_crashed";
    if (!known && state !== "running" && state !== "paused") return;
    const revival = state === "running" || state === "paused" ? state : this.revival;
    if (!known) this.followClock("failed");
    this.fail(status.reason, status.restarting ? revival : null);
  }

  private fail(reason: string, revival: "running" | "paused" | null): void {
    this.revival = revival;
    this.store.setState({
      state: "failed",
      secondsLeft: null,
      failure: failure("engine_crashed", {
        found: `an engine process that ended while training (${reason})`,
        ...{ expected: "one that trains to the end", help: "go on from the newest checkpoint, or train again" },
        values: { reason },
      }),
    });
  }
}

/** Epochs after the ones known: a run that goes on from a checkpoint tells some again. */
function withNewer(known: readonly EpochSummary[], reported: readonly EpochSummary[]): readonly EpochSummary[] {
  const last = known.at(-1)?.epoch ?? 0;
  const newer = reported.filter(({ epoch }) => epoch > last);
  return newer.length === 0 ? known : [...known, ...newer];
}
