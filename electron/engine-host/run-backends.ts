import {
  type Analysis,
  type AnalysisRequest,
  type CheckpointListing,
  type HostRequests,
  isLive,
  type NativeModule,
  type RunBackend,
  type RunEventBatch,
  type RunStarted,
} from "../../engine/contract";
import type { DataSetup } from "../../engine/model";
import type { CheckpointFolders } from "./checkpoint-folders";
import { RequestFailure } from "./host-failure";
import { NativeBackend } from "./native-backend";
import { RecordedBackend } from "./recorded-backend";

/** What runs have to say: their start, before the first batch, and their batches. */
export interface RunObserver {
  readonly onStart: (backend: NativeBackend, request: HostRequests["start_run"]["request"]) => void;
  readonly onBatch: (batch: RunEventBatch) => void;
}

/** The host's runs, each behind its backend from its start until it is let go: ended ones can still be looked into. */
export class RunBackends {
  private readonly backends = new Map<string, RunBackend | "opening">();
  /** Runs that have reported their end. */
  private readonly over = new Set<string>();
  private isClosed = false;

  constructor(
    private readonly addon: NativeModule,
    private readonly folders: CheckpointFolders,
    private readonly observer: RunObserver,
  ) {}

  /** Opens a session for a compiled network and starts it; the answer leaves before the first batch arrives. */
  async start(irJson: string, data: DataSetup, request: HostRequests["start_run"]["request"]): Promise<RunStarted> {
    const { run } = request;
    const folder = this.folders.of(run);
    const before = this.backends.get(run);
    if (before !== undefined && !(before instanceof RecordedBackend) && !this.over.has(run)) {
      throw new RequestFailure("run_exists", {
        ...{ found: `a run called ${run} under way`, expected: "none of this name", help: "stop it first" },
      });
    }
    this.backends.set(run, "opening");
    this.over.delete(run);
    const backend = new NativeBackend(this.addon, { irJson, data, request, folder });
    try {
      if (before !== undefined && before !== "opening") await before.close();
      await backend.open();
    } catch (failure) {
      this.backends.delete(run);
      throw failure;
    }
    if (this.isClosed) {
      await backend.close();
      throw new RequestFailure("window_gone", {
        ...{ found: "no window", expected: "the one that asked for the run", help: "open a window and train again" },
      });
    }
    this.backends.set(run, backend);
    this.observer.onStart(backend, request);
    return backend.start((batch) => {
      if (this.backends.get(run) !== backend) return;
      this.observer.onBatch(batch);
      const isEnd = batch.states.some((state) => !isLive(state));
      if (batch.failure !== null || isEnd) this.over.add(run);
    });
  }

  /** Takes in a run that is recorded. Throws `RequestFailure` where one of its name is there. */
  add(run: string, backend: RecordedBackend): void {
    if (this.backends.has(run)) {
      void backend.close();
      throw new RequestFailure("run_exists", {
        ...{ found: `a run called ${run} that is open`, expected: "none of this name", help: "let go of it first" },
      });
    }
    this.backends.set(run, backend);
    this.over.add(run);
  }

  /** The backend of a run. Throws `RequestFailure` when there is none. */
  of(run: string): RunBackend {
    const backend = this.backends.get(run);
    if (backend === undefined || backend === "opening") {
      throw new RequestFailure("run_ended", {
        ...{ found: `the run ${run}, which is not kept any more`, expected: "one that is", help: "train again" },
      });
    }
    return backend;
  }

  /** Frees what an ended run holds. */
  async letGo(run: string): Promise<void> {
    const backend = this.backends.get(run);
    if (backend === undefined) return;
    if (backend === "opening" || !this.over.has(run)) {
      throw new RequestFailure("run_under_way", {
        ...{ found: `the run ${run} under way`, expected: "one that has ended", help: "stop it first" },
      });
    }
    this.backends.delete(run);
    await backend.close();
  }

  /** Whether a run has reported its end. */
  isOver(run: string): boolean {
    return this.over.has(run);
  }

  /** Whether a run starts, trains or is paused. */
  get hasLive(): boolean {
    return [...this.backends.keys()].some((run) => !this.over.has(run));
  }

  /** Of a run that is paused or over. */
  analyze(run: string, request: AnalysisRequest): Promise<Analysis> {
    return this.of(run).analyze(request);
  }

  /** Of a run of this host, or of an earlier one that left its folder. */
  checkpoints(run: string): Promise<CheckpointListing> {
    const backend = this.backends.get(run);
    if (backend === undefined || backend === "opening") return this.addon.listCheckpoints(this.folders.of(run));
    return backend.checkpoints();
  }

  pause(run: string): void {
    this.live(run).pause();
  }

  resume(run: string): void {
    this.live(run).resume();
  }

  stop(run: string): void {
    this.live(run).stop();
  }

  /** Ends every run: joins its threads and frees its memory. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.endAll();
  }

  /** Ends the runs there are; others may start. */
  async endAll(): Promise<void> {
    const all = [...this.backends.values()];
    this.backends.clear();
    this.over.clear();
    await Promise.all(all.map((backend) => (backend === "opening" ? null : backend.close())));
  }

  private live(run: string): RunBackend {
    if (this.over.has(run)) {
      throw new RequestFailure("run_ended", {
        ...{ found: `the run ${run}, which is not under way`, expected: "one under way", help: "train again" },
      });
    }
    return this.of(run);
  }
}
