import {
  type HostRequests,
  type NativeModule,
  type RunBackend,
  readDescription,
  type TestLook,
} from "../../engine/contract";
import { withReadFiles } from "../../engine/model";
import { lookAtTest, type TestLooks, testRowsOf } from "../../engine/runs";
import { RequestFailure } from "./host-failure";
import type { ModelFiles } from "./model-files";
import type { RunBackends } from "./run-backends";

/** Looks at the rows that runs kept for a test: once a run, and counted over all runs of the same rows. */
export class TestedRuns {
  constructor(
    private readonly addon: Pick<NativeModule, "readModel">,
    private readonly models: ModelFiles,
    private readonly runs: RunBackends,
    private readonly looks: TestLooks,
  ) {}

  /** How often other runs were looked at on the test rows of this one, and what was seen of it, if it was looked at. */
  async standing(run: string): Promise<HostRequests["test_rows"]["answer"]> {
    const look = this.runs.of(run).testLook();
    const snapshot = this.models.snapshotOf(run);
    if (look !== null || snapshot?.data == null) return { looks_before: look?.looks_before ?? 0, look };
    return { looks_before: await this.looks.before(testRowsOf(snapshot.data, snapshot.training), run), look };
  }

  /** Looks at the test rows of a run that has ended, and keeps what was seen with it. */
  async look(run: string): Promise<TestLook> {
    const backend: RunBackend = this.runs.of(run);
    const known = backend.testLook();
    if (known !== null) return known;
    if (!this.runs.isOver(run)) {
      throw new RequestFailure("run_under_way", {
        ...{ found: `the run ${run} under way`, expected: "one that has ended" },
        help: "stop it first: what it will still learn cannot be told by a look now",
      });
    }
    const model = await this.addon.readModel(await this.models.bytesOf({ run, name: "", positions: {} }, backend));
    const snapshot = this.models.snapshotOf(run);
    if (snapshot?.data == null) {
      throw new RequestFailure("run_ended", {
        ...{ found: `the run ${run}, whose table is not known any more`, expected: "one that is", help: "train again" },
      });
    }
    const { sha256, test_file } = readDescription(model).data;
    const data = withReadFiles({ ...snapshot.data, sha256 }, test_file ? { test: test_file } : {});
    const look = await lookAtTest(model, { data, training: snapshot.training, model: run }, this.looks);
    backend.keepTestLook(look);
    return look;
  }
}
