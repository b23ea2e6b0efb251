import { performance } from "node:perf_hooks";
import {
  type HostRequests,
  isLive,
  type RunBackend,
  type RunCapabilities,
  type RunEventBatch,
  type RunProgress,
  type RunState,
  type RunUnderWay,
} from "../../engine/contract";
import type { RecordedStart } from "../../engine/runs";
import { RequestFailure } from "./host-failure";
import type { NativeBackend } from "./native-backend";
import type { RecordedBackend } from "./recorded-backend";

/** Takes batches as they come. */
export type Viewer = (batch: RunEventBatch) => void;

/** Least time between two notices of a run's progress while its state stays. */
export const progressMillis = 500;

/** How far a run has come, beside what it reports. */
interface FedRun {
  readonly start: RecordedStart;
  readonly capabilities: RunCapabilities;
  /** Reads what it reported; null where the disk allowed no record: the run goes on, and cannot be attached to. */
  readonly events: RunBackend["events"] | null;
  /** Batches that sessions before this one reported. */
  readonly before: number;
  /** Who hears the run live, and whether under the session's numbers or the whole run's. */
  viewer: { readonly send: Viewer; readonly wholeRun: boolean } | null;
  state: RunState;
  /** Its host ended before it did. */
  readonly isLost: boolean;
  trainedMillis: number;
  runningSince: number | null;
  loss: number | null;
  reportedAt: number;
}

/** Lets what runs report go to the window that looks and, in short, to the main process. */
export class RunFeed {
  private readonly runs = new Map<string, FedRun>();

  constructor(private readonly onProgress: (progress: RunProgress) => void) {}

  /** A session is about to start; `send` hears it from its first batch on. */
  begin(backend: NativeBackend, request: HostRequests["start_run"]["request"], send: Viewer | null): void {
    const { run, continue_from } = request;
    this.runs.set(run, {
      start: backend.recordedStart,
      capabilities: backend.capabilities,
      events: backend.isRecorded ? (from) => backend.events(from) : null,
      before: backend.firstSequence,
      viewer: send && { send, wholeRun: false },
      state: "running",
      isLost: false,
      trainedMillis: continue_from === null ? 0 : (this.runs.get(run)?.trainedMillis ?? 0),
      runningSince: performance.now(),
      loss: null,
      reportedAt: Number.NEGATIVE_INFINITY,
    });
  }

  /** A run that is recorded; before those that began later. */
  addRecorded(run: string, backend: RecordedBackend): void {
    this.runs.set(run, {
      start: backend.recordedStart,
      capabilities: backend.capabilities,
      events: (from) => backend.events(from),
      before: 0,
      viewer: null,
      state: backend.lastState,
      isLost: backend.isLost,
      trainedMillis: 0,
      runningSince: null,
      loss: null,
      reportedAt: 0,
    });
  }

  /** A batch of a run, numbered over all its sessions. */
  take(batch: RunEventBatch): void {
    const fed = this.runs.get(batch.run);
    if (fed === undefined) return;
    this.follow(fed, batch);
    fed.viewer?.send(fed.viewer.wholeRun ? batch : { ...batch, sequence: batch.sequence - fed.before });
  }

  /** Whether a run of this id is known. */
  has(run: string): boolean {
    return this.runs.has(run);
  }

  /** The runs in the order they began. */
  list(): readonly RunUnderWay[] {
    const known = [...this.runs].sort(([, one], [, other]) => begunAt(one) - begunAt(other));
    return known.flatMap(([run, fed]) => (fed.events === null ? [] : [underWay(run, fed)]));
  }

  /** A run that can be attached to. */
  known(run: string): RunUnderWay | null {
    const fed = this.runs.get(run);
    return fed === undefined ? null : underWay(run, fed);
  }

  /** Forgets a run that is over. */
  letGo(run: string): void {
    this.runs.delete(run);
  }

  /**
   * The next piece of what a run reported, beginning with its batch number `from`. The last piece is marked: from then on `send`
   * hears the run live, without loss or repetition.
   */
  replay(run: string, from: number, send: Viewer): { batches: readonly RunEventBatch[]; live: boolean } {
    const fed = this.runs.get(run);
    if (fed === undefined || fed.events === null) {
      throw new RequestFailure("run_unknown", {
        ...{ found: `no record of a run ${run}`, expected: "a run that was recorded", help: "train again" },
      });
    }
    const { batches, isAll: live } = fed.events(from);
    if (live) fed.viewer = { send, wholeRun: true };
    return { batches, live };
  }

  /** A window is gone; its runs go on unheard. */
  release(send: Viewer): void {
    for (const fed of this.runs.values()) if (fed.viewer?.send === send) fed.viewer = null;
  }

  /** Nobody will ask for any run again. */
  close(): void {
    this.runs.clear();
  }

  /** The run whose progress is told: the newest that is live, else the newest. */
  private get foremost(): string | undefined {
    const live = [...this.runs].filter(([, { state, isLost }]) => isLive(state) && !isLost);
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
    if (!changed && (batch.run !== this.foremost || now - fed.reportedAt < progressMillis)) return;
    fed.reportedAt = now;
    const { epochs, steps_per_epoch } = fed.start.started;
    const { failure } = batch;
    this.onProgress({
      run: batch.run,
      state: failure === null ? state : "failed",
      fraction: Math.min(1, batch.step / Math.max(1, epochs * steps_per_epoch)),
      epoch: Math.min(epochs, Math.ceil(batch.step / Math.max(1, steps_per_epoch))),
      epochs,
      loss: fed.loss,
      failure,
    });
  }
}

const begunAt = ({ start }: FedRun): number => start.begun_at_unix_millis;

function underWay(run: string, { start, capabilities, runningSince, trainedMillis, isLost }: FedRun): RunUnderWay {
  const { started, snapshot, initial } = start;
  const trained_millis = trainedMillis + (runningSince === null ? 0 : performance.now() - runningSince);
  return { run, started, snapshot, initial, trained_millis, lost: isLost, capabilities };
}
