import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { RUN_ID_PATTERN } from "../../engine/contract";
import { recordName } from "../../engine/runs";
import { RequestFailure } from "./host-failure";

/** One folder a run for its checkpoints, under the one the main process named. */
export class CheckpointFolders {
  constructor(private readonly root: string) {}

  of(run: string): string {
    if (!RUN_ID_PATTERN.test(run)) {
      throw new RequestFailure("run_name", {
        found: `the run id ${run}`,
        expected: "letters and digits",
        help: "train again",
      });
    }
    return join(this.root, run);
  }

  /** The runs that have a record of what they told. */
  async recorded(): Promise<readonly string[]> {
    const names = (await readdir(this.root).catch(() => [])).filter((name) => RUN_ID_PATTERN.test(name));
    const found = await Promise.all(names.map((run) => stat(join(this.root, run, recordName)).catch(() => null)));
    return names.filter((_, index) => found[index] !== null);
  }

  /** Removes the folder of a run: nobody can ask for its checkpoints any more. */
  async remove(run: string): Promise<void> {
    // What cannot be removed now goes when the app starts next.
    await rm(this.of(run), { recursive: true, force: true }).catch(() => {});
  }
}
