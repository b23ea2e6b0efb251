import { createStore, type StoreApi } from "zustand/vanilla";
import type { InitialWeights, RunEventBatch, RunSnapshot, RunUnderWay } from "../../engine/contract";
import type { EngineClient } from "../bridge";
import { Run } from "./run";
import { isActive } from "./run-store";
import { type FrameScheduler, StatisticsStore } from "./statistics-store";

/** What the registry works with; the window's own parts, or a test's. */
export interface RegistryParts {
  readonly engine: Pick<EngineClient, "request" | "attach" | "onEvents" | "onStatus" | "onSequenceFault">;
  /** The document as it is now, with the absolute path of its data. */
  readonly takeSnapshot: () => RunSnapshot;
  /** What training starts from; null for fresh weights. */
  readonly initialWeights: () => InitialWeights | null;
  readonly newRunId: () => string;
  readonly schedule: FrameScheduler;
  /** Most bytes that the figures of all runs may take; `MAXIMUM_FIGURE_BYTES` unless given. */
  readonly maximumBytes?: number;
}

/** Most bytes of figures over all runs: those not looked at grow coarser first. */
const MAXIMUM_FIGURE_BYTES = 512 * 2 ** 20;

/** Batches after which the memory is looked at again. */
const BATCHES_BETWEEN_LOOKS = 32;

/** Which runs there are, and how the window looks at them. */
export interface RegistryState {
  /** In the order they began. */
  readonly runs: readonly Run[];
  /** The run that panels show; the one that stands for none before the first. */
  readonly shown: Run;
  /** Those drawn beside it. */
  readonly compared: ReadonlySet<Run>;
}

/** The window's runs: training, resting and ended ones, each with its own state and figures, until they are let go. */
export class RunRegistry {
  readonly store: StoreApi<RegistryState>;
  private readonly parts: RegistryParts;
  private readonly listeners = new Set<() => void>();
  private begun = 0;
  private received = 0;

  constructor(parts: RegistryParts) {
    this.parts = parts;
    const none = this.newRun("none", 0, null, null);
    this.store = createStore<RegistryState>(() => ({ runs: [], shown: none, compared: new Set() }));
    this.store.subscribe(() => this.notify());
    parts.engine.onEvents((batch) => this.receive(batch));
    parts.engine.onSequenceFault((fault) => this.find(fault.run)?.addFault(fault));
    parts.engine.onStatus((status) => {
      for (const run of this.runs) run.followEngine(status);
    });
  }

  get runs(): readonly Run[] {
    return this.store.getState().runs;
  }

  /** The run that panels show; one that never began before the first. */
  get shown(): Run {
    return this.store.getState().shown;
  }

  /** Those that hold the engine. */
  get live(): readonly Run[] {
    return this.runs.filter(({ state }) => isActive(state.state));
  }

  /** The run of this id; undefined when there is none. */
  find(id: string): Run | undefined {
    return this.runs.find((run) => run.id === id);
  }

  /** Hears of every change of the registry or of the state of one of its runs. Returns the unsubscriber. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Trains the document as it is now and shows that run. Runs that are live go on; one that never came to train is let go. */
  async train(): Promise<void> {
    const { takeSnapshot, initialWeights, newRunId } = this.parts;
    for (const run of this.runs) if (run.state.state === "failed" && run.state.epochs === 0) void this.letGo(run);
    const run = this.newRun(newRunId(), ++this.begun, takeSnapshot(), initialWeights());
    this.enter(run);
    await run.train();
  }

  /** Attaches to the runs the engine has, when this page is new to it. Does nothing when the window has runs of its own. */
  async attach(): Promise<void> {
    if (this.runs.length > 0) return;
    let known: readonly RunUnderWay[];
    try {
      known = await this.parts.engine.request("list_runs", null);
    } catch {
      return; // The engine's status tells why.
    }
    if (this.runs.length > 0) return;
    await Promise.all(known.map((one) => this.attachTo(one)));
  }

  /** Takes up a run that the engine has, and shows it. */
  attachTo(known: RunUnderWay): Promise<void> {
    const run = this.newRun(known.run, ++this.begun, known.snapshot, known.initial);
    this.enter(run);
    return run.attach(known);
  }

  /** Has panels show a run. */
  show(run: Run): void {
    const { shown, compared } = this.store.getState();
    if (shown === run) return;
    this.store.setState({ shown: run, compared: without(compared, run) });
  }

  /** Draws a run beside the shown one, or no longer. */
  compare(run: Run, isCompared: boolean): void {
    const { shown, compared } = this.store.getState();
    const others = without(compared, run);
    this.store.setState({ compared: isCompared && run !== shown ? new Set([...others, run]) : others });
  }

  /** Lets go of a run that is over: its figures here, and what the engine keeps of it. Does nothing with one that is live. */
  async letGo(run: Run): Promise<void> {
    if (isActive(run.state.state)) return;
    this.store.setState(({ runs, shown, compared }) => {
      const rest = runs.filter((one) => one !== run);
      const next = shown === run ? (rest.at(-1) ?? this.newRun("none", 0, null, null)) : shown;
      return { runs: rest, shown: next, compared: without(without(compared, run), next) };
    });
    try {
      await this.parts.engine.request("let_go_run", { run: run.id });
    } catch {
      // An engine that is gone keeps nothing.
    }
  }

  /** Stops every live run; what was learnt is kept. */
  async stopAll(): Promise<void> {
    await Promise.all(this.live.map((run) => run.stop()));
  }

  private newRun(id: string, number: number, snapshot: RunSnapshot | null, initial: InitialWeights | null): Run {
    const statistics = new StatisticsStore(this.parts.schedule);
    return new Run({ engine: this.parts.engine, id, number, snapshot, initial, statistics });
  }

  private enter(run: Run): void {
    run.store.subscribe(() => this.notify());
    this.store.setState(({ runs }) => ({ runs: [...runs, run], shown: run }));
  }

  private receive(batch: RunEventBatch): void {
    const run = this.find(batch.run);
    if (run === undefined) return; // The tail of a run that was let go.
    run.receive(batch);
    this.received += 1;
    if (this.received % BATCHES_BETWEEN_LOOKS === 0) this.bound();
  }

  /** Keeps the figures of all runs within their bytes: the largest of those not looked at grows coarser, at last the shown one. */
  private bound(): void {
    const limit = this.parts.maximumBytes ?? MAXIMUM_FIGURE_BYTES;
    const { shown, compared, runs } = this.store.getState();
    const attention = (run: Run): number => (run === shown ? 2 : compared.has(run) ? 1 : 0);
    const bytes = (): number => runs.reduce((sum, { statistics }) => sum + statistics.bytes, 0);
    for (let isHalved = true; isHalved && bytes() > limit; ) {
      const order = [...runs].sort(
        (one, other) => attention(one) - attention(other) || other.statistics.bytes - one.statistics.bytes,
      );
      isHalved = order.some(({ statistics }) => statistics.halve());
    }
  }

  private notify(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

function without<Value>(set: ReadonlySet<Value>, value: Value): ReadonlySet<Value> {
  return new Set([...set].filter((one) => one !== value));
}
