import { performance } from "node:perf_hooks";
import type {
  HostRequests,
  RunEventBatch,
  RunProgress,
  RunStarted,
  RunState,
  RunUnderWay,
} from "../../engine/contract";
import type { CheckpointFolders } from "./checkpoint-folders";
import { RequestFailure } from "./host-failure";
import { type RecordedStart, RunRecord } from "./run-record";

/** Takes batches as they come. */
export type Viewer = (batch: RunEventBatch) => void;

/** Least time between two notices of a run's progress while its state stays. */
const progressMillis = 500;

const isOver = (state: RunState): boolean => state !== "running" && state !== "paused";

interface FedRun {
  /** Null where the disk allowed none: the run goes on, and cannot be attached to. */
  readonly record: RunRecord | null;
  readonly start: RecordedStart;
  /** Batches that sessions before this one told. */
  readonly before: number;
  /** Who hears the run live, and whether under the session's numbers or the whole run's. */
  viewer: { readonly send: Viewer; readonly wholeRun: boolean } | null;
  state: RunState;
  /** Its host ended before it did. */
  readonly isLost: boolean;
  trainedMillis: number;
  runningSince: number | null;
  loss: number | null;
  toldAt: number;
}

/** Lets what runs tell go to the window that looks, to their records and, in short, to the main process. */
export class RunFeed {
  private readonly runs = new Map<string, FedRun>();
  private hasLooked = false;

  constructor(
    private readonly folders: CheckpointFolders,
    private readonly onProgress: (progress: RunProgress) => void,
  ) {}

  /** A session is about to start; `send` hears it from its first batch on. */
  begin(started: RunStarted, request: HostRequests["start_run"]["request"], send: Viewer | null): void {
    const { run, graph, data, training, initial } = request;
    const start = { started, snapshot: { graph, data, training }, initial, begun_at_unix_millis: Date.now() };
    const isNew = request.resume === null;
    this.runs.get(run)?.record?.close();
    const record = this.openRecord(run, start, isNew);
    this.runs.set(run, {
      record,
      start: record?.start ?? start,
      before: record?.nextSequence ?? 0,
      viewer: send && { send, wholeRun: false },
      state: "running",
      isLost: false,
      trainedMillis: isNew ? 0 : (this.runs.get(run)?.trainedMillis ?? 0),
      runningSince: performance.now(),
      loss: null,
      toldAt: Number.NEGATIVE_INFINITY,
    });
  }

  /** A batch of a run's session. */
  take(batch: RunEventBatch): void {
    const fed = this.runs.get(batch.run);
    if (fed === undefined) return;
    const whole = { ...batch, sequence: fed.before + batch.sequence };
    fed.record?.append(whole);
    this.follow(fed, batch);
    fed.viewer?.send(fed.viewer.wholeRun ? whole : batch);
  }

  /** The runs in the order they began, also those that an earlier host had. */
  async list(): Promise<readonly RunUnderWay[]> {
    await this.findLost();
    return [...this.runs].flatMap(([run, { record, start, runningSince, trainedMillis, isLost }]) => {
      if (record === null) return [];
      const trained_millis = trainedMillis + (runningSince === null ? 0 : performance.now() - runningSince);
      return { run, ...start, trained_millis, lost: isLost };
    });
  }

  /** Removes the record and the checkpoints of a run that is over. */
  async letGo(run: string): Promise<void> {
    this.forget(run);
    await this.folders.remove(run);
  }

  /**
   * The next piece of what a run told, beginning with its batch number `from`. The last piece is marked: from then on `send`
   * hears the run live, without loss or repetition.
   */
  replay(run: string, from: number, send: Viewer): { batches: readonly RunEventBatch[]; live: boolean } {
    const fed = this.runs.get(run);
    if (fed === undefined || fed.record === null) {
      throw new RequestFailure("run_unknown", {
        ...{ found: `no record of a run ${run}`, expected: "a run that was recorded", help: "train again" },
      });
    }
    const { batches, isAll: live } = fed.record.read(from);
    if (live) fed.viewer = { send, wholeRun: true };
    return { batches, live };
  }

  /** A window is gone; its runs go on unheard. */
  release(send: Viewer): void {
    for (const fed of this.runs.values()) if (fed.viewer?.send === send) fed.viewer = null;
  }

  /** Nobody will ask for any run again. */
  close(): void {
    for (const run of [...this.runs.keys()]) this.forget(run);
  }

  private forget(run: string): void {
    this.runs.get(run)?.record?.close();
    this.runs.delete(run);
  }

  private openRecord(run: string, start: RecordedStart, isNew: boolean): RunRecord | null {
    const folder = this.folders.of(run);
    try {
      return (isNew ? null : RunRecord.reopen(folder)) ?? RunRecord.begin(folder, start);
    } catch (failure) {
      console.error("What the run tells cannot be recorded:", failure);
      return null;
    }
  }

  /** Takes up the records of runs whose host is gone. */
  private async findLost(): Promise<void> {
    if (this.hasLooked) return;
    this.hasLooked = true;
    const own = [...this.runs];
    const found = (await this.folders.recorded()).filter((run) => !this.runs.has(run));
    const records = found.flatMap((run) => {
      const record = RunRecord.reopen(this.folders.of(run));
      return record === null ? [] : [{ run, record }];
    });
    records.sort((one, other) => one.record.start.begun_at_unix_millis - other.record.start.begun_at_unix_millis);
    for (const [run] of own) this.runs.delete(run);
    for (const { run, record } of records) {
      const state = record.last?.states.at(-1) ?? "running";
      this.runs.set(run, {
        record,
        start: record.start,
        before: record.nextSequence,
        viewer: null,
        state,
        isLost: !isOver(state),
        trainedMillis: 0,
        runningSince: null,
        loss: null,
        toldAt: 0,
      });
    }
    for (const [run, fed] of own) this.runs.set(run, fed);
  }

  /** The run whose progress is told: the newest that is live, else the newest. */
  private get foremost(): string | undefined {
    const live = [...this.runs].filter(([, { state, isLost }]) => !isOver(state) && !isLost);
    return live.at(-1)?.[0] ?? [...this.runs.keys()].at(-1);
  }

  private follow(fed: FedRun, batch: RunEventBatch): void {
    const now = performance.now();
    const state = batch.states.at(-1) ?? fed.state;
    const changed = state !== fed.state || batch.failure !== null;
    if (changed && fed.runningSince !== null) fed.trainedMillis += now - fed.runningSince;
    if (changed) fed.runningSince = state === "running" ? now : null;
    fed.state = state;
    fed.loss = batch.epochs.at(-1)?.loss ?? fed.loss;
    if (!changed && (batch.run !== this.foremost || now - fed.toldAt < progressMillis)) return;
    fed.toldAt = now;
    const { epochs, steps_per_epoch } = fed.start.started;
    const { failure } = batch;
    this.onProgress({
      run: batch.run,
      state: failure === null ? state : "failed",
      fraction: Math.min(1, batch.step / Math.max(1, epochs * steps_per_epoch)),
      epoch: Math.min(epochs, Math.ceil(batch.step / Math.max(1, steps_per_epoch))),
      epochs,
      loss: fed.loss,
      failure: failure && `Found ${failure.found}; expected ${failure.expected}.`,
    });
  }
}
