import {
  type Analysis,
  type CheckpointListing,
  isLive,
  type NativeModule,
  type ReportedPiece,
  type RunBackend,
  type RunStarted,
  type RunState,
  type TestLook,
} from "../../engine/contract";
import { keptLook, type RecordedStart, RunRecord } from "../../engine/runs";
import { RequestFailure } from "./host-failure";

/** A run as its folder tells it: everything it reported can be seen, nothing be asked of it but to go on where it was lost. */
export class RecordedBackend implements RunBackend {
  readonly capabilities;

  private constructor(
    private readonly addon: NativeModule,
    private readonly folder: string,
    private readonly record: RunRecord,
    /** Whether its trainer ended before it did, and it can go on from a checkpoint. */
    readonly isLost: boolean,
  ) {
    this.capabilities = { control: false, continue: isLost, analyze: false, model: false };
  }

  /** A folder that somebody chose. Throws a `FailureError` where it holds no run that can be read. */
  static open(addon: NativeModule, folder: string): RecordedBackend {
    return new RecordedBackend(addon, folder, RunRecord.read(folder), false);
  }

  /** A run of an earlier host of this machine; null when its folder cannot be read. */
  static reopen(addon: NativeModule, folder: string): RecordedBackend | null {
    const record = RunRecord.reopen(folder);
    return record && new RecordedBackend(addon, folder, record, isLive(record.last?.states.at(-1) ?? "running"));
  }

  get recordedStart(): RecordedStart {
    return this.record.start;
  }

  /** The state its record ends with. */
  get lastState(): RunState {
    return this.record.last?.states.at(-1) ?? "running";
  }

  start(): Promise<RunStarted> {
    return Promise.resolve(this.record.start.started);
  }

  pause(): never {
    throw this.refusal("paused");
  }

  resume(): never {
    throw this.refusal("resumed");
  }

  stop(): never {
    throw this.refusal("stopped");
  }

  events(from: number): ReportedPiece {
    return this.record.read(from);
  }

  checkpoints(): Promise<CheckpointListing> {
    return this.addon.listCheckpoints(this.folder);
  }

  analyze(): Promise<Analysis> {
    return Promise.reject(this.refusal("looked into"));
  }

  model(): Promise<Uint8Array> {
    return Promise.reject(this.refusal("made a model of"));
  }

  testLook(): TestLook | null {
    return keptLook(this.folder);
  }

  keepTestLook(): never {
    throw this.refusal("tested");
  }

  close(): Promise<void> {
    if (!this.isClosed) this.record.close();
    this.isClosed = true;
    return Promise.resolve();
  }

  private isClosed = false;

  private refusal(what: string): RequestFailure {
    const { run } = this.record.start.started;
    return new RequestFailure("run_recorded", {
      ...{ found: `a recording of the run ${run}, to be ${what}`, expected: "a run that is trained here" },
      help: "train it again",
    });
  }
}
