import { partOfFailure } from "../../engine/compiler";
import {
  type ColumnSpreads,
  type Failure,
  FailureError,
  failureOf,
  inFile,
  type NativeModule,
  type PairSetup,
  type SplitSetup,
  type TableAssociation,
  type TablePair,
  type TableProfile,
} from "../../engine/contract";
import type { DataSchema, DataSetup, ReadOptions, TableJudgement } from "../../engine/model";

/** Tables as the engine reads them, which keeps what it read while a file is unchanged; a failure names the file. */
export class TableFiles {
  constructor(
    private readonly addon: Pick<
      NativeModule,
      "openTable" | "tableSchema" | "judgeTable" | "tableAssociation" | "tablePair" | "columnSpreads"
    >,
  ) {}

  profile(path: string, reading?: ReadOptions): Promise<TableProfile> {
    return this.named(path, this.addon.openTable(path, reading));
  }

  schema(setup: DataSetup): Promise<DataSchema> {
    return this.ofSetup(setup, this.addon.tableSchema(setup));
  }

  judgement(setup: DataSetup, split: SplitSetup): Promise<TableJudgement> {
    return this.ofSetup(setup, this.addon.judgeTable(setup, split));
  }

  association(path: string, reading: ReadOptions, target: string): Promise<TableAssociation> {
    return this.named(path, this.addon.tableAssociation(path, reading, target));
  }

  pair(path: string, reading: ReadOptions, pair: PairSetup): Promise<TablePair> {
    return this.named(path, this.addon.tablePair(path, reading, pair));
  }

  spreads(setup: DataSetup, split: SplitSetup, columns: readonly string[]): Promise<ColumnSpreads> {
    return this.ofSetup(setup, this.addon.columnSpreads(setup, split, [...columns]));
  }

  /** What an engine's call on the tables of a setup answers; its failure names the file that it is of. */
  private async ofSetup<Value>(setup: DataSetup, reading: Promise<Value>): Promise<Value> {
    return this.named(setup.path, reading, (failure) => partOfFailure(setup, failure) !== null);
  }

  /** What an engine's call on a table answers; its failure names the file, unless it does so already. */
  async named<Value>(
    path: string,
    reading: Promise<Value>,
    isNamed: (failure: Failure) => boolean = () => false,
  ): Promise<Value> {
    try {
      return await reading;
    } catch (thrown) {
      const failure = failureOf(thrown);
      throw failure === null || isNamed(failure) ? thrown : new FailureError(inFile(failure, path));
    }
  }
}
