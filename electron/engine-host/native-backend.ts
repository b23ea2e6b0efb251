import { join } from "node:path";
import {
  type Analysis,
  type AnalysisRequest,
  type CheckpointListing,
  type HostRequests,
  type NativeModule,
  type NativeSession,
  type ReportedPiece,
  type RunBackend,
  type RunListener,
  type RunStarted,
  startedOf,
  type TestLook,
} from "../../engine/contract";
import type { DataSetup } from "../../engine/model";
import { keepLook, keptLook, type RecordedStart, RunRecord } from "../../engine/runs";
import { RequestFailure } from "./host-failure";

/** What a run is to train. */
export interface NativeRun {
  readonly irJson: string;
  readonly data: DataSetup;
  readonly request: HostRequests["start_run"]["request"];
  /** Where its record and its checkpoints lie. */
  readonly folder: string;
}

/** A run on native threads of this machine; what it reports is recorded in its folder. */
export class NativeBackend implements RunBackend {
  readonly capabilities = { control: true, continue: true, analyze: true, model: true };
  private session: NativeSession | null = null;
  /** Null where the disk allowed none: the run goes on, and nobody can attach to it. */
  private record: RunRecord | null = null;
  private before = 0;
  private look: TestLook | null = null;

  constructor(
    private readonly addon: NativeModule,
    private readonly run: NativeRun,
  ) {}

  /** How the run began at first, wherever it went on from since. */
  get recordedStart(): RecordedStart {
    return this.record?.start ?? this.startNow();
  }

  /** Whether what it reports can be read again. */
  get isRecorded(): boolean {
    return this.record !== null;
  }

  /** Number of its first batch: above 0 where it goes on with a run that reported before. */
  get firstSequence(): number {
    return this.before;
  }

  /** Reads the data, allocates everything and opens the record: fails where the run cannot start. */
  async open(): Promise<RunStarted> {
    const { irJson, data, request, folder } = this.run;
    const { checkpoints, continue_from, initial } = request;
    this.session = await this.addon.createSession(irJson, data, {
      checkpoints: checkpoints && { ...checkpoints, directory: folder },
      continue_from: continue_from === null ? null : { file: join(folder, continue_from) },
      initial,
    });
    this.record = this.openRecord(continue_from === null);
    this.before = this.record?.nextSequence ?? 0;
    return this.startNow().started;
  }

  async start(listener: RunListener): Promise<RunStarted> {
    const started = this.session === null ? await this.open() : this.startNow().started;
    const session = this.opened();
    session.start((batch) => {
      if (this.session !== session) return;
      const whole = { ...batch, run: this.run.request.run, sequence: this.before + batch.sequence };
      this.record?.append(whole);
      listener(whole);
    });
    return started;
  }

  pause(): void {
    this.opened().pause();
  }

  resume(): void {
    this.opened().resume();
  }

  stop(): void {
    this.opened().stop();
  }

  events(from: number): ReportedPiece {
    return this.record?.read(from) ?? { batches: [], isAll: true };
  }

  checkpoints(): Promise<CheckpointListing> {
    return this.addon.listCheckpoints(this.run.folder);
  }

  analyze(request: AnalysisRequest): Promise<Analysis> {
    return this.opened().analyze(request);
  }

  model(contextJson: string): Promise<Uint8Array> {
    return this.opened().model(contextJson);
  }

  testLook(): TestLook | null {
    this.look ??= keptLook(this.run.folder);
    return this.look;
  }

  keepTestLook(look: TestLook): void {
    this.look = look;
    try {
      keepLook(this.run.folder, look);
    } catch (failure) {
      console.error("What was seen of the test rows cannot be kept in the run's folder:", failure);
    }
  }

  async close(): Promise<void> {
    const { session, record } = this;
    // What a session reports while it is closed is no end of its run: another may go on with it.
    this.session = null;
    this.record = null;
    await session?.close();
    record?.close();
  }

  private opened(): NativeSession {
    if (this.session === null) {
      const { run } = this.run.request;
      throw new RequestFailure("run_ended", {
        ...{ found: `the run ${run}, which is not under way`, expected: "one under way", help: "train again" },
      });
    }
    return this.session;
  }

  private startNow(): RecordedStart {
    const { run, graph, data, training, initial } = this.run.request;
    const started = startedOf(run, this.opened(), training.epochs);
    return { started, snapshot: { graph, data, training }, initial, begun_at_unix_millis: Date.now() };
  }

  private openRecord(isNew: boolean): RunRecord | null {
    const { folder } = this.run;
    try {
      return (isNew ? null : RunRecord.reopen(folder)) ?? RunRecord.begin(folder, this.startNow());
    } catch (failure) {
      console.error("What the run reports cannot be recorded:", failure);
      return null;
    }
  }
}
