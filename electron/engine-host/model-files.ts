import {
  appVersion,
  type HostRequests,
  type ModelContext,
  type ModelDescription,
  type NativeModule,
  type RunBackend,
  type RunSnapshot,
  readDescription,
} from "../../engine/contract";
import { portableProject } from "../../engine/project";
import { RequestFailure } from "./host-failure";

/** Runs whose snapshots are kept: those that can still be saved are fewer. */
const mostRuns = 16;

/** Model files: those of the window's runs as bytes, and others as what they say. */
export class ModelFiles {
  /** What each run trains, the oldest first. */
  private readonly snapshots = new Map<string, RunSnapshot>();

  constructor(private readonly addon: NativeModule) {}

  /** A run of this snapshot begins. */
  note(run: string, { graph, data, training }: RunSnapshot): void {
    this.snapshots.delete(run);
    this.snapshots.set(run, { graph, data, training });
    for (const oldest of [...this.snapshots.keys()].slice(0, -mostRuns)) this.snapshots.delete(oldest);
  }

  /** What a run trains, while that is known. */
  snapshotOf(run: string): RunSnapshot | null {
    return this.snapshots.get(run) ?? null;
  }

  /** The file of a run that rests, with what was seen of its test rows, of the network as it was when the run began. */
  async bytesOf(
    { run, name, positions }: HostRequests["model_of_run"]["request"],
    session: Pick<RunBackend, "model" | "testLook">,
  ): Promise<Uint8Array> {
    const snapshot = this.snapshots.get(run);
    if (snapshot === undefined) {
      throw new RequestFailure("run_ended", {
        ...{ found: `the run ${run}, which is not kept any more`, expected: "one that is paused or has just ended" },
        help: "train again",
      });
    }
    const project = portableProject({ ...snapshot, name, layout: { positions, viewport: null } });
    const test = session.testLook();
    const context: ModelContext = { app_version: appVersion, name, ...(test !== null && { test }), ...project };
    return session.model(JSON.stringify(context));
  }

  /** What a file says; the engine has checked it. */
  async describe(path: string): Promise<ModelDescription> {
    return readDescription(await this.addon.loadModel(path));
  }
}
