import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { RequestFailure } from "./host-failure";
import { recordName } from "./run-record";

/** Ids of runs as the window makes them; anything else could name a folder elsewhere. */
const runPattern = /^[A-Za-z0-9-]{1,64}$/;

/** One folder a run for its checkpoints, under the one the main process named. */
export class CheckpointFolders {
  constructor(private readonly root: string) {}

  of(run: string): string {
    if (!runPattern.test(run)) {
      throw new RequestFailure({ code: "run_name", message: `Found the run id ${run}; expected letters and digits.` });
    }
    return join(this.root, run);
  }

  /** The run with the newest record of what it told; null when none has one. */
  async newestRecorded(): Promise<string | null> {
    const names = (await readdir(this.root).catch(() => [])).filter((name) => runPattern.test(name));
    const times = await Promise.all(
      names.map(async (run) => {
        const found = await stat(join(this.root, run, recordName)).catch(() => null);
        return { run, millis: found?.mtimeMs ?? Number.NEGATIVE_INFINITY };
      }),
    );
    const newest = times.sort((one, other) => other.millis - one.millis)[0];
    return newest === undefined || newest.millis === Number.NEGATIVE_INFINITY ? null : newest.run;
  }

  /** Removes the folders of all runs but these: nobody can ask for their checkpoints any more. */
  async keepOnly(runs: ReadonlySet<string>): Promise<void> {
    const names = await readdir(this.root).catch(() => []);
    const others = names.filter((name) => !runs.has(name));
    // What cannot be removed now goes when the app starts next.
    await Promise.all(
      others.map((name) => rm(join(this.root, name), { recursive: true, force: true }).catch(() => {})),
    );
  }
}
