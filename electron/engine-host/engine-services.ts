import type { HostRequests, NativeModule, RunProgress, RunStarted } from "../../engine/contract";
import type { DataSetup } from "../../engine/model";
import { CheckpointFolders } from "./checkpoint-folders";
import { ModelFiles } from "./model-files";
import { RunFeed, type Viewer } from "./run-feed";
import { RunSessions } from "./run-sessions";
import { TableCache } from "./table-cache";

/** What the host keeps from one page to the next: its tables, its runs, what they told, and their models. */
export class EngineServices {
  readonly tables: TableCache;
  readonly runs: RunSessions;
  readonly feed: RunFeed;
  readonly models: ModelFiles;
  /** Who asked for a run that has not started yet. */
  private readonly askers = new Map<string, Viewer>();

  constructor(addon: NativeModule, root: string, onProgress: (progress: RunProgress) => void) {
    const folders = new CheckpointFolders(root);
    this.tables = new TableCache(addon);
    this.models = new ModelFiles(addon);
    this.feed = new RunFeed(folders, onProgress);
    this.runs = new RunSessions(addon, folders, {
      onStart: (started, request) => this.feed.begin(started, request, this.askers.get(request.run) ?? null),
      onBatch: (batch) => this.feed.take(batch),
    });
  }

  /** Starts a run that the viewer hears from its first batch on. */
  async startFor(
    viewer: Viewer,
    irJson: string,
    data: DataSetup,
    request: HostRequests["start_run"]["request"],
  ): Promise<RunStarted> {
    this.askers.set(request.run, viewer);
    try {
      return await this.runs.start(irJson, data, request);
    } finally {
      this.askers.delete(request.run);
    }
  }

  /** Ends every run and forgets what they told. */
  async endRuns(): Promise<void> {
    await this.runs.endAll();
    this.feed.close();
  }

  async close(): Promise<void> {
    await this.runs.close();
    this.feed.close();
  }
}
