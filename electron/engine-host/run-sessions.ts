import type {
  Analysis,
  AnalysisRequest,
  CheckpointListing,
  HostRequests,
  NativeModule,
  NativeSession,
  RunEventBatch,
  RunStarted,
} from "../../engine/contract";
import type { DataSetup } from "../../engine/model";
import type { CheckpointFolders } from "./checkpoint-folders";
import { RequestFailure } from "./host-failure";

/** What runs have to say: their start, before the first batch, and their batches. */
export interface RunListener {
  readonly onStart: (started: RunStarted, request: HostRequests["start_run"]["request"]) => void;
  readonly onBatch: (batch: RunEventBatch) => void;
}

/** The host's runs, each with its native session from its start until it is let go: ended ones can still be looked into. */
export class RunSessions {
  private readonly sessions = new Map<string, NativeSession | "opening">();
  private readonly ended = new Map<string, NativeSession>();
  private isClosed = false;

  constructor(
    private readonly addon: NativeModule,
    private readonly folders: CheckpointFolders,
    private readonly listener: RunListener,
  ) {}

  /** Opens a session for a compiled network and starts it; the answer leaves before the first batch arrives. */
  async start(irJson: string, data: DataSetup, request: HostRequests["start_run"]["request"]): Promise<RunStarted> {
    const { run, training, checkpoints, resume, initial } = request;
    const directory = this.folders.of(run);
    if (this.sessions.has(run)) {
      throw new RequestFailure("run_exists", {
        ...{ found: `a run called ${run} under way`, expected: "none of this name", help: "stop it first" },
      });
    }
    this.sessions.set(run, "opening");
    let session: NativeSession;
    try {
      await this.forgetEnded(run);
      session = await this.addon.createSession(irJson, data, {
        checkpoints: checkpoints && { ...checkpoints, directory },
        resume: resume === null ? null : { file: resume },
        initial,
      });
    } catch (failure) {
      this.sessions.delete(run);
      throw failure;
    }
    if (this.isClosed) {
      await session.close();
      throw new RequestFailure("window_gone", {
        ...{ found: "no window", expected: "the one that asked for the run", help: "open a window and train again" },
      });
    }
    this.sessions.set(run, session);
    const started: RunStarted = {
      run,
      declaration: session.declaration,
      steps_per_epoch: session.stepsPerEpoch,
      epochs: training.epochs,
      training_rows: session.trainingRows,
      validation_rows: session.validationRows,
      parameters: session.parameterCount,
      missing_rows: session.missingRows,
      first_step: session.firstStep,
    };
    this.listener.onStart(started, request);
    session.start((batch) => {
      if (this.sessions.get(run) !== session) return;
      this.listener.onBatch({ ...batch, run });
      if (batch.failure !== null || batch.states.some((state) => state !== "running" && state !== "paused")) {
        this.sessions.delete(run);
        this.ended.set(run, session);
      }
    });
    return started;
  }

  /** Of a run under way, which must be paused, or of one that has ended. */
  analyze(run: string, request: AnalysisRequest): Promise<Analysis> {
    return this.resting(run).analyze(request);
  }

  /** The session of a run under way, or of one that has ended. */
  resting(run: string): NativeSession {
    return this.ended.get(run) ?? this.session(run);
  }

  /** Frees what an ended run holds. */
  async letGo(run: string): Promise<void> {
    if (this.sessions.has(run)) {
      throw new RequestFailure("run_under_way", {
        ...{ found: `the run ${run} under way`, expected: "one that has ended", help: "stop it first" },
      });
    }
    await this.forgetEnded(run);
  }

  checkpoints(run: string): Promise<CheckpointListing> {
    return this.addon.listCheckpoints(this.folders.of(run));
  }

  pause(run: string): void {
    this.session(run).pause();
  }

  resume(run: string): void {
    this.session(run).resume();
  }

  stop(run: string): void {
    this.session(run).stop();
  }

  /** Ends every run: joins its threads and frees its memory. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.endAll();
  }

  /** Ends the runs there are; others may start. */
  async endAll(): Promise<void> {
    const ended = [...this.ended.keys()].map((run) => this.forgetEnded(run));
    await Promise.all([...ended, ...[...this.sessions.keys()].map((run) => this.end(run))]);
  }

  private session(run: string): NativeSession {
    const session = this.sessions.get(run);
    if (session === undefined || session === "opening") {
      throw new RequestFailure("run_ended", {
        ...{ found: `the run ${run}, which is not under way`, expected: "one under way", help: "train again" },
      });
    }
    return session;
  }

  private async forgetEnded(run: string): Promise<void> {
    const session = this.ended.get(run);
    this.ended.delete(run);
    await session?.close();
  }

  private async end(run: string): Promise<void> {
    const session = this.sessions.get(run);
    this.sessions.delete(run);
    if (session !== undefined && session !== "opening") await session.close();
  }
}
