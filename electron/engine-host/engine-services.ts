import type { HostRequests, NativeModule, RunProgress, RunStarted, RunUnderWay } from "../../engine/contract";
import type { DataSetup } from "../../engine/model";
import { TestLooks } from "../../engine/runs";
import { CheckpointFolders } from "./checkpoint-folders";
import { FoldTrainer } from "./fold-trainer";
import { ModelFiles } from "./model-files";
import { RecordedBackend } from "./recorded-backend";
import { RejectedLists } from "./rejected-lists";
import { RunBackends } from "./run-backends";
import { RunFeed, type Viewer } from "./run-feed";
import { TableFiles } from "./table-files";
import { TableViews } from "./table-views";
import { TestedRuns } from "./tested-runs";
import { UsedModels } from "./used-models";
import { WritableFiles } from "./writable-files";

/** Where the host writes; absolute. */
export interface EnginePlaces {
  /** Folder under which each run has one. */
  readonly checkpoints: string;
  /** File that counts looks at test rows. */
  readonly testLooks: string;
}

/** What the host keeps from one page to the next: its tables, its runs, what they told, and their models. */
export class EngineServices {
  readonly tables: TableFiles;
  readonly views: TableViews;
  readonly rejected: RejectedLists;
  readonly runs: RunBackends;
  readonly folds: FoldTrainer;
  readonly feed: RunFeed;
  readonly models: ModelFiles;
  readonly used: UsedModels;
  readonly tested: TestedRuns;
  readonly writable = new WritableFiles();
  private readonly folders: CheckpointFolders;
  private readonly addon: NativeModule;
  private hasLooked = false;
  /** Who asked for a run that has not started yet. */
  private readonly askers = new Map<string, Viewer>();

  constructor(addon: NativeModule, places: EnginePlaces, onProgress: (progress: RunProgress) => void) {
    const folders = new CheckpointFolders(places.checkpoints);
    this.tables = new TableFiles(addon);
    this.views = new TableViews(addon, this.tables);
    this.rejected = new RejectedLists(addon, this.tables);
    this.models = new ModelFiles(addon);
    this.used = new UsedModels(addon, this.tables);
    this.folders = folders;
    this.addon = addon;
    this.feed = new RunFeed(onProgress);
    this.runs = new RunBackends(addon, folders, {
      onStart: (backend, request) => this.feed.begin(backend, request, this.askers.get(request.run) ?? null),
      onBatch: (batch) => this.feed.take(batch),
    });
    this.folds = new FoldTrainer(addon, () => this.runs.hasLive, onProgress);
    this.tested = new TestedRuns(addon, this.models, this.runs, new TestLooks(places.testLooks));
  }

  /** Starts a run that the viewer hears from its first batch on. */
  async startFor(
    viewer: Viewer,
    irJson: string,
    data: DataSetup,
    request: HostRequests["start_run"]["request"],
  ): Promise<RunStarted> {
    this.folds.requireRest();
    this.askers.set(request.run, viewer);
    try {
      return await this.runs.start(irJson, data, request);
    } finally {
      this.askers.delete(request.run);
    }
  }

  /** The runs there are in the order they began, also those whose host is gone. */
  async listRuns(): Promise<readonly RunUnderWay[]> {
    if (!this.hasLooked) {
      this.hasLooked = true;
      for (const run of await this.folders.recorded()) {
        const backend = this.feed.has(run) ? null : RecordedBackend.reopen(this.addon, this.folders.of(run));
        if (backend !== null) this.addRecorded(run, backend);
      }
    }
    return this.feed.list();
  }

  /** Opens the folder of a recorded run; one that is open already is answered as it is. */
  openRun(folder: string): RunUnderWay {
    const backend = RecordedBackend.open(this.addon, folder);
    const { run } = backend.recordedStart.started;
    if (this.feed.has(run)) void backend.close();
    else this.addRecorded(run, backend);
    const known = this.feed.known(run);
    if (known === null) throw new Error(`The run ${run} was opened and is not there.`);
    return known;
  }

  /** Lets go of a run that is over: what it learnt, its record here and its checkpoints. */
  async letGo(run: string): Promise<void> {
    await this.runs.letGo(run);
    this.feed.letGo(run);
    await this.folders.remove(run);
  }

  private addRecorded(run: string, backend: RecordedBackend): void {
    this.runs.add(run, backend);
    this.feed.addRecorded(run, backend);
  }

  /** A window that heard of runs and asked for folds is gone: its fold has nobody to answer. */
  release(viewer: Viewer): void {
    this.feed.release(viewer);
    this.folds.release(viewer);
  }

  /** Ends every run and forgets what they told. */
  async endRuns(): Promise<void> {
    await this.folds.end();
    await this.runs.endAll();
    this.feed.close();
  }

  async close(): Promise<void> {
    await this.folds.end();
    await this.runs.close();
    this.feed.close();
  }
}
