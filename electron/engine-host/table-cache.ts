import { stat } from "node:fs/promises";
import { FailureError, failureOf, inFile, type NativeModule, type TableProfile } from "../../engine/contract";
import type { DataSchema, DataSetup } from "../../engine/model";

interface CachedTable {
  readonly version: string;
  profile: Promise<TableProfile> | null;
  readonly schemas: Map<string, Promise<DataSchema>>;
}

/** Changes whenever the file's content may have. */
async function versionOf(path: string): Promise<string> {
  const { size, mtimeNs, ino } = await stat(path, { bigint: true });
  return `${size}:${mtimeNs}:${ino}`;
}

/** What reading tables told, kept while the file is unchanged; the latest few tables, since a project uses one. */
export class TableCache {
  private readonly tables = new Map<string, CachedTable>();

  constructor(
    private readonly addon: Pick<NativeModule, "openTable" | "tableSchema">,
    private readonly capacity = 4,
  ) {}

  async profile(path: string): Promise<TableProfile> {
    const table = await this.current(path);
    table.profile ??= this.forgetOnFailure(path, this.addon.openTable(path));
    return table.profile;
  }

  async schema(setup: DataSetup): Promise<DataSchema> {
    const table = await this.current(setup.path);
    const key = JSON.stringify(setup);
    let schema = table.schemas.get(key);
    if (schema === undefined) {
      schema = this.forgetOnFailure(setup.path, this.addon.tableSchema(setup));
      table.schemas.set(key, schema);
    }
    return schema;
  }

  private async current(path: string): Promise<CachedTable> {
    const version = await versionOf(path).catch(() => "absent");
    const known = this.tables.get(path);
    // Reinserted, so that the map's order is that of use.
    this.tables.delete(path);
    const table = known?.version === version ? known : { version, profile: null, schemas: new Map() };
    this.tables.set(path, table);
    for (const oldest of this.tables.keys()) {
      if (this.tables.size <= this.capacity) break;
      this.tables.delete(oldest);
    }
    return table;
  }

  /** What cannot be read is read again when it is asked for again, and its failure names the file. */
  private async forgetOnFailure<Value>(path: string, reading: Promise<Value>): Promise<Value> {
    try {
      return await reading;
    } catch (thrown) {
      this.tables.delete(path);
      const failure = failureOf(thrown);
      throw failure === null ? thrown : new FailureError(inFile(failure, path));
    }
  }
}
