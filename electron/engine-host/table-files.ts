import {
  FailureError,
  failureOf,
  inFile,
  type NativeModule,
  type SplitSetup,
  type TableProfile,
} from "../../engine/contract";
import type { DataSchema, DataSetup, ReadOptions, TableJudgement } from "../../engine/model";

/** Tables as the engine reads them, which keeps what it read while a file is unchanged; a failure names the file. */
export class TableFiles {
  constructor(private readonly addon: Pick<NativeModule, "openTable" | "tableSchema" | "judgeTable">) {}

  profile(path: string, reading?: ReadOptions): Promise<TableProfile> {
    return this.named(path, this.addon.openTable(path, reading));
  }

  schema(setup: DataSetup): Promise<DataSchema> {
    return this.named(setup.path, this.addon.tableSchema(setup));
  }

  judgement(setup: DataSetup, split: SplitSetup): Promise<TableJudgement> {
    return this.named(setup.path, this.addon.judgeTable(setup, split));
  }

  /** What an engine's call on a table answers; its failure names the file. */
  async named<Value>(path: string, reading: Promise<Value>): Promise<Value> {
    try {
      return await reading;
    } catch (thrown) {
      const failure = failureOf(thrown);
      throw failure === null ? thrown : new FailureError(inFile(failure, path));
    }
  }
}
