import type { NativeModule, NativeSession, RunEventBatch, RunStarted } from "../../engine/contract";
import type { DataSetup, TrainingSetup } from "../../engine/model";
import { RequestFailure } from "./host-failure";

/** The runs of one window, each with its native session, from start until its last event. */
export class RunSessions {
  private readonly sessions = new Map<string, NativeSession | "opening">();
  private isClosed = false;

  constructor(
    private readonly addon: NativeModule,
    private readonly onBatch: (batch: RunEventBatch) => void,
  ) {}

  /** Opens a session for a compiled network and starts it; the answer leaves before the first batch arrives. */
  async start(run: string, irJson: string, data: DataSetup, training: TrainingSetup): Promise<RunStarted> {
    if (this.sessions.has(run)) {
      throw new RequestFailure({ code: "run_exists", message: `A run called ${run} is already under way.` });
    }
    this.sessions.set(run, "opening");
    let session: NativeSession;
    try {
      session = await this.addon.createSession(irJson, data);
    } catch (failure) {
      this.sessions.delete(run);
      throw failure;
    }
    if (this.isClosed) {
      await session.close();
      throw new RequestFailure({ code: "window_gone", message: "The window that asked for the run is gone." });
    }
    this.sessions.set(run, session);
    const started: RunStarted = {
      run,
      probes: session.probes,
      steps_per_epoch: session.stepsPerEpoch,
      epochs: training.epochs,
      training_rows: session.trainingRows,
      validation_rows: session.validationRows,
      parameters: session.parameterCount,
      histogram_edges: this.addon.histogramEdges(),
      missing_rows: session.missingRows,
    };
    session.start((batch) => {
      if (this.sessions.get(run) !== session) return;
      this.onBatch({ ...batch, run });
      if (batch.failure !== null || batch.states.some((state) => state !== "running" && state !== "paused")) {
        void this.end(run);
      }
    });
    return started;
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
    await Promise.all([...this.sessions.keys()].map((run) => this.end(run)));
  }

  private session(run: string): NativeSession {
    const session = this.sessions.get(run);
    if (session === undefined || session === "opening") {
      throw new RequestFailure({ code: "run_ended", message: `The run ${run} is not under way.` });
    }
    return session;
  }

  private async end(run: string): Promise<void> {
    const session = this.sessions.get(run);
    this.sessions.delete(run);
    if (session !== undefined && session !== "opening") await session.close();
  }
}
